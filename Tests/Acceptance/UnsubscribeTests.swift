// SPDX-License-Identifier: Apache-2.0

import Testing

extension Acceptance {
    /// A reader leaves with one click (RFC 8058), and only with one.
    @Suite struct Unsubscribing {
        @Test func `looking at the link changes nothing, posting to it ends the mails to that reader alone`()
            async throws
        {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.mail(port: mails.port),
                        audiences: Section.audience(
                            "buyers",
                            [("mail", "ada@example.com"), ("mail", "bo@example.com")]
                        )
                    )
                )
                let declared = try await hub.post(
                    "/v1/incidents",
                    ["title": "Search is slow", "severity": "sev3", "audiences": ["buyers"], "body": "Search is slow."]
                )
                let incident = try #require(declared["id"]?.string)
                let first = try #require(try await mails.mails(atLeast: 1, to: "ada@example.com").first)
                let link = try #require(first.header("list-unsubscribe")?.dropFirst().prefix { $0 != ">" }.description)
                #expect(first.source.contains(link) || first.part("text/plain").contains("/unsubscribe/"))

                let page = try await hub.request("GET", link, token: nil)
                #expect(page.status == 200)
                #expect(page.text.contains("<form method=\"post\""))
                try await Self.publish(hub, incident, number: 2)
                #expect(try await mails.mails(atLeast: 2, to: "ada@example.com").count == 2)

                let gone = try await hub.request(
                    "POST",
                    link,
                    body: Array("List-Unsubscribe=One-Click".utf8),
                    token: nil,
                    headers: ["content-type": "application/x-www-form-urlencoded"]
                )
                #expect(gone.status == 200)
                try await Self.publish(hub, incident, number: 3)
                #expect(try await mails.mails(atLeast: 3, to: "bo@example.com").count == 3)
                let records = try await hub.settled("incident=\(incident)", count: 5)
                let sent = records.filter { $0["to"] == "ada@example.com" && $0["state"] == "delivered" }
                #expect(sent.count == 2)
                #expect(mails.mails.filter { $0.recipients == ["ada@example.com"] }.count == 2)

                // Somebody else's token, or none, is answered alike, and does nothing.
                let made = try await hub.request("POST", "/unsubscribe/AAAA", body: [], token: nil)
                #expect(made.status == 200 && made.body == gone.body)
                // It is kept: the restart has not forgotten it.
                #expect(try await hub.terminate() == .exited(0))
                try await hub.start()
                try await Self.publish(hub, incident, number: 4)
                #expect(try await mails.mails(atLeast: 4, to: "bo@example.com").count == 4)
                #expect(mails.mails.filter { $0.recipients == ["ada@example.com"] }.count == 2)
            }
        }

        /// Waits for what came before, so that no update supersedes another.
        private static func publish(_ hub: HubProcess, _ incident: String, number: Int) async throws {
            _ = try await hub.settled("incident=\(incident)", count: number - 1)
            let answer = try await hub.post(
                "/v1/incidents/\(incident)/updates",
                ["phase": "investigating", "body": .string("Still looking, number \(number).")]
            )
            #expect(answer.status == 202, "\(answer.text)")
        }
    }
}
