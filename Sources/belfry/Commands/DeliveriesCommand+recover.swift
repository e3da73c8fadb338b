// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import Glibc
import HubCore
import Transport

extension DeliveriesCommand {
    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send anew all that the options name, as a job that can be paused.",
            discussion: """
                It says first how many deliveries that are, and asks. Without a state only what was given up is sent; \
                what has arrived or was overtaken never is. The job takes a small share of each channel, goes on after \
                a restart, and is followed on a terminal; Ctrl-C ends the following, not the job.

                  belfry deliveries recover --incident INCIDENT --unreached --dry-run
                  belfry deliveries recover --channel mail --since 2h
                  belfry deliveries recover --list
                  belfry deliveries recover --pause RECOVERY
                """
        )

        @OptionGroup var filter: DeliveryFilterOptions

        @Flag(help: "Also what is past its time, with a new term.")
        var includeExpired = false

        @Flag(help: "Only say what would be sent.")
        var dryRun = false

        @Flag(name: .shortAndLong, help: "Start without asking.")
        var yes = false

        @Flag(help: "List the recoveries, newest first.")
        var list = false

        @Option(help: ArgumentHelp("Follow a recovery until it is over.", valueName: "recovery"))
        var watch: String?

        @Option(help: ArgumentHelp("Pause a recovery.", valueName: "recovery"))
        var pause: String?

        @Option(help: ArgumentHelp("Resume a paused recovery.", valueName: "recovery"))
        var resume: String?

        @Option(help: ArgumentHelp("End a recovery; what it has sent stays sent.", valueName: "recovery"))
        var cancel: String?

        @OptionGroup var hub: HubOptions

        func validate() throws {
            let acts = [list, watch != nil, pause != nil, resume != nil, cancel != nil].filter { $0 }.count
            guard acts > 0 else { return }
            guard acts == 1, filter.isEmpty, !includeExpired, !dryRun else {
                throw ValidationError("--list, --watch, --pause, --resume and --cancel are each used alone.")
            }
        }

        func run() async throws {
            let client = try hub.client()
            if list { return try await listAll(client) }
            if let id = watch { return try await follow(id, client) }
            for (verb, id) in [("pause", pause), ("resume", resume), ("cancel", cancel)] {
                guard let id else { continue }
                let answer = try await client.send(
                    "POST",
                    "/v1/recoveries/\(id.asPathPart)/\(verb)",
                    body: .object([]),
                    idempotencyKey: .makeKey()
                )
                return try hub.show(answer) { Terminal.line(RecoveryAnswer.line($0)) }
            }
            try await start(client)
        }

        private func start(_ client: HubClient) async throws {
            let dry = try await client.send("POST", "/v1/recoveries", body: body(dryRun: true))
            let count = dry["would_send"]?.plain ?? "0"
            if dryRun { return try hub.show(dry) { RecoveryAnswer.print(forecast: $0) } }
            if !hub.json { RecoveryAnswer.print(forecast: dry) }
            guard count != "0" else {
                if hub.json { try hub.show(dry) { _ in } }
                return
            }
            try confirm("Send \(count) deliveries anew?")
            let started = try await client.send(
                "POST",
                "/v1/recoveries",
                body: body(dryRun: false),
                idempotencyKey: .makeKey()
            )
            guard let id = started["id"]?.string, Terminal.errorIsTerminal else {
                return try hub.show(started) { Terminal.line(RecoveryAnswer.line($0)) }
            }
            try await follow(id, client)
        }

        private func body(dryRun: Bool) -> Document {
            .object(
                filter.documents + [
                    ("include_expired", includeExpired ? Document(.boolean(true)) : nil),
                    ("dry_run", dryRun ? Document(.boolean(true)) : nil),
                ]
            )
        }

        /// Asks on a terminal; elsewhere nobody can answer.
        private func confirm(_ question: String) throws {
            if yes { return }
            guard isatty(STDIN_FILENO) == 1, Terminal.errorIsTerminal else {
                throw ValidationError(
                    "Nobody can be asked here: add --yes to start it, or --dry-run to see what it is."
                )
            }
            Terminal.error("\(question) Type “yes” to start:")
            guard readLine()?.lowercased() == "yes" else {
                Terminal.error("Nothing was started.")
                throw ExitCode.failure
            }
        }

        private func listAll(_ client: HubClient) async throws {
            let answer = try await client.send("GET", "/v1/recoveries")
            try hub.show(answer) { answer in
                var table = Table("ID", "STATE", "EXAMINED", "SENT ANEW", "SKIPPED", "BY", "STARTED", "OF")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["id"]?.plain ?? "",
                        item["state"]?.plain ?? "",
                        item["examined"]?.plain ?? "",
                        item["replayed"]?.plain ?? "",
                        item["skipped"]?.plain ?? "",
                        item["created_by"]?.plain ?? "",
                        item["created_at"]?.plain ?? "",
                        item["filter"]?.plain ?? ""
                    )
                }
                table.print()
            }
        }

        private func follow(_ id: String, _ client: HubClient) async throws {
            var progress = ProgressLine()
            defer { progress.clear() }
            while true {
                let answer = try await client.send("GET", "/v1/recoveries/\(id.asPathPart)")
                guard answer["state"]?.string == "running" else {
                    progress.clear()
                    return try hub.show(answer) { Terminal.line(RecoveryAnswer.line($0)) }
                }
                progress.show(RecoveryAnswer.line(answer))
                let clock = SystemClock()
                try await clock.sleep(until: clock.now + .seconds(1))
            }
        }
    }
}

/// A recovery, for people.
private enum RecoveryAnswer {
    static func line(_ answer: Document) -> String {
        let number = { (key: String) in answer[key]?.plain ?? "0" }
        return "\(answer["id"]?.plain ?? "") \(answer["state"]?.plain ?? ""): \(number("examined")) examined, "
            + "\(number("replayed")) sent anew, \(number("skipped")) skipped"
    }

    static func print(forecast: Document) {
        let matching = forecast["matching"]?.entries ?? []
        guard !matching.isEmpty else { return Terminal.line("No delivery is meant by that.") }
        Terminal.line("Meant are: \(matching.map { "\($0.value.plain) \($0.key)" }.joined(separator: ", "))")
        Terminal.line("  to be sent anew, as far as their states say: \(forecast["would_send"]?.plain ?? "0")")
        Terminal.line("  to be left as they are: \(forecast["would_skip"]?.plain ?? "0")")
    }
}
