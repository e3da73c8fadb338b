// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "See who got what.",
        subcommands: [List.self, Show.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List deliveries, newest first.")

        @Option(help: "Of this incident.")
        var incident: String?

        @Option(help: "In these states, separated by commas: pending, in_flight, retrying, delivered, dead, …")
        var state: String?

        @Option(help: "On this channel.")
        var channel: String?

        @Option(help: "To this address.")
        var destination: String?

        @Option(help: "Made since this RFC 3339 time.")
        var since: String?

        @Option(help: "How many at the most.")
        var limit = 50

        @Option(help: "Where the page before ended.")
        var cursor: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let query = [
                ("incident", incident), ("state", state), ("channel", channel), ("destination", destination),
                ("since", since), ("cursor", cursor),
            ]
            .compactMap { key, value in value.map { "&\(key)=\($0.asPathPart)" } }
            .joined()
            let answer = try await hub.client().send("GET", "/v1/deliveries?limit=\(limit)\(query)")
            try hub.show(answer) { answer in
                var table = Table("ID", "STATE", "ATTEMPTS", "CHANNEL", "TO", "WHY")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["id"]?.plain ?? "",
                        item["state"]?.plain ?? "",
                        item["attempt_count"]?.plain ?? "",
                        item["channel"]?.plain ?? "",
                        item["to"]?.plain ?? "",
                        item["fault"]?["error_type"]?.plain ?? ""
                    )
                }
                table.print()
                if let cursor = answer["next_cursor"]?.string { Terminal.error("more: --cursor \(cursor)") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a delivery with every attempt.")

        @Argument(help: "The delivery's id, such as dlv_42.")
        var id: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/deliveries/\(id.asPathPart)")
            try hub.show(answer) { answer in
                let state = answer["state"]?.plain ?? ""
                Terminal.line(
                    "\(answer["id"]?.plain ?? "") \(state): \(answer["channel"]?.plain ?? "") \(answer["to"]?.plain ?? "")"
                )
                if let due = answer["due_at"]?.string { Terminal.line("  next attempt: \(due)") }
                for attempt in answer["attempts"]?.items ?? [] {
                    let end = "\(attempt["result"]?.plain ?? "") after \(attempt["latency_ms"]?.plain ?? "–") ms"
                    Terminal.line(
                        "  attempt \(attempt["number"]?.plain ?? ""), \(attempt["started_at"]?.plain ?? ""): \(end)"
                    )
                    if let fault = attempt["fault"], fault.content != .null {
                        Terminal.line("    \(fault["code"]?.plain ?? "") \(fault["message"]?.plain ?? "")")
                        Terminal.line("    what to do: \(fault["suggested_action"]?.plain ?? "–")")
                    }
                }
            }
        }
    }
}
