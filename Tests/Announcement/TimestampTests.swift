// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

@Suite struct TimestampTests {
    @Test func `any moment comes back from its text`() throws {
        var generator = Dice(seed: 1)
        // From the year 0001 to 9999.
        for _ in 0..<20_000 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -62_135_596_800_000..<253_402_300_800_000, using: &generator)
            )
            #expect(Timestamp(moment.description) == moment)
        }
    }

    @Test func `text and number sort alike`() {
        var generator = Dice(seed: 2)
        let moments = (0..<2_000)
            .map { _ in Timestamp(milliseconds: .random(in: 0..<4_000_000_000_000, using: &generator)) }
        #expect(moments.sorted().map(\.description) == moments.map(\.description).sorted())
    }

    @Test func `every day of four centuries follows the one before`() {
        var previous = Timestamp(milliseconds: -11_676_096_000_000).civilTime
        #expect((previous.year, previous.month, previous.day) == (1600, 1, 1))
        for day in 1..<146_097 {
            let next = Timestamp(milliseconds: -11_676_096_000_000 + Int64(day) * 86_400_000).civilTime
            let isNextDay = next.month == previous.month && next.year == previous.year && next.day == previous.day + 1
            let isNextMonth = next.day == 1 && next.month == previous.month % 12 + 1 && previous.day >= 28
            #expect(isNextDay || isNextMonth)
            #expect(next.weekday == (previous.weekday + 1) % 7)
            previous = next
        }
        #expect((previous.year, previous.month, previous.day) == (1999, 12, 31))
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("1969-12-31T23:59:59.999Z", -1),
        ("2026-11-21T14:05:00Z", 1_795_269_900_000),
        ("2026-11-21t14:05:00z", 1_795_269_900_000), ("2026-11-21 14:05:00Z", 1_795_269_900_000),
        ("2026-11-21T15:05:00+01:00", 1_795_269_900_000), ("2026-11-21T08:35:00-05:30", 1_795_269_900_000),
        ("2026-11-22T00:04:00+09:59", 1_795_269_900_000), ("2026-11-21T14:05:00.1Z", 1_795_269_900_100),
        ("2026-11-21T14:05:00.120Z", 1_795_269_900_120), ("2026-11-21T14:05:00.123999Z", 1_795_269_900_123),
        ("2026-11-21T14:05:00.123456789012345678901Z", 1_795_269_900_123), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2000-02-29T12:00:00Z", 951_825_600_000), ("2016-12-31T23:59:60Z", 1_483_228_799_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func `RFC 3339 is read`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T14:05", "2026-11-21T14:05:00", "2026-11-21T14:05:00.Z",
        "2026-11-21T14:05:00,1Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00 Z",
        "2026-01-01T00:00:00ZZ", " 2026-01-01T00:00:00Z", "2026-1-1T0:0:0Z", "٢٠٢٦-01-01T00:00:00Z",
        "26-01-01T00:00:00Z",
        "+2026-01-01T00:00:00Z", "2026-01-01T00:00:00\0Z", "now", "1795269900",
    ])
    func `what is no RFC 3339 is refused`(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        (Int64(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 +0000"),
        (1_795_269_900_000, "Sat, 21 Nov 2026 14:05:00 +0000"),
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_825_600_000, "Tue, 29 Feb 2000 12:00:00 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
    ])
    func `a mail's date is written as RFC 5322 asks`(_ milliseconds: Int64, _ expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).mailDate == expected)
    }

    @Test func `spans are exact to the millisecond`() throws {
        let start = Timestamp(milliseconds: 1_795_269_900_000)
        #expect((start + .milliseconds(1_500)).milliseconds == 1_795_269_901_500)
        #expect((start - .seconds(86_400)).description == "2026-11-20T14:05:00.000Z")
        #expect(start - (start + .milliseconds(7)) == .milliseconds(-7))
        #expect(start.unixSeconds == 1_795_269_900 && Timestamp(milliseconds: -1).unixSeconds == -1)
        #expect(
            Duration.milliseconds(1_234).milliseconds == 1_234 && Duration.milliseconds(-1_234).milliseconds == -1_234
        )
        #expect(abs(Duration.milliseconds(1_500).seconds - 1.5) < 1e-9)
    }

    @Test(arguments: [
        (Duration.nanoseconds(1_999_999), 1, 0.001_999_999), (.nanoseconds(-1_999_999), -1, -0.001_999_999),
        (.zero, 0, 0), (.seconds(40_000_000_000) + .milliseconds(7), 40_000_000_000_007, 40_000_000_000.007),
        (.seconds(-19), -19_000, -19),
    ])
    func `a span has whole milliseconds, cut towards nought, however long it is`(
        _ span: Duration,
        _ milliseconds: Int64,
        _ seconds: Double
    ) {
        #expect(span.milliseconds == milliseconds)
        #expect(span.seconds == seconds)
    }

    @Test func `JSON holds the text`() throws {
        let moment = Timestamp(milliseconds: 1_795_269_900_120)
        #expect(try JSON.text(moment) == "\"2026-11-21T14:05:00.120Z\"")
        #expect(try JSON.read(Timestamp.self, "\"2026-11-21T15:05:00.12+01:00\"") == moment)
        #expect(throws: DecodingError.self) { try JSON.read(Timestamp.self, "\"yesterday\"") }
        #expect(throws: DecodingError.self) { try JSON.read(Timestamp.self, "1795269900") }
    }
}
