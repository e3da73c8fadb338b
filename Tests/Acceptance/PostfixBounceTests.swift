// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Both ways back for failures that the documentation of the mail channel gives, with the relay that it gives them for.
    @Suite struct PostfixBouncing {
        private static let domain = "bounce.market.example"
        private static let replies = [
            "ada@example.com": "550 5.1.1 <ada@example.com> There is no such mailbox here",
            "bo@example.com": "552 5.2.2 The mailbox is full",
            "cy@example.com": "554 5.7.1 Refused by policy",
            "dee@example.com": "450 4.2.1 Not now",
        ]
        private static let readers = ["ada", "bo", "cy", "dee", "eve", "fay"].map { "\($0)@example.com" }

        @Test(PostfixServer.needed)
        func `by a maildir, Postfix's reports take off who is gone and who complains, and nobody else`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage, replies: Self.replies)
                let postfix = try await PostfixServer(on: stage, relayingTo: mails.port, lifetime: .seconds(2))
                let mailbox = "\(postfix.folder)/mail/bounces"
                try FileManager.default.createDirectory(
                    atPath: "\(postfix.folder)/mail",
                    withIntermediateDirectories: true
                )
                try await postfix.follow(
                    PostfixServer.documented("virtual_mailbox_maps"),
                    replacing: [
                        ("/var/mail", "\(postfix.folder)/mail"), ("id -u belfry", "id -u nobody"),
                        ("id -g belfry", "id -g nobody"), ("-o belfry -g belfry", "-o nobody -g nogroup"),
                    ]
                )
                let hub = try await Self.hub(on: stage, by: postfix, more: "bounces: { maildir: \"\(mailbox)\" }")
                let incident = try await Self.declare(hub)
                let eve = try #require(try await mails.mails(atLeast: 1, to: "eve@example.com").first)
                let fay = try #require(try await mails.mails(atLeast: 1, to: "fay@example.com").first)

                #expect(try await postfix.take("", for: "other@\(Self.domain)").hasPrefix("550 5.1.1 "))
                let complaint = try await Self.answer("complaint", about: fay, on: stage)
                #expect(try await postfix.take(complaint, for: "bounces@\(Self.domain)") == "taken")
                let sender = try #require(eve.json["mail_from"]?.string)
                let away = try await Self.answer("away", about: eve, on: stage)
                #expect(try await postfix.take(away, for: sender, from: "eve@example.com") == "taken")
                let unknown = "bounces+aaaaaaaaaaaaaaaac@\(Self.domain)"
                let failure = try await Self.answer(
                    "failure",
                    about: eve,
                    status: "5.1.1",
                    forgedFor: unknown,
                    on: stage
                )
                #expect(try await postfix.take(failure, for: unknown) == "taken")

                // Four failures, one of them told as a delay before, and the three mails from above.
                _ = try await eventually("8 mails handled; Postfix says \(postfix.log.suffix(8))") {
                    let names = try FileManager.default.contentsOfDirectory(atPath: "\(mailbox)/cur")
                    return names.count { $0.hasSuffix(":2,S") } == 8 ? true : nil
                }
                try await Self.expectSuppressed(["ada": "bounced", "fay": "complained"], at: hub)
                let first = try await hub.settled("incident=\(incident)", count: 6)
                for (name, kind) in [("ada", "hard"), ("bo", "full"), ("cy", "soft"), ("dee", "soft")] {
                    let id = try #require(first.first { $0["to"]?.string == "\(name)@example.com" }?["id"]?.string)
                    let told = try await hub.delivery(id)["bounces"]?.items.compactMap { $0["kind"]?.string }
                    #expect(told == [kind], "\(name)")
                }

                try await Self.publish(hub, incident)
                _ = try await mails.mails(atLeast: 2, to: "eve@example.com")
                let all = try await hub.settled("incident=\(incident)", count: 10)
                #expect(all.count == 10)
                // Reports are answered by nobody: what came to the outside is the hub's own.
                _ = try await eventually("an empty queue") { try postfix.isIdle() ? true : nil }
                #expect(mails.mails.count == 3)
                #expect(mails.mails.allSatisfy { $0.json["mail_from"]?.string?.hasPrefix("bounces+") == true })
                for name in Self.readers { #expect(!hub.log.joined().contains(name)) }
                try await postfix.stop()
            }
        }

        @Test(PostfixServer.needed)
        func `by a request, Postfix's reports reach the hub, later where it was away`() async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage, replies: Self.replies)
                let postfix = try await PostfixServer(on: stage, relayingTo: mails.port, lifetime: .seconds(600))
                let hub = try await Self.hub(on: stage, by: postfix)
                try await Self.installScript(postfix, hub)
                try await postfix.follow(
                    PostfixServer.documented("postconf -Me"),
                    replacing: [("user=belfry", "user=nobody"), ("/usr/local/bin", postfix.folder)]
                )
                let incident = try await Self.declare(hub)
                let fay = try #require(try await mails.mails(atLeast: 1, to: "fay@example.com").first)
                try await Self.expectSuppressed(["ada": "bounced"], at: hub)

                #expect(try await hub.terminate() == .exited(0))
                let complaint = try await Self.answer("complaint", about: fay, on: stage)
                #expect(try await postfix.take(complaint, for: "bounces@\(Self.domain)") == "taken")
                try await postfix.said("to=<bounces@\(Self.domain)>", "status=deferred")
                try await hub.start()
                try await postfix.said("to=<bounces@\(Self.domain)>", "status=sent")
                try await Self.expectSuppressed(["ada": "bounced", "fay": "complained"], at: hub)
                #expect(try await postfix.take("", for: "other@\(Self.domain)").hasPrefix("550 5.1.1 "))

                #expect(try await hub.settled("incident=\(incident)", count: 6).count == 6)
                #expect(mails.mails.count == 2)
                try await postfix.stop()
            }
        }

        /// Writes the token and the script where the documentation has them.
        private static func installScript(_ postfix: PostfixServer, _ hub: HubProcess) async throws {
            let header = (of: "/etc/belfry/relay.header", with: "\(postfix.folder)/relay.header")
            try await postfix.follow(
                PostfixServer.documented("umask 077"),
                replacing: [
                    header, ("$(belfry token", "$(\(PackageRoot.program()) token"), ("chown belfry", "chown nobody"),
                ],
                adding: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": HubSite.token]
            )
            let script = try PostfixServer.documented("exit 75")
            for place in [header.of, "127.0.0.1:8080"] { try #require(script.contains(place)) }
            let file = "\(postfix.folder)/hand-in-bounce"
            let own = script.replacing(header.of, with: header.with)
                .replacing("127.0.0.1:8080", with: "127.0.0.1:\(hub.site.port)")
            try Data(own.utf8).write(to: URL(fileURLWithPath: file))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        }

        private static func hub(
            on stage: Stage,
            by postfix: PostfixServer,
            more: String = ""
        ) async throws -> HubProcess {
            try await stage.hub(
                HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.mail(port: postfix.port, settings: ", bounces: \"bounces@\(domain)\""),
                    audiences: Section.audience("buyers", readers.map { ("mail", $0) }),
                    more: more
                )
            )
        }

        private static func declare(_ hub: HubProcess) async throws -> String {
            let declared = try await hub.post(
                "/v1/incidents",
                ["title": "Search is slow", "severity": "sev3", "audiences": ["buyers"], "body": "Search is slow."]
            )
            return try #require(declared["id"]?.string)
        }

        private static func publish(_ hub: HubProcess, _ incident: String) async throws {
            let body: JSON = ["phase": "investigating", "body": "Still looking."]
            let answer = try await hub.post("/v1/incidents/\(incident)/updates", body)
            #expect(answer.status == 202, "\(answer.text)")
        }

        /// Waits until exactly these readers are left out, for these reasons.
        private static func expectSuppressed(_ expected: [String: String], at hub: HubProcess) async throws {
            let wanted = Dictionary(uniqueKeysWithValues: expected.map { ("\($0.key)@example.com", $0.value) })
            let found = try await eventually("\(expected) left out") {
                let items = try await hub.get("/v1/suppressions")["items"]?.items ?? []
                let found = items.compactMap { item in
                    item["to"]?.string.flatMap { to in item["reason"]?.string.map { (to, $0) } }
                }
                let all = Dictionary(uniqueKeysWithValues: found)
                return wanted.allSatisfy { all[$0.key] != nil } ? all : nil
            }
            #expect(found == wanted)
        }

        /// Writes what comes back for a mail, or what someone makes up who knows nothing but whom it was for.
        private static func answer(
            _ kind: String,
            about mail: ReceivedMail,
            status: String = "",
            forgedFor forged: String? = nil,
            on stage: Stage
        ) async throws -> String {
            let sender = try forged ?? #require(mail.json["mail_from"]?.string)
            let recipient = try #require(mail.recipients.first ?? nil)
            let child = try stage.spawn(
                PackageRoot.python(),
                [PackageRoot.script("returned_mail.py"), kind, sender, recipient, status]
            )
            try child.closeInput(after: forged == nil ? mail.source : "Subject: T\r\n\r\n")
            try #require(try await child.waitForEnd(within: .seconds(20)) == .exited(0), "\(child.errors.value)")
            return child.output.value.joined(separator: "\n") + "\n"
        }
    }
}
