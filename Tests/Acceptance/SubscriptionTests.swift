// SPDX-License-Identifier: Apache-2.0

import Testing

extension Acceptance {
    /// A reader comes by the page, confirms, hears what was chosen, and leaves with one click; against a mail server that
    /// shares no code with Belfry.
    @Suite struct Subscriptions {
        static let form = ["content-type": "application/x-www-form-urlencoded"]
        /// A status page with two components, so that there is something to choose.
        static let status = """
              - name: status
                plugin: status_page
                settings:
                  directory: "../status"
                  title: Market
                  components:
                    - { name: checkout, title: { en: Checkout, de: Kasse, ar: الدفع } }
                    - { name: search, title: { en: Search, de: Suche, ar: البحث } }
            """
        static let audiences = """
              - name: public
                destinations:
                  - { channel: status, to: "public", locale: en }
                  - { channel: status, to: "public/de", locale: de }
                  - { channel: status, to: "public/ar", locale: ar }
            """

        static func site(on stage: Stage, mail: MailServer, subscriptions: String) throws -> HubSite {
            try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: Section.mail(port: mail.port) + "\n" + Section.hooks() + "\n" + status,
                audiences: audiences,
                more: "subscriptions: \(subscriptions)"
            )
        }

        static func subscribe(_ hub: HubProcess, _ form: String) async throws -> Answer {
            try await hub.request("POST", "/subscribe", body: Array(form.utf8), token: nil, headers: Self.form)
        }

        static func declare(
            _ hub: HubProcess,
            _ title: String,
            component: String,
            severity: String = "sev3"
        ) async throws -> String {
            let answer = try await hub.post(
                "/v1/incidents",
                [
                    "title": .string(title), "severity": .string(severity), "components": [.string(component)],
                    "audiences": ["public"], "body": .string("\(title): we are looking into it."),
                ]
            )
            return try #require(answer["id"]?.string, "\(answer.text)")
        }

        static func publish(_ hub: HubProcess, _ incident: String, _ body: String) async throws {
            let answer = try await hub.post(
                "/v1/incidents/\(incident)/updates",
                ["phase": "investigating", "body": .string(body)]
            )
            #expect(answer.status == 202, "\(answer.text)")
        }

        /// The address behind the words in a mail's plain part.
        static func link(_ path: String, in mail: ReceivedMail) throws -> String {
            let text = mail.part("text/plain")
            let start = try #require(text.firstRange(of: "http://127.0.0.1"), "\(text)").lowerBound
            let links = text[start...].split(whereSeparator: \.isWhitespace).filter { $0.contains(path) }
            return String(try #require(links.first, "\(text)"))
        }

        @Test func `a newcomer subscribes, confirms, hears of one component alone, and leaves with one click`()
            async throws
        {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    Self.site(on: stage, mail: mails, subscriptions: "{ audiences: [public], channels: [mail, hooks] }")
                )
                let page = try await hub.get("/subscribe", token: nil)
                #expect(page.status == 200)
                #expect(page.text.contains("value=\"checkout\"") && page.text.contains("value=\"search\""))

                let asked = try await Self.subscribe(
                    hub,
                    "channel=mail&to=zoe%40example.com&components=checkout&locale=en"
                )
                #expect(asked.status == 200, "\(asked.text)")
                let question = try #require(try await mails.mails(atLeast: 1, to: "zoe@example.com").first)
                #expect(question.subject == "Market: please confirm your subscription")
                #expect(question.part("text/plain").contains("Checkout"))
                #expect(question.header("list-unsubscribe") == nil)
                let link = try Self.link("/subscribe/confirm/", in: question)

                // A link scanner follows it: nothing comes of that.
                let seen = try await hub.get(link, token: nil)
                #expect(seen.status == 200 && seen.text.contains("<form method=\"post\">"))
                let early = try await Self.declare(hub, "Checkout stumbles", component: "checkout")
                _ = try await hub.settled("incident=\(early)", count: 3)
                #expect(mails.mails.count == 1)

                let confirmed = try await hub.request("POST", link, body: [], token: nil, headers: Self.form)
                #expect(confirmed.status == 200 && confirmed.text.contains("You are subscribed"), "\(confirmed.text)")
                #expect(confirmed.text.contains("/preferences/"))

                let first = try await Self.declare(hub, "Checkout fails", component: "checkout")
                let other = try await Self.declare(hub, "Search is slow", component: "search")
                _ = try await hub.settled("incident=\(first)", count: 4)
                _ = try await hub.settled("incident=\(other)", count: 3)
                try await Self.publish(hub, first, "A payment provider does not answer.")
                let heard = try await mails.mails(atLeast: 3, to: "zoe@example.com")
                #expect(heard.count == 3)
                let (opening, second) = (heard[1], heard[2])
                #expect(opening.header("in-reply-to") == nil)
                #expect(second.header("in-reply-to") == opening.header("message-id"))
                #expect(second.part("text/plain").contains("A payment provider"))
                #expect(!heard.contains { $0.part("text/plain").contains("Search is slow") })

                // One more waits while the mail server is away; then the reader leaves.
                let unsubscribe = try #require(
                    second.header("list-unsubscribe")?.dropFirst().prefix { $0 != ">" }.description
                )
                #expect(second.header("list-unsubscribe-post") == "List-Unsubscribe=One-Click")
                _ = try await hub.request("POST", "/v1/channels/mail/hold", body: Array("{}".utf8))
                try await Self.publish(hub, first, "It will take longer.")
                let gone = try await hub.request(
                    "POST",
                    unsubscribe,
                    body: Array("List-Unsubscribe=One-Click".utf8),
                    token: nil,
                    headers: Self.form
                )
                #expect(gone.status == 200)
                _ = try await hub.request("POST", "/v1/channels/mail/release", body: Array(#"{"held": "all"}"#.utf8))
                try await Self.publish(hub, first, "It works again, as far as we see.")
                _ = try await hub.settled("incident=\(first)", count: 15)
                #expect(mails.mails.count == 3)

                // Who comes back by the page hears again.
                _ = try await Self.subscribe(hub, "channel=mail&to=zoe%40example.com&components=search&locale=de")
                let again = try #require(try await mails.mails(atLeast: 4, to: "zoe@example.com").last)
                #expect(again.subject == "Market: bitte bestätigen Sie Ihre Anmeldung")
                let back = try await hub.request(
                    "POST",
                    Self.link("/subscribe/confirm/", in: again),
                    body: [],
                    token: nil,
                    headers: Self.form
                )
                #expect(back.status == 200 && back.text.contains("Sie sind angemeldet"))
                try await Self.publish(hub, other, "Search is fast again.")
                _ = try await mails.mails(atLeast: 5, to: "zoe@example.com")
            }
        }
    }
}
