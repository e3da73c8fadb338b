// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "See who got what, and send anew what has not arrived.",
        subcommands: [List.self, Show.self, Replay.self, Recover.self, Reconcile.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List deliveries, newest first.",
            discussion: """
                Everyone whom an incident has not reached, and why:

                  belfry deliveries list --incident INCIDENT --unreached
                """
        )

        @OptionGroup var filter: DeliveryFilterOptions

        @Option(help: "How many at the most.")
        var limit = 50

        @Option(help: "Where the page before ended.")
        var cursor: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let query = Query(filter.pairs + [("limit", "\(limit)"), ("cursor", cursor)])
            let answer = try await hub.client().send("GET", query.on("/v1/deliveries"))
            try hub.show(answer) { answer in
                var table = Table("ID", "STATE", "ATTEMPTS", "CHANNEL", "TO", "WHY")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["id"]?.plain ?? "",
                        item["state"]?.plain ?? "",
                        item["attempt_count"]?.plain ?? "",
                        item["channel"]?.plain ?? "",
                        item["to"]?.plain ?? "",
                        item["rerouted_to"]?.string.map { "→ \($0)" } ?? item["fault"]?["error_type"]?.plain ?? ""
                    )
                }
                table.print()
                if let cursor = answer["next_cursor"]?.string { Terminal.error("more: --cursor \(cursor)") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a delivery with every attempt, and where its message went instead."
        )

        @Argument(help: "The delivery's id, such as dlv_42.")
        var id: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/deliveries/\(id.asPathPart)")
            try hub.show(answer) { DeliveryAnswer.print($0) }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one delivery anew.",
            discussion: """
                What waits for its next attempt is tried at once. What an update has overtaken is never sent after it. \
                Exit status 1, with the reason, where it is not sent.
                """
        )

        @Argument(help: "The delivery's id, such as dlv_42.")
        var id: String

        @Flag(help: "Also where it has arrived already, or is past its time.")
        var force = false

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object([("force", Document(.boolean(force)))])
            let answer = try await hub.client()
                .send("POST", "/v1/deliveries/\(id.asPathPart)/replay", body: body, idempotencyKey: .makeKey())
            try hub.show(answer) { answer in
                Terminal.line("\(answer["id"]?.plain ?? "") is sent anew: \(answer["state"]?.plain ?? "")")
                Terminal.error("See what became of it with “belfry deliveries show \(id)”.")
            }
        }
    }
}

/// A delivery, for people.
private enum DeliveryAnswer {
    static func print(_ answer: Document) {
        let state = answer["state"]?.plain ?? ""
        Terminal.line(
            "\(answer["id"]?.plain ?? "") \(state): \(answer["channel"]?.plain ?? "") \(answer["to"]?.plain ?? "")"
        )
        if let explanation = answer["explanation"]?.string { Terminal.line("  \(explanation)") }
        if let due = answer["due_at"]?.string { Terminal.line("  next attempt: \(due)") }
        for attempt in answer["attempts"]?.items ?? [] { print(attempt: attempt) }
        for bounce in answer["bounces"]?.items ?? [] {
            let said = [bounce["status"]?.string, bounce["diagnostic"]?.string].compactMap(\.self)
            Terminal.line(
                "  came back, \(bounce["at"]?.plain ?? ""): \(bounce["kind"]?.plain ?? ""), "
                    + "\(bounce["reason"]?.plain ?? "")" + (said.isEmpty ? "" : " (\(said.joined(separator: ", ")))")
            )
        }
        let chain = answer["chain"]?.items ?? []
        guard chain.count > 1 else { return }
        Terminal.line("  the reader's addresses, in order:")
        for link in chain {
            let mark = link["id"]?.string == answer["id"]?.string ? "▸" : " "
            Terminal.line(
                "  \(mark) \(link["id"]?.plain ?? "")  \(link["channel"]?.plain ?? "")  \(link["to"]?.plain ?? "")"
                    + "  \(link["state"]?.plain ?? "")"
            )
        }
    }

    private static func print(attempt: Document) {
        let end = "\(attempt["result"]?.plain ?? "") after \(attempt["latency_ms"]?.plain ?? "–") ms"
        Terminal.line("  attempt \(attempt["number"]?.plain ?? ""), \(attempt["started_at"]?.plain ?? ""): \(end)")
        if let fault = attempt["fault"], fault.content != .null {
            Terminal.line("    \(fault["code"]?.plain ?? "") \(fault["message"]?.plain ?? "")")
            Terminal.line("    what to do: \(fault["suggested_action"]?.plain ?? "–")")
        }
        if let late = attempt["late"], late.content != .null {
            let end = late["receipt"]?["id"]?.string ?? late["fault"]?["message"]?.string
            Terminal.line(
                "    learned too late, \(late["at"]?.plain ?? ""): \(late["result"]?.plain ?? "")"
                    + (end.map { " (\($0))" } ?? "")
            )
        }
    }
}
