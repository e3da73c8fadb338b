// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct SubscribersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscribers",
        abstract: "See what is kept of a reader, delete it, or send nothing more.",
        subcommands: [Show.self, Erase.self, Suppress.self, Release.self]
    )

    /// A reader, by channel and address.
    struct Reader: ParsableArguments {
        @Argument(help: "The reader, as channel:address.")
        var reader: String

        func validate() throws {
            guard let parts, !parts.channel.isEmpty, !parts.address.isEmpty else {
                throw ValidationError("Name the reader as channel:address, such as mail:ada@example.com.")
            }
        }

        var parts: (channel: String, address: String)? {
            let parts = reader.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }

        func path(_ path: String) -> String {
            Query([("channel", parts?.channel), ("address", parts?.address)]).on(path)
        }

        func body(note: String? = nil) -> Document {
            .object(
                [("channel", .text(parts?.channel ?? "")), ("to", .text(parts?.address ?? ""))]
                    + (note.map { [("note", .text($0))] } ?? [])
            )
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything that is kept of a reader; with --json as it is handed to the reader."
        )

        @OptionGroup var reader: Reader
        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", reader.path("/v1/subscribers"))
            try hub.show(answer) { answer in
                var facts = Table("", "")
                facts.add("locale", answer["destination"]?["locale"]?.plain ?? "–")
                facts.add("confirmed", answer["confirmed_at"]?.plain ?? "–")
                facts.add("nothing is sent", answer["suppression"]?["reason"]?.plain ?? "–")
                facts.add("deliveries kept", "\((answer["deliveries"]?.items ?? []).count)")
                facts.print()
                var choices = Table("AUDIENCE", "BY", "COMPONENTS", "SEVERITY", "NOTHING")
                for choice in answer["choices"]?.items ?? [] {
                    let interest = choice["interest"]
                    choices.add(
                        choice["audience"]?.plain ?? "",
                        choice["source"]?.plain ?? "",
                        (interest?["components"]?.items ?? []).map(\.plain).joined(separator: " "),
                        interest?["severity"]?.plain ?? "",
                        interest?["nothing"]?.plain ?? ""
                    )
                }
                choices.print()
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete what is kept of a reader; the records of deliveries stay, without the address."
        )

        @OptionGroup var reader: Reader
        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("DELETE", reader.path("/v1/subscribers"))
            try hub.show(answer) { _ in Terminal.line("Deleted.") }
        }
    }

    struct Suppress: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send nothing more to a reader, known or not, until “release”."
        )

        @OptionGroup var reader: Reader

        @Option(help: "Why; for the record, so no address.")
        var note: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = reader.body(note: note)
            let answer = try await hub.client().send("POST", "/v1/subscribers/withhold", body: body)
            try hub.show(answer) { _ in Terminal.line("Nothing more is sent there.") }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a reader be written to again, whatever kept messages from the address."
        )

        @OptionGroup var reader: Reader
        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("POST", "/v1/subscribers/release", body: reader.body())
            try hub.show(answer) { _ in Terminal.line("Messages are sent there again.") }
        }
    }
}
