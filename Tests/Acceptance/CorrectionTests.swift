// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

extension Acceptance {
    /// An update that puts an earlier one right, said by command and by request, as readers of each channel see it.
    @Suite struct Corrections {
        @Test(arguments: [false, true])
        func `a correction says everywhere which update it puts right`(byCommand: Bool) async throws {
            try await Stage.play { stage in
                let mails = try await MailServer(on: stage)
                let sink = try await stage.sink()
                let hub = try await stage.hub(Self.site(on: stage, mails, sink))
                let desk = Desk(stage: stage, hub: hub, byCommand: byCommand)
                let id = try await desk.declare()
                _ = try await hub.settled("incident=\(id)", count: 5)
                let wrong = try await desk.update(id, phase: "identified", body: "It is the bank.")
                _ = try await hub.settled("incident=\(id)", count: 10)
                let right = try await desk.update(id, phase: "identified", body: "It is our cache.", corrects: 2)
                _ = try await hub.settled("incident=\(id)", count: 15)
                #expect(wrong["corrects"] == nil)
                #expect(right["corrects"]?["sequence"] == 2)
                #expect(right["corrects"]?["update"] == wrong["id"])
                try await Self.judge(try await mails.mails(atLeast: 6))
                try Self.judge(
                    await sink.requests(atLeast: 3, path: "/hook", within: .seconds(20)),
                    corrected: try #require(wrong["id"]?.string)
                )
                try await Self.judge(hub, id)
                let shown = try await stage.belfry(
                    ["incident", "show", id],
                    environment: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": HubSite.token]
                )
                #expect(shown.text.contains("(corrects update 2)"), "\(shown.text)")
            }
        }

        @Test func `there is nothing to correct in an update that does not exist`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink()
                let hub = try await stage.hub(Self.site(on: stage, MailServer(on: stage), sink))
                let desk = Desk(stage: stage, hub: hub, byCommand: true)
                let id = try await desk.declare()
                let refused = try await stage.belfry(
                    ["incident", "update", id, "--phase", "identified", "--body", "b", "--corrects", "7"],
                    environment: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": HubSite.token]
                )
                #expect(refused.end == .exited(1))
                #expect(refused.errorText.contains("no such update to correct"), "\(refused.errorText)")
                _ = try await hub.settled("incident=\(id)", count: 5)
                #expect(try await hub.deliveries("incident=\(id)").count == 5)
            }
        }

        /// Mails to readers of two languages, a webhook, a banner and a status page.
        private static func site(on stage: Stage, _ mails: MailServer, _ sink: HTTPSink) throws -> HubSite {
            try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: [
                    Section.mail(port: mails.port), Section.hooks(),
                    "  - { name: banner, plugin: banner, settings: { directory: \"../data/banner\", places: [shop] } }",
                    "  - { name: status, plugin: status_page, settings: { directory: \"../status\", title: Market } }",
                ]
                .joined(separator: "\n"),
                audiences: """
                      - name: everyone
                        destinations:
                          - { channel: mail, to: "ada@example.com", locale: en }
                          - { channel: mail, to: "bodo@example.com", locale: de }
                          - { channel: hooks, to: "\(sink.url("/hook"))" }
                          - { channel: banner, to: "shop", locale: en }
                          - { channel: status, to: "public", locale: en }
                    """
            )
        }

        private static func judge(_ mails: [ReceivedMail]) async throws {
            let mark = "Correction of update 2"
            // What is written in one language is marked in it, whoever reads it.
            for address in ["ada@example.com", "bodo@example.com"] {
                let mine = mails.filter { $0.recipients == [address] }
                #expect(mine.count == 3)
                for (index, mail) in mine.enumerated() {
                    #expect(mail.subject.contains(mark) == (index == 2), "\(mail.subject)")
                    for type in ["text/plain", "text/html"] {
                        #expect(mail.part(type).contains(mark) == (index == 2), "\(type) of \(mail.subject)")
                    }
                }
                #expect(mine.last?.part("text/plain").contains("It is our cache.") == true)
            }
        }

        private static func judge(_ requests: [SinkRequest], corrected: String) throws {
            let incidents = try requests.map { try JSON($0.body)["data"]?["incident"] }
            #expect(incidents.map { $0?["sequence"]?.int } == [1, 2, 3])
            #expect(incidents.dropLast().allSatisfy { $0?["corrects"] == nil })
            #expect(incidents.last??["corrects"] == ["sequence": 2, "update": .string(corrected)])
        }

        /// The banner and the pages.
        private static func judge(_ hub: HubProcess, _ id: String) async throws {
            let banner = try await hub.get("/banner/shop.json", token: nil).text
            #expect(banner.contains("Correction of update 2: Checkout errors"), "\(banner)")
            #expect(banner.contains("It is our cache.") && !banner.contains("It is the bank."))
            let page = try await hub.get("/status/incidents/\(id)/", token: nil).text
            for words in ["Correction of update 2", "Corrected by update 3", "It is the bank.", "It is our cache."] {
                #expect(page.contains(words), "\(words)")
            }
            let feed = try await hub.get("/status/history.atom", token: nil).text
            #expect(feed.contains("Correction of update 2"))
        }
    }
}

/// Says the same by command or by request.
private struct Desk {
    let stage: Stage
    let hub: HubProcess
    let byCommand: Bool

    /// - Returns: the incident's id.
    func declare() async throws -> String {
        let answer: JSON
        if byCommand {
            answer = try await run(
                ["incident", "declare", "Checkout errors", "--audience", "everyone", "--body", "We are looking."]
            )
        } else {
            let request: JSON = [
                "title": "Checkout errors", "severity": "sev3", "audiences": ["everyone"], "body": "We are looking.",
            ]
            answer = try await hub.post("/v1/incidents", request).json
        }
        return try #require(answer["id"]?.string, "\(answer.text)")
    }

    func update(_ id: String, phase: String, body: String, corrects: Int? = nil) async throws -> JSON {
        guard byCommand else {
            var request: [String: JSON] = ["phase": .string(phase), "body": .string(body)]
            request["corrects"] = corrects.map { .number(Double($0)) }
            let answer = try await hub.post("/v1/incidents/\(id)/updates", .object(request))
            try #require(answer.status == 202, "\(answer.text)")
            return answer.json
        }
        let correction = corrects.map { ["--corrects", "\($0)"] } ?? []
        return try await run(["incident", "update", id, "--phase", phase, "--body", body] + correction)
    }

    private func run(_ arguments: [String]) async throws -> JSON {
        let result = try await stage.belfry(
            arguments + ["--json"],
            environment: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": HubSite.token]
        )
        try #require(result.end == .exited(0), "\(result.errorText)")
        return try #require(result.json, "\(result.text)")
    }
}
