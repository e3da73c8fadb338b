// SPDX-License-Identifier: Apache-2.0

import Bench
import FoundationEssentials
import Testing

@Suite struct BenchReportTests {
    @Test(
        arguments: [
            ([], nil), ([3], 3), ([9, 1, 5], 5), ([4, 1, 3, 2], 2.5), ([2, 2, 100], 2),
        ] as [([Double], Double?)]
    )
    func `the median is the middle value, or the mean of the two in the middle`(values: [Double], median: Double?) {
        #expect(values.median == median)
    }

    @Test func `the ratio is the median of the runs' own ratios`() throws {
        var report = Self.report()
        // The machine was slow in the second run, for both sides: the ratios tell what the medians would not.
        for (hub, bare) in [(50.0, 100.0), (10, 40), (60, 100)] {
            report.add([Self.fanOut(hub, against: bare)], of: .webhook)
        }
        let row = try #require(report.rows.first)
        #expect(report.rows.count == 1)
        #expect(row.median == 50)
        #expect(row.referenceMedian == 100)
        #expect(row.ratio == 0.5)
        #expect(row.isMet == false)
    }

    @Test func `figures of one name against different things are rows of their own`() {
        var report = Self.report()
        for name in ["Alertmanager", "Apprise"] {
            let reference = Figure.Reference(name, 10)
            report.add([Figure("fan-out", 20, .perSecond, against: reference)], of: .peers)
        }
        #expect(report.rows.map(\.against) == ["Alertmanager", "Apprise"])
    }

    @Test func `rows stand in the order of the measures, whichever was taken first`() {
        var report = Self.report()
        report.add([Figure("start", 1, .seconds)], of: .start)
        report.add([Self.fanOut(1, against: 2)], of: .webhook)
        report.add([Figure("accept", 1, .milliseconds)], of: .accept)
        #expect(report.rows.map(\.measure) == [.webhook, .accept, .start])
    }

    @Test func `a measure that failed before it gave anything is not tried again, one that gave something is`() {
        var report = Self.report()
        report.leaveOut(.mail, because: "there is no sink")
        report.add([Self.fanOut(1, against: 2)], of: .webhook)
        report.leaveOut(.webhook, because: "the third run came to nothing")
        #expect(report.hasGivenUp(.mail))
        #expect(!report.hasGivenUp(.webhook))
        #expect(!report.hasGivenUp(.start))
    }

    @Test func `a reason is kept once, however many runs give it`() {
        var report = Self.report()
        for _ in 1...3 { report.leaveOut(.peers, because: "Apprise is missing") }
        #expect(report.gaps.map(\.reason) == ["Apprise is missing"])
    }

    @Test func `the JSON has every run's values, the goal and the verdict`() throws {
        var report = Self.report()
        for value in [1.0, 3, 2] { report.add([Self.fanOut(value, against: 4)], of: .webhook) }
        report.add([Figure("start", 0.5, .seconds, goal: .valueAtMost(1))], of: .start)
        report.leaveOut(.mail, because: "there is no sink")
        let read = try JSONDecoder().decode(Written.self, from: try report.json())
        #expect(read.runs == 3)
        #expect(read.machine.cores > 0)
        #expect(read.scale["backlog"] == Scale.small.backlog)
        #expect(read.not_measured == [Written.Gap(measure: "mail", reason: "there is no sink")])
        let fanOut = try #require(read.rows.first)
        #expect(fanOut.values == [1, 3, 2])
        #expect(fanOut.median == 2)
        #expect(fanOut.against == "bare")
        #expect(fanOut.against_values == [4, 4, 4])
        #expect(fanOut.ratio == 0.5)
        #expect(fanOut.goal == "≥ 0.7 ×")
        #expect(fanOut.met == false)
        let start = try #require(read.rows.last)
        #expect(start.against == nil && start.ratio == nil && start.against_values == nil)
        #expect(start.unit == "seconds" && start.met == true)
    }

    @Test func `the table has a line for each row, and one for what was not measured`() {
        var report = Self.report()
        report.add([Self.fanOut(35_000, against: 46_875)], of: .webhook)
        report.leaveOut(.mail, because: "smtp-sink is not on this machine")
        let lines = ReportTable(report).text.split(separator: "\n").map(String.init)
        #expect(lines[0] == report.machine.text)
        #expect(lines.contains { $0.hasPrefix("measure") && $0.hasSuffix("met") })
        #expect(
            lines.contains {
                $0.split(whereSeparator: { $0 == " " }).joined(separator: " ")
                    == "fan-out 35,000/s bare 46,875/s 0.75 × ≥ 0.7 × yes"
            }
        )
        #expect(lines.last == "mail: not measured: smtp-sink is not on this machine")
    }

    private static func report() -> BenchReport {
        BenchReport(
            machine: Machine(folder: FileManager.default.temporaryDirectory.path),
            settings: BenchSettings(scale: .small, runs: 3, hub: "belfry", folder: "bench", python: "python3")
        )
    }

    private static func fanOut(_ value: Double, against bare: Double) -> Figure {
        Figure("fan-out", value, .perSecond, against: Figure.Reference("bare", bare), goal: .ratioAtLeast(0.7))
    }

    private struct Written: Decodable {
        struct Machine: Decodable { let cores: Int }
        struct Gap: Decodable, Equatable {
            let measure: String
            let reason: String
        }
        struct Row: Decodable {
            let unit: String
            let median: Double
            let values: [Double]
            let against: String?
            let against_values: [Double]?
            let ratio: Double?
            let goal: String?
            let met: Bool?
        }

        let machine: Machine
        let runs: Int
        let scale: [String: Int]
        let rows: [Row]
        let not_measured: [Gap]
    }
}
