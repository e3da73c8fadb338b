// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

extension Acceptance {
    /// A browser subscribes itself, confirms by the notification that it gets, hears what was chosen, and leaves; its push
    /// service is a stand-in.
    @Suite struct PushSubscriptions {
        /// A hub whose readers can subscribe by push, with the push service that knows this browser.
        private struct Scene {
            let stage: Stage
            let hub: HubProcess
            let sink: HTTPSink
            let browser: BrowserSubscription

            init(on stage: Stage) async throws {
                let accounts = try StandInAccounts(seed: "acceptance").browsers
                self.stage = stage
                self.browser = accounts.subscriptions[0]
                self.sink = try await stage.sink()
                var site = try HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: """
                          - name: browsers
                            plugin: web-push
                            settings:
                              vapid_key: "env:VAPID_KEY"
                              subject: "mailto:status@market.example"
                              allow_private_networks: true
                        \(Subscriptions.status)
                        """,
                    audiences: Subscriptions.audiences,
                    more: "subscriptions: { audiences: [public], channels: [browsers] }"
                )
                site.environment["VAPID_KEY"] = accounts.vapidKey
                self.hub = try await stage.hub(site)
            }

            /// What `JSON.stringify(subscription)` gives.
            var subscription: String { browser.json(at: sink.url("")) }

            /// What the browser was shown, once there are so many.
            func notifications(atLeast count: Int) async throws -> [JSON] {
                let path = "/webpush/\(browser.id)"
                let requests = await sink.requests(atLeast: count, path: path, within: .seconds(20))
                return try await PushReader.read(requests, by: browser, on: stage)
            }
        }

        @Test func `a browser confirms, hears of one component, and leaves by the button of a notification`()
            async throws
        {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                let hub = scene.hub
                let asked = try await hub.post(
                    "/subscribe",
                    ["to": .string(scene.subscription), "components": ["checkout"], "locale": "de"],
                    token: nil
                )
                #expect(asked.status == 202, "\(asked.text)")
                let question = try #require(try await scene.notifications(atLeast: 1).first?["notification"])
                #expect(
                    question["title"] == "Market: bitte bestätigen Sie Ihre Anmeldung" && question["actions"] == nil
                )
                let link = try #require(question["navigate"]?.string)
                let page = try await hub.get(link, token: nil)
                #expect(page.text.contains("diesen Browser") && !page.text.contains(scene.browser.id), "\(page.text)")

                let early = try await Subscriptions.declare(hub, "Checkout stumbles", component: "checkout")
                _ = try await hub.settled("incident=\(early)", count: 3)
                let confirmed = try await hub.request("POST", link, body: [], token: nil, headers: Subscriptions.form)
                #expect(confirmed.status == 200 && confirmed.text.contains("Sie sind angemeldet"))
                #expect(!confirmed.text.contains("<code>"))

                let other = try await Subscriptions.declare(hub, "Search is slow", component: "search")
                _ = try await hub.settled("incident=\(other)", count: 3)
                let heard = try await Subscriptions.declare(hub, "Checkout fails", component: "checkout")
                _ = try await hub.settled("incident=\(heard)", count: 4)
                let all = try await scene.notifications(atLeast: 2)
                try #require(all.count == 2, "\(all)")
                let shown = try #require(all[1]["notification"])
                #expect(
                    shown["title"] == "Checkout fails"
                        && shown["actions"]?[0]?["title"] == "Choose what you hear of"
                )

                let choosing = try #require(shown["actions"]?[0]?["navigate"]?.string)
                let left = try await hub.request(
                    "POST",
                    choosing,
                    body: Array("action=leave".utf8),
                    token: nil,
                    headers: Subscriptions.form
                )
                #expect(left.status == 200)
                try await Subscriptions.publish(hub, heard, "It takes longer.")
                _ = try await hub.settled("incident=\(heard)", count: 7)
                #expect(try await scene.notifications(atLeast: 2).count == 2)
                #expect(!hub.log.contains { $0.contains(scene.browser.id) || $0.contains(scene.browser.auth) })
            }
        }

        @Test func `what is no subscription is refused, and repeats nothing`() async throws {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                for text in ["canary", #"{"endpoint": "https://canary.example/x", "keys": {}}"#] {
                    let answer = try await scene.hub.post("/subscribe", ["to": .string(text)], token: nil)
                    #expect(answer.status == 422 && answer["context"]?["where"] == "/to", "\(answer.text)")
                    #expect(!answer.text.contains("canary"))
                }
            }
        }

        @Test(BrowserSession.needed) func `a person subscribes with the page's button, and sees what is pushed`()
            async throws
        {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                // The browser's own push service is out of reach: the page is given the stand-in's subscription.
                let stub = """
                    PushManager.prototype.subscribe = async options => {
                      window.asked = options;
                      return { toJSON: () => (\(scene.subscription)) };
                    };
                    """
                let asking = try BrowserSession(
                    on: stage,
                    [
                        ["do": "permit", "of": .string(scene.hub.site.url), "what": ["notifications"]],
                        ["do": "open", "url": .string("\(scene.hub.site.url)/subscribe?locale=en"), "width": 390],
                        ["do": "run", "script": .string(stub)],
                        ["do": "axe", "as": "axe"],
                        ["do": "click", "on": "input[value=checkout]"],
                        ["do": "click", "on": "[data-push-key] button"],
                        ["do": "wait", "for": "[role=status]", "text": "look for our notification", "as": "asked"],
                        [
                            "do": "run", "as": "options",
                            "script": "return [asked.userVisibleOnly, asked.applicationServerKey.length]",
                        ],
                        [
                            "do": "push", "to": .string(scene.hub.site.url), "as": "shown",
                            "data": """
                            {"web_push": 8030, "notification": {"title": "Checkout fails", "body": "Nobody can pay.", \
                            "navigate": "https://status.market.example/", "lang": "en", "dir": "ltr", "tag": "t", \
                            "data": {"message": "m"}, "actions": [{"action": "choose", "title": "Choose", \
                            "navigate": "https://status.market.example/preferences/x"}]}}
                            """,
                        ],
                        ["do": "problems", "as": "problems"],
                    ]
                )
                try await asking.answer("asked")
                #expect(try await asking.answer("options")["value"] == [true, 65])
                #expect(try await asking.answer("axe").complaints == [])
                let question = try #require(try await scene.notifications(atLeast: 1).first?["notification"])
                #expect(question["navigate"]?.string?.contains("/subscribe/confirm/") == true)
                #expect(question["body"]?.string?.contains("Checkout") == true, "what was ticked")
                let shown = try #require(try await asking.answer("shown")["value"]?[0])
                #expect(shown["title"] == "Checkout fails" && shown["body"] == "Nobody can pay.")
                #expect(shown["data"]?["navigate"] == "https://status.market.example/")
                #expect(shown["data"]?["links"]?["choose"] == "https://status.market.example/preferences/x")
                #expect(try await asking.answer("problems").complaints == [])
            }
        }
    }
}
