// SPDX-License-Identifier: Apache-2.0

import Announcement
import Foundation
import Simulator
import Testing

extension Acceptance {
    /// Every channel that is built in, each at a stand-in that refuses what its provider would refuse.
    @Suite struct EveryChannel {
        /// Below which path of the sink a channel's provider stands.
        private static let places: [(channel: String, path: String)] = [
            ("slack", "/slack/"), ("discord", "/discord/"), ("teams", "/teams/"), ("google-chat", "/google-chat/"),
            ("mattermost", "/mattermost/"), ("matrix", "/matrix/"), ("telegram", "/telegram/"), ("zulip", "/zulip/"),
            ("iphones", "/3/device/"), ("androids", "/v1/projects/"), ("browsers", "/webpush/"), ("ntfy", "/"),
            ("gotify", "/gotify/"),
            ("pushover", "/1/messages.json"), ("texts", "/twilio/"), ("mastodon", "/mastodon/"),
            ("bluesky", "/bluesky/"),
            ("x", "/x/"), ("linkedin", "/linkedin/"), ("threads", "/threads/"), ("facebook", "/facebook/"),
            ("partner-hooks", "/payments"),
        ]
        /// 2 mails, 2 webhooks, a banner, a status page in two languages, and one reader of each other channel.
        private static let readers = 28

        @Test func `an incident, two updates and its end go through every channel as its provider wants them`()
            async throws
        {
            try await Stage.play { stage in
                let standIns = try await StandIns.start(on: stage)
                let declared = try await standIns.hub.post(
                    "/v1/incidents",
                    [
                        "title": "Checkout errors", "severity": "sev1", "components": ["checkout"],
                        "template": "checkout-errors",
                    ]
                )
                let incident = try #require(declared["id"]?.string, "\(declared.text)")
                var count = Self.readers
                _ = try await standIns.hub.settled("incident=\(incident)", count: count, within: .seconds(90))
                for phase in ["identified", "monitoring", "resolved"] {
                    let answer = try await standIns.hub.post(
                        "/v1/incidents/\(incident)/updates",
                        ["phase": .string(phase)]
                    )
                    try #require(answer.status == 202, "\(answer.text)")
                    count += Self.readers
                    _ = try await standIns.hub.settled("incident=\(incident)", count: count, within: .seconds(90))
                }
                let all = try await standIns.hub.deliveries("incident=\(incident)")
                for item in all where item["state"] != "delivered" {
                    let delivery = try await standIns.hub.delivery(item["id"]?.string ?? "")
                    Issue.record(
                        "\(item["channel"]?.string ?? ""): \(delivery["state"]?.string ?? "") \(delivery["fault"]?.text ?? "")"
                    )
                }
                #expect(all.count == 4 * Self.readers)
                try await Self.judge(try await standIns.posts())
                try await Self.consult(standIns, on: stage)
            }
        }

        /// What the readers see: threads and edits where the provider has them.
        private static func judge(_ posts: [ProviderPost]) async throws {
            let byProvider = Dictionary(grouping: posts, by: \.provider)
            #expect(byProvider.count == 21, "\(byProvider.keys.sorted())")
            for provider in [
                "slack", "mattermost", "matrix", "telegram", "zulip", "google-chat", "mastodon", "bluesky", "x",
                "threads",
            ] {
                let posts = byProvider[provider] ?? []
                #expect(posts.count >= 4, "\(provider): \(posts.count)")
                #expect(posts.dropFirst().contains { $0.parent != nil }, "\(provider) shows no thread")
            }
            for provider in ["discord", "facebook"] {
                let posts = byProvider[provider] ?? []
                #expect(posts.first.map { $0.edits >= 2 } ?? false, "\(provider): the first is changed")
                #expect(posts.count == 2, "\(provider): the end is announced as well")
            }
            for post in posts { #expect(!post.text.isEmpty, "\(post.provider)") }
        }

        /// Libraries that share no code with the hub look at what arrived.
        private static func consult(_ standIns: StandIns, on stage: Stage) async throws {
            let child = try stage.spawn(
                PackageRoot.python(),
                [PackageRoot.script("verify_providers.py"), "\(standIns.folder)/Config", standIns.base]
            )
            let end = try await child.waitForEnd(within: .seconds(60))
            #expect(end == .exited(0), "\(child.errors.value.joined(separator: "\n"))")
            let counts = try JSON(child.output.value.joined())
            for (kind, least) in [("webhooks", 4), ("apns", 4), ("fcm", 1), ("web_push", 4), ("x", 4), ("bluesky", 1)] {
                #expect(counts[kind]?.int.map { $0 >= least } ?? false, "\(kind): \(counts.text)")
            }
        }

        /// In one round each provider in turn goes bad, from the first to the last; in the other from the last to the
        /// first: so each is watched while any other is bad.
        @Test(arguments: [(false, #""hang""#), (true, #"{"status": 429, "retry_after": 3600}"#)])
        func `a provider that hangs or throttles leaves every other untouched`(
            backwards: Bool,
            answer: String
        )
            async throws
        {
            try await Stage.play { stage in
                let standIns = try await StandIns.start(on: stage)
                var wellPlaces = backwards ? Self.places.reversed() : Self.places
                while wellPlaces.count > 1 {
                    let bad = wellPlaces.removeFirst()
                    try await standIns.spoil(bad.path, answer)
                    let id = try await standIns.send("Something is wrong with \(bad.channel).")
                    let expected = Set(wellPlaces.map(\.channel))
                    do {
                        _ = try await eventually(
                            "\(expected.count) channels while \(bad.channel) is bad",
                            within: .seconds(30)
                        ) {
                            let done = try await standIns.hub.deliveries("message=\(id)&state=delivered")
                            return expected.isSubset(of: Set(done.compactMap { $0["channel"]?.string })) ? true : nil
                        }
                    } catch {
                        let done = try await standIns.hub.deliveries("message=\(id)")
                        let late = done.filter { $0["state"] != "delivered" }.compactMap { $0["channel"]?.string }
                        Issue.record("while \(bad.channel) is bad: \(late.sorted())")
                        throw error
                    }
                    let spoiled = try await standIns.hub.deliveries("message=\(id)&channel=\(bad.channel)")
                    #expect(spoiled.contains { $0["state"] != "delivered" }, "\(bad.channel) is not bad")
                }
            }
        }

        /// Nothing of it is more than text to anybody.
        private static let hostile = """
            # Kasse **gestört** 🧑‍🚀🇩🇪👩🏽‍🔬 – تعذّر الدفع في السوق, תקלה בתשלום, é̷̛͙ ñ̴̈ Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮

            @everyone @here @channel @all @room @**all** <!channel> <!everyone> <@U024BE7LH> <users/all> <at>everyone</at>
            [click](javascript:alert(1)) <script>alert(1)</script> <img src=x onerror=alert(1)> `code` *bold _under ~strike~ ||spoiler||
            ```
            unclosed <b>fence</b> &amp; &lt; \\* \\_ {{mustache}} %s $(rm) ;
            ```

            | Zahlart | Stand | Wert |
            |---|:-:|--:|
            | Karte | 🔴 gestört | 1\u{00A0}000 € |
            | Überweisung | ✅ | <b>2</b> |

            > Zitat \u{202E}rückwärts\u{202C} und https://status.market.example/incidents/(1)?a=b&c=d#e
            1. eins
               - zwei **drei
            """

        @Test func `thirty thousand hostile characters are refused nowhere, and call nobody`() async throws {
            try await Stage.play { stage in
                let standIns = try await StandIns.start(on: stage)
                let many = String(repeating: Self.hostile + "\n\n", count: 15_000 / Self.hostile.count + 1)
                let text = String(many.prefix(15_000))
                let declared = try await standIns.hub.post(
                    "/v1/incidents",
                    [
                        "title": .string("@everyone <!channel> *Kasse* `gestört` <b>🧑‍🚀</b> تعذّر الدفع"),
                        "severity": "sev2",
                        "components": ["checkout"], "audiences": ["buyers", "partners"],
                        "sections": ["what_happened": .string(text), "impact": .string(text)],
                    ]
                )
                let incident = try #require(declared["id"]?.string, "\(declared.text.prefix(2_000))")
                let all = try await standIns.hub.settled(
                    "incident=\(incident)",
                    count: Self.readers,
                    within: .seconds(90)
                )
                for item in all where item["state"] != "delivered" {
                    let delivery = try await standIns.hub.delivery(item["id"]?.string ?? "")
                    Issue.record("\(item["channel"]?.string ?? ""): \(delivery["fault"]?.text ?? "")")
                }
                let posts = try await standIns.posts()
                #expect(Set(posts.map(\.provider)).count == 21)
                for post in posts {
                    #expect(post.note?.contains("calls") != true, "\(post.provider): \(post.note ?? "")")
                }
            }
        }
    }
}
