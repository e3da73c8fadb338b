// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

extension Acceptance {
    /// A reader comes by the page, confirms, hears what was chosen, and leaves with one click; against a mail server that
    /// shares no code with Belfry.
    @Suite struct Subscriptions {
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

        @Test func `no answer tells whether an address is known`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    Self.site(on: stage, mail: mails, subscriptions: "{ audiences: [public], channels: [mail, hooks] }")
                )
                let link = try await Self.join(hub, mails, "ada@example.com")
                let leaver = try await Self.join(hub, mails, "bo@example.com")
                _ = try await hub.request(
                    "POST",
                    "\(leaver)",
                    body: Array("action=leave".utf8),
                    token: nil,
                    headers: Self.form
                )
                var answers: [Answer] = []
                for address in ["ada", "bo", "nobody", "ada"] {
                    answers.append(try await Self.subscribe(hub, "channel=mail&to=\(address)%40example.com"))
                }
                #expect(answers.allSatisfy { $0.status == 200 && $0.body == answers[0].body })
                #expect(!answers[0].text.contains("example.com"))
                let json = try await hub.post("/subscribe", ["to": "nobody@example.com"], token: nil)
                let known = try await hub.post("/subscribe", ["to": "ada@example.com"], token: nil)
                #expect(json.status == 202 && known.status == 202 && json.body == known.body)
                // What is asked of links that are none of ours is answered alike as well.
                for path in ["/preferences", "/subscribe/confirm", "/feedback"] {
                    let answer = try await hub.get("\(path)/AAAA", token: nil)
                    #expect(answer.status == 404 && answer.text.contains("does not work"), "\(path)")
                }
                let bad = try await Self.subscribe(hub, "channel=mail&to=nonsense")
                #expect(bad.status == 422 && bad.text.contains("role=\"alert\""))
                #expect(!hub.log.contains { $0.contains("ada@example.com") || $0.contains("nobody@") })
                #expect(link.contains("/preferences/"))
            }
        }

        @Test func `a reader changes, takes along and deletes what is kept`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    Self.site(
                        on: stage,
                        mail: mails,
                        subscriptions: "{ audiences: [public], channels: [mail], feedback: true }"
                    )
                )
                let link = try await Self.join(hub, mails, "ada@example.com")
                let page = try await hub.get(link, token: nil)
                #expect(page.text.contains("a•••@example.com") && !page.text.contains("ada@"))
                for header in [
                    "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex",
                ] {
                    #expect(page.headers[header.key] == header.value, "\(header.key)")
                }
                // Only search from now on.
                let choice = "audience=public&components%3Apublic=search&severity%3Apublic=&locale=de&action=save"
                let saved = try await hub.request(
                    "POST",
                    link,
                    body: Array(choice.utf8),
                    token: nil,
                    headers: Self.form
                )
                #expect(saved.status == 200 && saved.text.contains("role=\"status\""), "\(saved.text)")
                let ignored = try await Self.declare(hub, "Checkout fails", component: "checkout")
                let heard = try await Self.declare(hub, "Search is slow", component: "search")
                _ = try await hub.settled("incident=\(ignored)", count: 3)
                let mail = try #require(try await mails.mails(atLeast: 2, to: "ada@example.com").last)
                #expect(mail.part("text/plain").contains("Search is slow"))
                #expect(try Self.link("/preferences/", in: mail) == link)

                // Was this helpful?
                let feedback = try Self.link("/feedback/", in: mail)
                #expect(try await hub.get(feedback, token: nil).text.contains("Search is slow"))
                for (answer, comment) in [("yes", "Clear"), ("no", "When%3F")] {
                    let said = try await hub.request(
                        "POST",
                        feedback,
                        body: Array("helpful=\(answer)&comment=\(comment)".utf8),
                        token: nil,
                        headers: Self.form
                    )
                    #expect(said.status == 200, "\(said.text)")
                }
                let incident = try await hub.get("/v1/incidents/\(heard)")
                #expect(incident["feedback"] == ["helpful": 0, "unhelpful": 1])
                let list = try await hub.get("/v1/incidents/\(heard)/feedback")
                #expect(list["items"]?[0]?["comment"] == "When?" && list["items"]?.items.count == 1)
                #expect(!list.text.contains("ada"))

                let data = try await hub.get("\(link)/data", token: nil)
                #expect(data["destination"]?["to"] == "ada@example.com" && data["confirmed_at"]?.string != nil)
                #expect(data["choices"]?[0]?["interest"]?["components"]?[0] == "search")
                #expect(data["deliveries"]?.items.count == 2)
                let staff = try await hub.get("/v1/subscribers?channel=mail&address=ada%40example.com")
                #expect(staff.body == data.body)

                let asked = try await hub.get("\(link)/erase", token: nil)
                #expect(asked.status == 200 && asked.text.contains("<form method=\"post\">"))
                #expect(try await hub.get("/v1/subscribers?channel=mail&address=ada%40example.com").status == 200)
                let erased = try await hub.request("POST", "\(link)/erase", body: [], token: nil, headers: Self.form)
                #expect(erased.status == 200)
                #expect(try await hub.get("/v1/subscribers?channel=mail&address=ada%40example.com").status == 404)
                #expect(try await hub.deliveries("destination=ada%40example.com").isEmpty)
                try await Self.publish(hub, heard, "It is better.")
                _ = try await hub.settled("incident=\(heard)", count: 7)
                #expect(mails.mails.count == 2)
            }
        }

        @Test func `an endpoint confirms, and what it gets is signed with the secret that it was shown`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let sink = try await stage.sink()
                let hub = try await stage.hub(
                    Self.site(on: stage, mail: mails, subscriptions: "{ audiences: [public], channels: [mail, hooks] }")
                )
                let asked = try await hub.post(
                    "/subscribe",
                    ["channel": "hooks", "to": .string(sink.url("/mine")), "severity": "sev2"],
                    token: nil
                )
                #expect(asked.status == 202, "\(asked.text)")
                let question = try #require(await sink.requests(atLeast: 1, path: "/mine", within: .seconds(20)).first)
                let body = try JSON(question.text)
                #expect(body["type"] == "subscription.confirmation")
                let link = try #require(body["data"]?["link"]?.string, "\(question.text)")
                let confirmed = try await hub.request("POST", link, body: [], token: nil, headers: Self.form)
                #expect(confirmed.status == 200)
                let secret = try #require(
                    confirmed.text.split(separator: "<code>").dropFirst().first?.split(separator: "<").first
                )
                #expect(secret.hasPrefix("whsec_"))
                let minor = try await Self.declare(hub, "Search is slow", component: "search")
                _ = try await hub.settled("incident=\(minor)", count: 3)
                _ = try await Self.declare(hub, "Checkout fails", component: "checkout", severity: "sev2")
                let requests = await sink.requests(atLeast: 2, path: "/mine", within: .seconds(20))
                #expect(requests.count == 2)
                let verdicts = try await WebhookVerifier.verdicts(on: requests, secret: String(secret), stage: stage)
                #expect(verdicts == ["ok", "ok"])
                #expect(requests.last?.text.contains("Checkout fails") == true)
            }
        }
    }
}
