// SPDX-License-Identifier: Apache-2.0

import Glibc
import Simulator
import Testing

extension Acceptance {
    /// Secrets of channels' settings that change in their files while the hub runs.
    @Suite struct Rotation {
        private static let room = "4xp9fdt77pncbef59f4k1qe83o"
        /// What a Mattermost server answers to a post it has taken.
        private static let taken = SinkAnswer.status(
            201,
            headers: [SinkHeader("content-type", "application/json")],
            body: #"{"id": "\#(room)"}"#
        )

        private func site(_ stage: Stage, channel: String, to destinations: [String]) throws -> HubSite {
            try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: channel,
                audiences: Section.audience("readers", destinations.map { ("channel", $0) })
            )
        }

        private func chat(_ sink: HTTPSink) -> String {
            "  - { name: channel, plugin: mattermost, settings: { server: \"\(sink.url(""))\", token: \"file:token\", "
                + "allow_private_networks: true } }"
        }

        private func send(_ title: String, by hub: HubProcess) async throws {
            let answer = try await hub.post(
                "/v1/messages",
                ["title": .string(title), "body": "Text", "to": ["readers"]]
            )
            #expect(answer.status == 202, "\(answer.text)")
        }

        /// Writes a new secret, and waits until the hub says that it uses it.
        private func rotate(to token: String, _ site: HubSite, _ hub: HubProcess) async throws {
            let count = Self.rotations(hub)
            // In the place of the old file at once, as a secret's keeper does.
            try site.write(token + "\n", to: "Config/token.new")
            guard rename("\(site.folder)/Config/token.new", "\(site.folder)/Config/token") == 0 else {
                throw NotInTime("the renaming of a file", within: .zero)
            }
            _ = try await eventually("the use of a changed secret") { Self.rotations(hub) > count ? true : nil }
        }

        private static func rotations(_ hub: HubProcess) -> Int {
            hub.log.count { $0.contains("channel channel uses its changed settings") }
        }

        private static func tokens(_ requests: [SinkRequest]) -> [String?] {
            requests.map { $0.header("authorization") }
        }

        @Test func `a bot's token that changes in its file is used by the next delivery`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink([.on("/api/v4/posts", Self.taken)])
                let site = try site(stage, channel: chat(sink), to: [Self.room])
                try site.write("first-token\n", to: "Config/token")
                let hub = try await stage.hub(site)
                try await send("One", by: hub)
                _ = await sink.requests(atLeast: 1, path: "/api/v4/posts", within: .seconds(20))
                try await rotate(to: "second-token", site, hub)
                try await send("Two", by: hub)
                let requests = await sink.requests(atLeast: 2, path: "/api/v4/posts", within: .seconds(20))
                #expect(Self.tokens(requests) == ["Bearer first-token", "Bearer second-token"])
                let all = try await hub.settled("", count: 2)
                #expect(all.allSatisfy { $0["state"] == "delivered" })

                // What cannot be a token is said, and changes nothing.
                try site.write("https://not.a.token/\n", to: "Config/token")
                _ = try await eventually("a complaint") {
                    hub.log.contains { $0.contains("goes on with the settings it has") } ? true : nil
                }
                try await send("Three", by: hub)
                let last = await sink.requests(atLeast: 3, path: "/api/v4/posts", within: .seconds(20)).last
                #expect(last?.header("authorization") == "Bearer second-token")
                #expect(!hub.log.contains { $0.contains("first-token") || $0.contains("second-token") })
                #expect(!hub.log.contains { $0.contains("not.a.token") })
            }
        }

        @Test func `a channel whose token was refused works again once the token has changed`() async throws {
            try await Stage.play { stage in
                let refused = SinkAnswer.status(
                    401,
                    headers: [SinkHeader("content-type", "application/json")],
                    body: #"{"id": "api.context.session_expired.app_error", "message": "Expired."}"#
                )
                let sink = try await stage.sink([.on("/api/v4/posts", refused, Self.taken)])
                let site = try site(stage, channel: chat(sink), to: [Self.room])
                try site.write("revoked-token\n", to: "Config/token")
                let hub = try await stage.hub(site)
                try await send("One", by: hub)
                _ = try await eventually("a channel in quarantine") {
                    try await Self.isState("quarantined", hub)
                }
                try await rotate(to: "second-token", site, hub)
                try await send("Two", by: hub)
                _ = try await eventually("a channel that works", within: .seconds(10)) {
                    try await Self.isState("working", hub)
                }
                // What was refused has nothing to wait for any more.
                let all = try await hub.settled("", count: 2, within: .seconds(10))
                #expect(all.allSatisfy { $0["state"] == "delivered" })
                #expect(
                    Self.tokens(sink.requests(path: "/api/v4/posts"))
                        == ["Bearer revoked-token", "Bearer second-token", "Bearer second-token"]
                )
            }
        }

        /// True where the channel is in that state; nil where it is not.
        private static func isState(_ state: String, _ hub: HubProcess) async throws -> Bool? {
            let channels = try await hub.get("/v1/channels")["items"]?.items ?? []
            return channels.contains { $0["name"] == "channel" && $0["state"]?.string == state } ? true : nil
        }

        @Test func `in the midst of a fan-out a changed secret loses nothing and sends nothing twice`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink([.on("/", SinkAnswer.status(200).after(.milliseconds(200)))])
                let channel = Section.hooks("channel", settings: ", headers: { authorization: \"file:token\" }")
                let places = (1...1_500).map { sink.url("/hook/\($0)") }
                let site = try site(stage, channel: channel, to: places)
                try site.write("token-0\n", to: "Config/token")
                let hub = try await stage.hub(site)
                for number in 1...3 {
                    try await send("Message \(number)", by: hub)
                    try await rotate(to: "token-\(number)", site, hub)
                }
                let requests = await sink.requests(atLeast: 4_500, path: "/hook/", within: .seconds(60))
                #expect(requests.count == 4_500)
                #expect(Set(requests.map { "\($0.path) \($0.header("webhook-id") ?? "")" }).count == 4_500)
                let tokens = Set(Self.tokens(requests))
                #expect(tokens.isSubset(of: (0...3).map { "token-\($0)" }))
                #expect(tokens.count >= 2, "The secret never changed in the midst of it.")
                try await send("The last", by: hub)
                let last = await sink.requests(atLeast: 6_000, path: "/hook/", within: .seconds(60)).suffix(1_500)
                #expect(Set(Self.tokens(Array(last))) == ["token-3"])
            }
        }
    }
}
