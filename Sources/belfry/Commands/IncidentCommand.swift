// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident",
        abstract: "Declare incidents and publish their updates.",
        subcommands: [Declare.self, Update.self, Resolve.self, List.self, Show.self]
    )

    struct Declare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declare an incident; with a text or template its first update is published at once."
        )

        @Argument(help: "What people see, in one line.")
        var title: String

        @Option(help: "sev1 (gravest) to sev5.")
        var severity = "sev3"

        @Option(help: "technical, payment, fraud_dispute, supply_chain, …")
        var category: String?

        @Option(name: [.customLong("component")], help: "What is affected; may be repeated.")
        var components: [String] = []

        @Option(name: [.customLong("audience")], help: "Whom to tell; may be repeated. Else the playbook's.")
        var audiences: [String] = []

        @Option(help: "The first update's phase. Else investigating, or scheduled where work is planned.")
        var phase: String?

        @OptionGroup var plan: PlanOptions
        @OptionGroup var statement: StatementOptions
        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object(
                [
                    ("title", .text(title)), ("severity", .text(severity)), ("category", category.map { .text($0) }),
                    ("components", components.isEmpty ? nil : .texts(components)),
                    ("audiences", audiences.isEmpty ? nil : .texts(audiences)), ("phase", phase.map { .text($0) }),
                ] + plan.pairs + (try statement.pairs())
            )
            let answer = try await hub.client().send("POST", "/v1/incidents", body: body, idempotencyKey: .makeKey())
            try hub.show(answer) { answer in
                Terminal.line("Declared \(answer["id"]?.plain ?? "")")
                Terminal.line("  \(answer["url"]?.plain ?? "")")
                if let playbook = answer["playbook"]?.string { Terminal.line("  playbook \(playbook)") }
                if let update = answer["update"] { PublishedAnswer.print(update) }
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Publish an update.")

        @Argument(help: "The incident's id.")
        var id: String

        @Option(help: "investigating, identified, monitoring, resolved, …")
        var phase: String

        @Option(name: [.customLong("audience")], help: "Whom to tell; may be repeated. Else the incident's.")
        var audiences: [String] = []

        @Option(name: [.customLong("channel")], help: "Only these channels; may be repeated.")
        var channels: [String] = []

        @Option(help: "When the next update is due, as an RFC 3339 time.")
        var nextUpdateAt: String?

        @Option(help: "The earlier update that this one puts right: its number, or its id. Readers are told.")
        var corrects: String?

        @OptionGroup var plan: PlanOptions
        @OptionGroup var statement: StatementOptions
        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object(
                [
                    ("phase", .text(phase)), ("audiences", audiences.isEmpty ? nil : .texts(audiences)),
                    ("channels", channels.isEmpty ? nil : .texts(channels)),
                    ("next_update_at", nextUpdateAt.map { .text($0) }),
                    ("corrects", corrects.map { Int64($0).map { Document(.integer($0)) } ?? .text($0) }),
                ] + plan.pairs + (try statement.pairs())
            )
            let answer = try await hub.client()
                .send("POST", "/v1/incidents/\(id.asPathPart)/updates", body: body, idempotencyKey: .makeKey())
            try hub.show(answer) { PublishedAnswer.print($0) }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Publish that it is over.")

        @Argument(help: "The incident's id.")
        var id: String

        @OptionGroup var statement: StatementOptions
        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object([("phase", .text("resolved"))] + (try statement.pairs()))
            let answer = try await hub.client()
                .send("POST", "/v1/incidents/\(id.asPathPart)/updates", body: body, idempotencyKey: .makeKey())
            try hub.show(answer) { PublishedAnswer.print($0) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List incidents, newest first.")

        @Flag(help: "Only those that are still open.")
        var open = false

        @Option(help: "How many at the most.")
        var limit = 50

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/incidents?limit=\(limit)\(open ? "&open=true" : "")")
            try hub.show(answer) { answer in
                var table = Table("ID", "SEVERITY", "PHASE", "DECLARED", "TITLE")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["id"]?.plain ?? "",
                        item["severity"]?.plain ?? "",
                        item["phase"]?.plain ?? "–",
                        item["declared_at"]?.plain ?? "",
                        item["title"]?.plain ?? ""
                    )
                }
                table.print()
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an incident, its updates and who has been reached."
        )

        @Argument(help: "The incident's id.")
        var id: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/incidents/\(id.asPathPart)")
            try hub.show(answer) { answer in
                Terminal.line(
                    "\(answer["title"]?.plain ?? "") (\(answer["severity"]?.plain ?? ""), \(answer["phase"]?.plain ?? "–"))"
                )
                Terminal.line("  \(answer["url"]?.plain ?? "")")
                if let start = answer["scheduled_for"]?.string {
                    Terminal.line("  planned: \(start) to \(answer["scheduled_until"]?.string ?? "–")")
                }
                Terminal.line("  next update due: \(answer["next_update_at"]?.plain ?? "–")")
                Terminal.line("  deliveries: \(answer["deliveries"]?.plain ?? "none")")
                for update in answer["updates"]?.items ?? [] {
                    let correction = update["corrects"]?["sequence"].map { "  (corrects update \($0.plain))" } ?? ""
                    Terminal.line(
                        "  \(update["published_at"]?.plain ?? "")  \(update["phase"]?.plain ?? "")  \(update["title"]?.plain ?? "")\(correction)"
                    )
                }
            }
        }
    }
}

/// What was published, for people.
enum PublishedAnswer {
    static func print(_ answer: Document) {
        Terminal.line(
            "Published \(answer["id"]?.plain ?? "") to \(answer["deliveries"]?.plain ?? "0") destinations (\(answer["state"]?.plain ?? ""))"
        )
        for finding in answer["findings"]?.items ?? [] {
            Terminal.line("  \(finding["level"]?.plain ?? ""): \(finding["message"]?.plain ?? "")")
        }
    }
}

extension String {
    /// A key for one invocation: a request that is sent again by the network is taken once.
    static func makeKey() -> String { "cli-\(UInt64.random(in: .min ... .max))\(UInt64.random(in: .min ... .max))" }

    /// Safe as one part of a path: everything unusual is percent-encoded.
    var asPathPart: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        .joined()
    }
}
