// SPDX-License-Identifier: Apache-2.0

import Bench
import Testing

@Suite struct DecimalsTests {
    @Test(arguments: [
        (12.345, 2, "12.35"), (0.994, 2, "0.99"), (0.995, 1, "1.0"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"),
        (7, 0, "7"), (2.0499, 2, "2.05"), (1_000_000, 0, "1000000"),
    ])
    func `a number is rounded to so many places`(value: Double, places: Int, text: String) {
        #expect(Decimals.text(value, places: places) == text)
    }

    @Test(arguments: [
        (0.0, "0"), (999, "999"), (1_000, "1,000"), (46_875.4, "46,875"), (1_234_567, "1,234,567"),
        (-12_345, "-12,345"),
    ])
    func `a large number is written in groups of three`(value: Double, text: String) {
        #expect(Decimals.grouped(value) == text)
    }

    @Test(arguments: [Double.nan, .infinity])
    func `what is no number is a dash`(value: Double) {
        #expect(Decimals.text(value, places: 2) == "–")
        #expect(Decimals.grouped(value) == "–")
    }

    @Test(arguments: [
        (Unit.perSecond, 8_938.2, "8,938/s"), (.seconds, 0.141, "0.14 s"), (.milliseconds, 4.844, "4.84 ms"),
        (.milliseconds, 36.44, "36.4 ms"), (.microseconds, 163.91, "163.9 µs"), (.mebibytes, 151.6, "152 MiB"),
    ])
    func `a value is shown with its unit`(unit: Unit, value: Double, text: String) {
        #expect(unit.text(value) == text)
    }
}
