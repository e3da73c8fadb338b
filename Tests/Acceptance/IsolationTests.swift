// SPDX-License-Identifier: Apache-2.0

import Announcement
import Simulator
import Testing

extension Acceptance {
    /// One bad recipient, destination, server or channel never stops another.
    @Suite struct Isolation {
        private static let message: JSON = ["title": "Hello", "body": "Text", "to": ["everyone"]]

        @Test func `a refused recipient is dead with the server's code in its fault, and the others have their mail`()
            async throws
        {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage, refusing: ["nobody@example.com"])
                let readers = ["ada@example.com", "nobody@example.com", "bo@example.com"]
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.mail(port: mails.port),
                        audiences: Section.audience("everyone", readers.map { ("mail", $0) })
                    )
                )
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                let all = try await hub.settled("", count: 3)
                let states = Dictionary(all.map { ($0["to"]?.string, $0["state"]?.string) }) { first, _ in first }
                #expect(
                    states == [
                        "ada@example.com": "delivered", "nobody@example.com": "dead", "bo@example.com": "delivered",
                    ]
                )
                let dead = try await hub.delivery(to: "nobody@example.com", in: "dead")
                #expect(dead["attempt_count"] == 1)
                #expect(dead["fault"]?["code"] == "DLV-550")
                #expect(dead["fault"]?["context"]?["smtp_code"] == "550")
                #expect(dead["fault"]?["context"]?["enhanced_code"] == "5.1.1")
                #expect(dead["fault"]?["transient"] == false)
                #expect(dead["attempts"]?[0]?["result"] == "failed")
                #expect(Set(mails.mails.map(\.recipients)) == [["ada@example.com"], ["bo@example.com"]])
            }
        }

        @Test func `a mail server that is not there does not delay webhooks`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink()
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: [Section.mail(port: try FreePort.find(), retry: "[30s]"), Section.hooks()]
                            .joined(separator: "\n"),
                        audiences: Section.audience(
                            "everyone",
                            [("mail", "ada@example.com"), ("mail", "bo@example.com"), ("hooks", sink.url("/hook"))]
                        )
                    )
                )
                let accepted = try await hub.post("/v1/messages", Self.message)
                #expect(accepted.status == 202)
                let requests = await sink.requests(atLeast: 1, path: "/hook", within: .seconds(20))
                #expect(requests.count == 1)
                for reader in ["ada@example.com", "bo@example.com"] {
                    let waiting = try await hub.delivery(to: reader, in: "retrying")
                    #expect(waiting["fault"]?["error_type"] == "connection_refused")
                    #expect(waiting["due_at"]?.string.flatMap { Timestamp($0) } != nil)
                }
            }
        }

        @Test func `a destination that never answers does not delay the others`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink([.on("/hanging", .hang)])
                let others = (1...100).map { sink.url("/well/\($0)") }
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(settings: ", timeout: 10s"),
                        audiences: Section.audience(
                            "everyone",
                            [("hooks", sink.url("/hanging"))] + others.map { ("hooks", $0) }
                        )
                    )
                )
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                let hanging = await sink.requests(atLeast: 1, path: "/hanging", within: .seconds(20))
                let well = await sink.requests(atLeast: 100, path: "/well/", within: .seconds(20))
                #expect(Set(well.map(\.path)).count == 100)
                let start = try #require(hanging.first?.at)
                #expect(well.allSatisfy { $0.at - start < .seconds(10) })
                // It had the whole request and said nothing: nobody knows, and the record says so.
                let open = try await eventually("the end of the hanging attempt") {
                    let delivery = try await hub.deliveries().first { $0["to"]?.string == sink.url("/hanging") }
                    let shown = try await hub.delivery(delivery?["id"]?.string ?? "")
                    return shown["attempts"]?[0]?["result"] == "unknown" ? shown : nil
                }
                #expect(open["attempts"]?[0]?["fault"]?["error_type"] == "outcome_unknown")
            }
        }
    }
}
