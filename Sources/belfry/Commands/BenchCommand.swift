// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import Bench
import FoundationEssentials
import Transport

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the hub against the raw limits of this machine.",
        discussion: """
            Measures, all of them where none is named:
            \(MeasureName.allCases.map { "  \($0.rawValue): \($0.question)." }.joined(separator: "\n"))

            A hub of its own is started for each, as a process with a configuration and a database of its own, in the \
            folder that --folder names: let it be on the disk that counts. Sinks and peers (nginx, Postfix's smtp-sink, \
            Alertmanager, Apprise) are looked for in the folders of --tools, then in the PATH; “make bench” brings them. \
            What is missing is said, and left out. Nothing leaves this machine.
            """
    )

    @Argument(help: ArgumentHelp("What to measure.", valueName: "measure"))
    var measures: [MeasureName] = []

    @Option(help: "How much to measure with: small (minutes) or full (the figures of the documentation).")
    var scale = "small"

    @Option(help: "How often; the table shows medians.")
    var runs = 3

    @Option(help: "Write the report to this file, as JSON.")
    var output: String?

    @Option(help: "Where databases and sinks live while it runs.")
    var folder = ".build/bench"

    @Option(help: "The hub's program, in place of this one.")
    var hub: String?

    @Option(help: "A folder with tools; may be given more than once.")
    var tools: [String] = [".build/acceptance-tools", ".build/bench-tools"]

    @Option(help: "A Python that has Apprise.")
    var python = ".build/bench-venv/bin/python3"

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard Scale(named: scale) != nil else {
            throw ValidationError("--scale is one of: \(Scale.names.joined(separator: ", ")).")
        }
        guard (1...100).contains(runs) else { throw ValidationError("--runs is from 1 to 100.") }
    }

    func run() throws {
        DescriptorLimit.raise()
        guard let scale = Scale(named: scale) else { throw ValidationError("There is no scale “\(scale)”.") }
        let settings = BenchSettings(
            measures: measures,
            scale: scale,
            runs: runs,
            hub: hub ?? BenchSettings.thisProgram,
            folder: folder,
            toolFolders: tools,
            python: python
        )
        let report = try BenchSession(settings) { Terminal.error($0) }.run()
        let json = try report.json()
        if let output { try json.write(to: URL(fileURLWithPath: output)) }
        Terminal.line(common.json ? String(decoding: json, as: UTF8.self) : ReportTable(report).text)
        if report.rows.isEmpty { throw Fault(.internalError, "Nothing could be measured here; see above.") }
    }
}

extension MeasureName: ExpressibleByArgument {}
