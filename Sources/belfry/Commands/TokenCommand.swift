// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke access tokens.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token; it is shown once.")

        @Argument(help: "What to call it: the audit trail names it.")
        var name: String

        @Option(help: "viewer, reporter, support, admin, or relay, which hands in mails that came back.")
        var role = "reporter"

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object([("name", .text(name)), ("role", .text(role))])
            let answer = try await hub.client().send("POST", "/v1/tokens", body: body)
            try hub.show(answer) { answer in
                Terminal.line(answer["token"]?.plain ?? "")
                Terminal.error("Keep it now: it cannot be shown again. Its id is \(answer["id"]?.plain ?? "").")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens, never their text.")

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/tokens")
            try hub.show(answer) { answer in
                var table = Table("ID", "NAME", "ROLE", "CREATED", "REVOKED")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["id"]?.plain ?? "",
                        item["name"]?.plain ?? "",
                        item["role"]?.plain ?? "",
                        item["created_at"]?.plain ?? "",
                        item["revoked_at"]?.plain ?? "–"
                    )
                }
                table.print()
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token at once.")

        @Argument(help: "The token's id.")
        var id: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("DELETE", "/v1/tokens/\(id.asPathPart)")
            try hub.show(answer) { _ in Terminal.line("Revoked \(id).") }
        }
    }
}
