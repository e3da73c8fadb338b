// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore
import Outbox

extension ChannelsCommand {
    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a channel, or one of its destinations, back.",
            discussion: "Its deliveries are kept until it is released; those under way are finished."
        )

        @Argument(help: "The channel's name.")
        var name: String

        @Option(help: "Only this address of it.")
        var destination: String?

        @Option(help: "Why: everyone who asks is told.")
        var reason: String?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object([
                ("destination", destination.map { .text($0) }), ("reason", reason.map { .text($0) }),
            ])
            let answer = try await hub.client()
                .send("POST", "/v1/channels/\(name.asPathPart)/hold", body: body, idempotencyKey: .makeKey())
            try hub.show(answer) { answer in
                Terminal.line("\(destination ?? name) is held: \(answer["fault"]?["message"]?.plain ?? "")")
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a held channel or destination be reached again, or try one in quarantine at once.",
            discussion: """
                Where deliveries were held, say what becomes of them with --held: all of them are sent, of each \
                incident only the latest, or none.

                  belfry channels release partner-hooks --destination https://partner.example/hook --held latest
                """
        )

        @Argument(help: "The channel's name.")
        var name: String

        @Option(help: "Only this address of it.")
        var destination: String?

        @Option(help: "What becomes of what was held: all, latest or none.")
        var held: ReleaseChoice?

        @OptionGroup var hub: HubOptions

        func run() async throws {
            let body = Document.object([
                ("destination", destination.map { .text($0) }), ("held", held.map { .text($0.rawValue) }),
            ])
            let answer = try await hub.client()
                .send(
                    "POST",
                    "/v1/channels/\(name.asPathPart)/release",
                    body: body,
                    idempotencyKey: .makeKey(),
                    timeout: .seconds(600)
                )
            try hub.show(answer) { answer in
                let count = answer["deliveries"]?.plain ?? "0"
                let verb = held == ReleaseChoice.none ? "withdrawn" : "released"
                Terminal.line("\(destination ?? name) is released; \(count) deliveries \(verb)")
            }
        }
    }
}

extension ReleaseChoice: ExpressibleByArgument {}
