// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore

struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels",
        abstract: "See how the channels are doing, test, hold and release them.",
        subcommands: [List.self, Show.self, Test.self, Hold.self, Release.self, Statistics.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the channels and how each is doing.")

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let answer = try await hub.client().send("GET", "/v1/channels")
            try hub.show(answer) { answer in
                var table = Table("NAME", "PLUGIN", "STATE", "SINCE", "DELIVERED", "FAILED", "HELD", "WHY")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["name"]?.plain ?? "",
                        item["plugin"]?.plain ?? "",
                        item["state"]?.plain ?? "",
                        item["since"]?.plain ?? "–",
                        item["activity"]?["delivered"]?.plain ?? "",
                        item["activity"]?["failed"]?.plain ?? "",
                        item["held_destinations"]?.plain ?? "",
                        item["fault"]?["message"]?.plain ?? "–"
                    )
                }
                table.print()
                for item in answer["items"]?.items ?? [] {
                    guard let message = item["operators_not_told"]?["message"]?.string else { continue }
                    Terminal.error("No operator could be told: \(message).")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a channel, its lanes and its held destinations."
        )

        @Argument(help: "The channel's name.")
        var name: String

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let client = try hub.client()
            let held = try await client.send("GET", "/v1/channels/\(name.asPathPart)/held?limit=500")
            let channels = try await client.send("GET", "/v1/channels")["items"]?.items ?? []
            guard let channel = channels.first(where: { $0["name"]?.string == name }) else {
                throw Fault(.channelUnknown, "There is no channel “\(name)”.", context: ["where": "NAME"])
            }
            let answer = Document.object([("channel", channel), ("held", held["items"])])
            try hub.show(answer) { _ in ChannelAnswer.print(channel, held: held["items"]?.items ?? []) }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a channel without reaching people, or a plugin of your own before a hub has it.",
            discussion: """
                With --plugin, a process plugin is started and tried for everything that the protocol asks of it, with \
                the settings under “test:” in its plugin.yaml. No hub is needed. Exit status 1 if a check fails.

                  belfry channels test --plugin Plugins/Examples/http-post
                """
        )

        @Argument(help: "The channel's name.")
        var name: String?

        @Option(help: ArgumentHelp("The folder of a process plugin to try.", valueName: "DIR"))
        var plugin: String?

        @OptionGroup var hub: HubOptions

        func validate() throws {
            guard (name == nil) != (plugin == nil) else {
                throw ValidationError("Name a channel, or the folder of a plugin with --plugin.")
            }
        }

        func run() async throws {
            if let plugin { return try await tryPlugin(in: plugin) }
            let name = name ?? ""
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

    struct Statistics: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how attempts ended, hour by hour.")

        @Option(help: "Since this RFC 3339 time, or so long ago, such as 2h; else a day.")
        var since: Moment?

        @Option(help: "Of this channel.")
        var channel: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let query = Query([("since", since?.timestamp.description), ("channel", channel)])
            let answer = try await hub.client().send("GET", query.on("/v1/statistics"))
            try hub.show(answer) { answer in
                var table = Table("HOUR", "CHANNEL", "OUTCOME", "ATTEMPTS")
                for item in answer["items"]?.items ?? [] {
                    table.add(
                        item["hour"]?.plain ?? "",
                        item["channel"]?.plain ?? "",
                        item["outcome"]?.plain ?? "",
                        item["count"]?.plain ?? ""
                    )
                }
                table.print()
            }
        }
    }
}

/// A channel, for people.
private enum ChannelAnswer {
    static func print(_ channel: Document, held: [Document]) {
        let since = channel["since"]?.string.map { " since \($0)" } ?? ""
        Terminal.line("\(channel["name"]?.plain ?? ""): \(channel["state"]?.plain ?? "")\(since)")
        if let fault = channel["fault"], fault.content != .null {
            Terminal.line("  \(fault["code"]?.plain ?? "") \(fault["message"]?.plain ?? "")")
            Terminal.line("  what to do: \(fault["suggested_action"]?.plain ?? "–")")
        }
        if let trial = channel["next_trial_at"]?.string { Terminal.line("  tried next: \(trial)") }
        if let activity = channel["activity"] {
            Terminal.line(
                "  attempts since \(activity["since"]?.plain ?? ""): \(activity["delivered"]?.plain ?? "0") delivered, "
                    + "\(activity["failed"]?.plain ?? "0") failed, \(activity["unknown"]?.plain ?? "0") unknown"
            )
        }
        let fallback = channel["fallback"]?.items ?? []
        if !fallback.isEmpty { Terminal.line("  falls back to: \(fallback.map(\.plain).joined(separator: ", "))") }
        for lane in channel["lanes"]?.items ?? [] {
            let until = lane["open_until"]?.string.map { " until \($0)" } ?? ""
            Terminal.line(
                "  lane \(lane["host"]?.plain ?? ""): breaker \(lane["breaker"]?.plain ?? "")\(until), "
                    + "\(lane["in_flight"]?.plain ?? "0") of \(lane["concurrency"]?.plain ?? "0") attempts under way"
            )
        }
        for item in held {
            Terminal.line(
                "  held \(item["to"]?.plain ?? "") since \(item["since"]?.plain ?? ""): "
                    + "\(item["held"]?.plain ?? "0") deliveries, \(item["fault"]?["message"]?.plain ?? "")"
            )
        }
    }
}
