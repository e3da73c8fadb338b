// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore
import Transport

extension AudiencesCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a list into an audience.",
            discussion: """
                The list is CSV with a header, or NDJSON; commas, semicolons and tabs are recognised. Columns: channel, to, \
                and as needed locale, tags, secret, person, components, severity, incident, else and reader.NAME for what a \
                message may say to this reader alone. Tags and components are separated by semicolons. A line that cannot \
                be used is set aside and reported; --rejects keeps those lines in a file, to be mended and imported again.

                  belfry audiences import buyers buyers.csv
                  belfry audiences import buyers --replace --rejects bad.csv - < buyers.csv

                The list is read as it is sent, however long it is; with --rejects, what comes from a pipe is put down in a \
                temporary file first. With --replace, those leave at the end whom earlier imports brought and this list does not name. Exit: 0 \
                where every line was taken, 1 where some were set aside.
                """
        )

        @Argument(help: "The audience's name; made if there is none.")
        var name: String

        @Argument(help: "The file; - for standard input.")
        var file: String

        @Option(help: "csv or ndjson; else by the file's name.")
        var format: String?

        @Flag(help: "Who is not in the list leaves.")
        var replace = false

        @Flag(help: "Only say what would be taken.")
        var dryRun = false

        @Option(help: ArgumentHelp("Write the lines that were set aside to this file.", valueName: "file"))
        var rejects: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let format = try listFormat()
            let list = try ListFile(file, isReadTwice: rejects != nil)
            let client = try hub.client()
            let path = Query([("mode", replace ? "replace" : "merge"), ("dry_run", dryRun ? "true" : nil)])
                .on("/v1/audiences/\(name.asPathPart)/import")
            let answer = try await withProgress(client, of: list) {
                try await client.transfer(
                    "POST",
                    path,
                    content: list,
                    contentType: format.mediaType,
                    idempotencyKey: dryRun ? nil : .makeKey()
                )
            }
            let report = try Document.json(answer)
            if let rejects { try ListContent.write(list, linesOf: report, isCSV: format == .csv, to: rejects) }
            try hub.show(report) { ListAnswer.print($0, of: file) }
            if report["set_aside"]?.plain != "0" { throw ExitCode.failure }
        }

        private func listFormat() throws -> ListFormat {
            guard let format else { return ListFormat(ofFile: file) }
            guard let known = ListFormat(rawValue: format) else {
                throw ValidationError("The format is csv or ndjson, not “\(format)”.")
            }
            return known
        }

        /// Shows how far the import has come while `work` runs.
        private func withProgress(
            _ client: HubClient,
            of list: ListFile,
            _ work: @escaping @Sendable () async throws -> [UInt8]
        ) async throws -> [UInt8] {
            guard Terminal.errorIsTerminal else { return try await work() }
            let path = "/v1/audiences/\(name.asPathPart)/import"
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    var progress = ProgressLine()
                    defer { progress.clear() }
                    let clock = SystemClock()
                    while !Task.isCancelled {
                        do {
                            try await clock.sleep(until: clock.now + .seconds(1))
                            let answer = try await client.send("GET", path)
                            let sent = list.percent.map { "; \($0) % sent" } ?? ""
                            progress.show(
                                "\(answer["lines"]?.plain ?? "0") lines, \(answer["set_aside"]?.plain ?? "0") set aside"
                                    + sent
                            )
                        } catch {
                            // Not begun yet, or over: the import itself says what became of it.
                            continue
                        }
                    }
                    return nil
                }
                defer { group.cancelAll() }
                while let result = try await group.next() { if let result { return result } }
                return []
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an audience's list, as it can be imported again.",
            discussion: """
                In CSV a field that a spreadsheet would take for a formula has an apostrophe before it; importing takes it \
                off again. Secrets are references only.
                """
        )

        @Argument(help: "The audience's name.")
        var name: String

        @Option(help: "csv or ndjson.")
        var format = ListFormat.csv.rawValue

        @Option(name: .shortAndLong, help: "Write to this file.")
        var output: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let path = Query([("format", format)]).on("/v1/audiences/\(name.asPathPart)/export")
            let content = try await hub.client().transfer("GET", path)
            try ListContent.write(content, to: output ?? "-")
        }
    }
}

/// An import's report, for people.
enum ListAnswer {
    static func print(_ report: Document, of file: String) {
        let number = { (key: String) in report[key]?.plain ?? "0" }
        let verb = report["dry_run"]?.content == .boolean(true) ? "Would take" : "Took"
        Terminal.line(
            "\(verb) \(number("taken")) of \(number("lines")) lines (\(number("duplicates")) of them again), set aside "
                + "\(number("set_aside")); \(number("left")) left."
        )
        if let size = report["size"] { Terminal.line("The audience now has \(size.plain) members.") }
        for fault in (report["faults"]?.items ?? []).prefix(20) {
            let column = fault["column"]?.string.map { " \($0)" } ?? ""
            Terminal.error("\(file):\(fault["line"]?.plain ?? "")\(column): \(fault["message"]?.plain ?? "")")
        }
        let kinds = report["kinds"]?.entries ?? []
        guard !kinds.isEmpty else { return }
        Terminal.error("Set aside: \(kinds.map { "\($0.value.plain) \($0.key)" }.joined(separator: ", "))")
    }
}
