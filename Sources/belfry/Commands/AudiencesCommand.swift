// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct AudiencesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audiences",
        abstract: "List, import, export, forecast and delete audiences.",
        subcommands: [List.self, Show.self, Import.self, Export.self, Forecast.self, Delete.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the audiences with their sizes.")

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/audiences")
            try hub.show(answer) { answer in
                var table = Table("NAME", "SIZE", "CHANNELS", "ORIGIN")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["name"]?.plain ?? "",
                        item["size"]?.plain ?? "",
                        item["channels"]?.plain ?? "",
                        item["origin"]?.plain ?? ""
                    )
                }
                table.print()
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an audience: its size by channel, and with --members its first members."
        )

        @Argument(help: "The audience's name.")
        var name: String

        @Option(help: "How many members to show.")
        var members: Int?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let client = try hub.client()
            guard let members else {
                let answer = try await client.send("GET", "/v1/audiences/\(name.asPathPart)")
                return try hub.show(answer) { answer in
                    for (key, value) in answer.entries { Terminal.line("\(key): \(value.plain)") }
                }
            }
            let path = Query([("limit", "\(members)")]).on("/v1/audiences/\(name.asPathPart)/members")
            let answer = try await client.send("GET", path)
            try hub.show(answer) { answer in
                var table = Table("CHANNEL", "TO", "LOCALE", "TAGS", "PERSON")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["channel"]?.plain ?? "",
                        item["to"]?.plain ?? "",
                        item["locale"]?.plain ?? "–",
                        item["tags"]?.plain ?? "–",
                        item["person"]?.plain ?? "–"
                    )
                }
                table.print()
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete an audience that the configuration does not declare."
        )

        @Argument(help: "The audience's name.")
        var name: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("DELETE", "/v1/audiences/\(name.asPathPart)")
            try hub.show(answer) { _ in Terminal.line("Deleted \(name).") }
        }
    }
}
