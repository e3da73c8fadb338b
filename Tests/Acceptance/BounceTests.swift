// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Addresses that fail for good and readers who complain get nothing more; nobody can have others left out.
    @Suite struct Bouncing {
        /// Writes what a far server sends back for a mail that it took.
        private static func answer(
            _ kind: String,
            to sender: String,
            about mail: String,
            _ recipient: String,
            status: String = "",
            on stage: Stage
        ) async throws -> String {
            let child = try stage.spawn(
                PackageRoot.python(),
                [PackageRoot.script("returned_mail.py"), kind, sender, recipient, status]
            )
            try child.closeInput(after: mail)
            let end = try await child.waitForEnd(within: .seconds(20))
            try #require(end == .exited(0), "\(child.errors.value)")
            return child.output.value.joined(separator: "\n") + "\n"
        }

        /// A maildir, as mail systems deliver into it.
        private struct Mailbox {
            let path: String

            init(at path: String) throws {
                self.path = path
                for name in ["tmp", "new", "cur"] {
                    try FileManager.default.createDirectory(
                        atPath: "\(path)/\(name)",
                        withIntermediateDirectories: true
                    )
                }
            }

            func deliver(_ mail: String, as name: String) throws {
                try Data(mail.utf8).write(to: URL(fileURLWithPath: "\(path)/tmp/\(name)"))
                try FileManager.default.moveItem(atPath: "\(path)/tmp/\(name)", toPath: "\(path)/new/\(name)")
            }

            /// Waits until so many mails are marked as handled, and none waits.
            func handled(_ count: Int) async throws {
                _ = try await eventually("\(count) mails handled") {
                    let waiting = try FileManager.default.contentsOfDirectory(atPath: path + "/new")
                    let done = try FileManager.default.contentsOfDirectory(atPath: path + "/cur")
                    return waiting.isEmpty && done.count == count && done.allSatisfy { $0.hasSuffix(":2,S") }
                        ? true : nil
                }
            }
        }

        private static let readers = ["ada", "bo", "cy", "dee", "eve"].map { "\($0)@example.com" }

        @Test func `who fails for good or complains gets nothing more, and nobody else is touched`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let mailbox = try Mailbox(at: stage.folder + "/bounces")
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.mail(port: mails.port, settings: ", bounces: \"bounces@market.example\""),
                        audiences: Section.audience("buyers", Self.readers.map { ("mail", $0) }),
                        more: "bounces: { maildir: \"../bounces\" }"
                    )
                )
                let declared = try await hub.post(
                    "/v1/incidents",
                    ["title": "Search is slow", "severity": "sev3", "audiences": ["buyers"], "body": "Search is slow."]
                )
                let incident = try #require(declared["id"]?.string)
                var sent: [String: (sender: String, mail: String)] = [:]
                for mail in try await mails.mails(atLeast: Self.readers.count) {
                    sent[try #require(mail.recipients.first ?? nil)] = (
                        try #require(mail.json["mail_from"]?.string), mail.source
                    )
                }
                #expect(Set(sent.values.map(\.sender)).count == Self.readers.count)
                for (sender, mail) in sent.values {
                    #expect(sender.wholeMatch(of: /bounces\+[a-z2-7]{17,29}@market\.example/) != nil, "\(sender)")
                    #expect(!mail.contains(sender))
                }
                _ = try await hub.settled("incident=\(incident)", count: Self.readers.count)

                func answer(_ kind: String, _ name: String, status: String = "") async throws -> String {
                    let (sender, mail) = try #require(sent["\(name)@example.com"])
                    return try await Self.answer(
                        kind,
                        to: sender,
                        about: mail,
                        "\(name)@example.com",
                        status: status,
                        on: stage
                    )
                }
                let failure = try await answer("failure", "ada", status: "5.1.1")
                try mailbox.deliver(failure, as: "1000.1.mx")
                try mailbox.deliver(await answer("away", "bo"), as: "1000.2.mx")
                // Made up by someone who knows the address and the Message-ID, and has not had the mail.
                let copy = try #require(sent["cy@example.com"]).mail
                let identity = try #require(copy.split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") })
                let forged = try await Self.answer(
                    "failure",
                    to: "bounces+aaaaaaaaaaaaaaaac@market.example",
                    about: "\(identity)\r\n\r\n",
                    "cy@example.com",
                    status: "5.1.1",
                    on: stage
                )
                try mailbox.deliver(forged, as: "1000.3.mx")
                try mailbox.deliver(await answer("failure", "dee", status: "4.2.2"), as: "1000.4.mx")
                try mailbox.deliver(await answer("failure", "dee", status: "5.2.2"), as: "1000.5.mx")
                try await mailbox.handled(5)

                let made = try await hub.post("/v1/tokens", ["name": "mx", "role": "relay"])
                let token = try #require(made["token"]?.string)
                let complaint = try await answer("complaint", "eve")
                func handIn(_ mail: String) async throws -> Answer {
                    try await hub.request(
                        "POST",
                        "/v1/hooks/bounces",
                        body: Array(mail.utf8),
                        token: token,
                        headers: ["content-type": "message/rfc822"]
                    )
                }
                let taken = try await handIn(complaint)
                #expect(taken.status == 200, "\(taken.text)")
                #expect(taken["items"]?.items.first?["outcome"] == "suppressed")
                #expect(try await handIn(failure)["items"]?.items.first?["outcome"] == "known")

                try await Self.publish(hub, incident)
                for name in ["bo", "cy", "dee"] {
                    #expect(try await mails.mails(atLeast: 2, to: "\(name)@example.com").count == 2)
                }
                let records = try await hub.settled("incident=\(incident)", count: 8)
                #expect(records.filter { $0["state"] == "delivered" }.count == 8)
                #expect(mails.mails.filter { $0.recipients == ["ada@example.com"] }.count == 1)
                #expect(mails.mails.filter { $0.recipients == ["eve@example.com"] }.count == 1)
                for name in Self.readers { #expect(!hub.log.joined().contains(name)) }

                let first = try #require(records.first { $0["to"] == "ada@example.com" }?["id"]?.string)
                let shown = try await stage.belfry(
                    ["deliveries", "show", first],
                    environment: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": HubSite.token]
                )
                #expect(shown.text.contains("hard, there is no such address (5.1.1, "), "\(shown.text)")

                // It is kept, and so is the key: tokens of mails sent before the restart are good after it.
                #expect(try await hub.terminate() == .exited(0))
                try await hub.start()
                try mailbox.deliver(await answer("failure", "dee", status: "5.1.1"), as: "2000.1.mx")
                try await mailbox.handled(6)
                try await Self.publish(hub, incident)
                for name in ["bo", "cy"] {
                    #expect(try await mails.mails(atLeast: 3, to: "\(name)@example.com").count == 3)
                }
                _ = try await hub.settled("incident=\(incident)", count: 10)
                #expect(mails.mails.count == 10)
            }
        }

        private static func publish(_ hub: HubProcess, _ incident: String) async throws {
            let body: JSON = ["phase": "investigating", "body": "Still looking."]
            let answer = try await hub.post("/v1/incidents/\(incident)/updates", body)
            #expect(answer.status == 202, "\(answer.text)")
        }
    }
}
