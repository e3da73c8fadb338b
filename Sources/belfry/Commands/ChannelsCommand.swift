// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels",
        abstract: "See and test the configured channels.",
        subcommands: [List.self, Test.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the channels.")

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/channels")
            try hub.show(answer) { answer in
                var table = Table("NAME", "PLUGIN", "CONCURRENCY", "ORDER", "SUMMARY")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["name"]?.plain ?? "",
                        item["plugin"]?.plain ?? "",
                        item["concurrency"]?.plain ?? "",
                        item["order"]?.plain ?? "",
                        item["summary"]?.plain ?? ""
                    )
                }
                table.print()
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check a channel without reaching people.")

        @Argument(help: "The channel's name.")
        var name: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("POST", "/v1/channels/\(name.asPathPart)/test", body: .object([]))
            let isWell = answer["ok"]?.content == .boolean(true)
            try hub.show(answer) { answer in
                Terminal.line("\(name): \(isWell ? "well" : "not well")")
                for finding in answer["findings"]?.items ?? [] {
                    Terminal.line("  \(finding["level"]?.plain ?? ""): \(finding["message"]?.plain ?? "")")
                }
            }
            if !isWell { throw ExitCode.failure }
        }
    }
}
