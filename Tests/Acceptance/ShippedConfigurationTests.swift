// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator
import Testing

extension Acceptance {
    /// `Config/belfry.yaml` as it ships, with nothing but its port numbers replaced by free ones.
    @Suite struct ShippedConfiguration {
        @Test func `declaring and updating an incident reaches every reader of the shipped configuration`() async throws
        {
            try await Stage.play { stage in
                let show = try await Show(on: stage)
                let declared = try await show.declare()
                let incident = try #require(declared["id"]?.string)
                #expect(declared["url"]?.string == "\(show.hub.site.url)/status/incidents/\(incident)")
                #expect(declared["playbook"]?.string == "checkout-down")
                try show.expectCadence(declared)
                let first = try await show.mails.mails(atLeast: Show.readers.count)
                // Nothing of the first update may be superseded by the second.
                _ = try await show.hub.settled("incident=\(incident)", count: Show.destinations)

                let update = try await show.update(incident)
                #expect(update["deliveries"]?.int == Show.destinations)
                #expect(update["state"] == "queued")
                #expect(update["findings"] != nil)
                let all = try await show.mails.mails(atLeast: 2 * Show.readers.count)
                let hooks = await show.sink.requests(atLeast: 2, path: "/hook", within: .seconds(20))

                try show.expectMails(first: first, all: all)
                try await show.expectWebhooks(hooks, incident: incident, stage: stage)
                try await show.expectBanner(incident: incident)
                try await show.expectLedger(incident: incident)
                #expect(try await show.hub.get("/status/incidents/\(incident)", token: nil).status == 200)
                #expect(try await show.hub.terminate() == .exited(0))
            }
        }

        @Test func `the shipped configuration passes its own check`() async throws {
            try await Stage.play { stage in
                let result = try await stage.belfry(
                    "check",
                    environment: ["BELFRY_BOOTSTRAP_TOKEN": "token", "HOOK_SECRET": HubSite.hookSecret],
                    folder: PackageRoot.path
                )
                #expect(result.end == .exited(0), "\(result.errorText)")
                #expect(result.text.contains("in order"))
            }
        }
    }
}

/// The shipped configuration at work, between a mail server and a webhook's receiver.
private struct Show {
    let hub: HubProcess
    let mails: MailServer
    let sink: HTTPSink

    /// Those in the file and those in its CSV.
    static let readers = [
        "ada@example.com", "bo@example.com", "carol@example.com", "dag@example.org", "eva@example.org",
        "finn@example.com",
    ]
    /// The readers, the webhook and the banner.
    static let destinations = readers.count + 2

    init(on stage: Stage) async throws {
        mails = try await MailServer(on: stage)
        sink = try await stage.sink()
        let port = try FreePort.find()
        let ports = [("2525", mails.port), ("2526", try FreePort.find()), ("8080", port), ("9001", sink.port)]
        var text = try Self.read("Config/belfry.yaml")
        for (shipped, free) in ports { text = text.replacing(":\(shipped)", with: ":\(free)") }
        let site = try HubSite(in: stage.folder, port: port, configuration: text)
        try site.write(try Self.read("Config/audiences/buyers.csv"), to: "Config/audiences/buyers.csv")
        try FileManager.default.createSymbolicLink(
            atPath: "\(stage.folder)/Templates",
            withDestinationPath: "\(PackageRoot.path)/Templates"
        )
        hub = try await stage.hub(site)
    }

    private static func read(_ path: String) throws -> String {
        let data = try #require(FileManager.default.contents(atPath: "\(PackageRoot.path)/\(path)"), "\(path)")
        return String(decoding: data, as: UTF8.self)
    }

    func declare() async throws -> Answer {
        let answer = try await hub.post(
            "/v1/incidents",
            [
                "title": "Checkout errors", "severity": "sev1", "components": ["checkout"],
                "template": "checkout-errors", "variables": ["affected": "Buyers in Europe cannot pay."],
            ]
        )
        try #require(answer.status == 201, "\(answer.text)")
        #expect(answer["update"]?["deliveries"]?.int == Self.destinations)
        return answer
    }

    func update(_ incident: String) async throws -> Answer {
        let answer = try await hub.post(
            "/v1/incidents/\(incident)/updates",
            ["phase": "identified", "sections": ["what_happened": "The payment provider’s certificate had *expired*."]]
        )
        try #require(answer.status == 202, "\(answer.text)")
        #expect(answer["id"]?.string?.hasPrefix("upd_") == true)
        return answer
    }

    /// The playbook says: 20 minutes after what is said while investigating.
    func expectCadence(_ declared: Answer) throws {
        let said = try #require(declared["declared_at"]?.string.flatMap { Timestamp($0) })
        let due = try #require(declared["next_update_at"]?.string.flatMap { Timestamp($0) })
        #expect(due - said == .seconds(1_200))
    }

    func expectMails(first: [ReceivedMail], all: [ReceivedMail]) throws {
        #expect(all.count == 2 * Self.readers.count)
        #expect(all.allSatisfy { $0.defects.isEmpty && $0.json["lines_over_998"]?.int == 0 }, "\(all.map(\.defects))")
        for reader in Self.readers {
            let mine = all.filter { $0.recipients == [reader] }
            try #require(mine.count == 2, "\(reader)")
            let id = try #require(mine[0].header("message-id"))
            #expect(first.contains { $0.header("message-id") == id })
            #expect(mine[1].header("message-id") != id)
            #expect(mine[0].header("in-reply-to") == nil)
            #expect(mine[1].header("in-reply-to") == id)
            #expect(mine[1].header("references") == id)
        }
        for mail in all {
            #expect(mail.json["type"] == "multipart/alternative")
            #expect(mail.types == ["text/plain", "text/html"])
            #expect(mail.json["from"] == "Market Status <status@market.example>")
            #expect(mail.header("auto-submitted") == "auto-generated")
            #expect(mail.header("list-unsubscribe-post") == "List-Unsubscribe=One-Click")
            #expect(mail.header("list-unsubscribe")?.hasPrefix("<\(hub.site.url)/unsubscribe/") == true)
        }
        let ada = try #require(first.first { $0.recipients == ["ada@example.com"] })
        let bo = try #require(first.first { $0.recipients == ["bo@example.com"] })
        #expect(ada.subject.contains("Buying and paying may not work"))
        #expect(ada.part("text/plain").contains("Buyers in Europe cannot pay."))
        #expect(ada.part("text/html").contains("lang=\"en\""))
        #expect(bo.subject.contains("Kaufen und Bezahlen geht im Moment nicht immer"))
        #expect(bo.part("text/plain").contains("Käufe an der Kasse"))
        #expect(bo.part("text/html").contains("lang=\"de\""))
    }

    func expectWebhooks(_ hooks: [SinkRequest], incident: String, stage: Stage) async throws {
        try #require(hooks.count == 2)
        let verdicts = try await WebhookVerifier.verdicts(on: hooks, secret: HubSite.hookSecret, stage: stage)
        #expect(verdicts == ["ok", "ok"])
        let foreign = try await WebhookVerifier.verdicts(on: hooks, secret: Self.foreignSecret, stage: stage)
        #expect(foreign.count == 2 && !foreign.contains("ok"))
        let ids = hooks.compactMap { $0.header("webhook-id") }
        #expect(Set(ids).count == 2)
        for (index, hook) in hooks.enumerated() {
            let body = try JSON(hook.body)
            #expect(body["type"] == "incident.update.published")
            #expect(body["timestamp"]?.string.flatMap { Timestamp($0) } != nil)
            #expect(body["data"]?["incident"]?["id"]?.string == incident)
            #expect(body["data"]?["incident"]?["sequence"]?.int == index + 1)
            #expect(body["data"]?["phase"]?.string == ["investigating", "identified"][index])
        }
    }

    private static let foreignSecret = "whsec_YW5vdGhlci1wZXJzb25zLTMyLWJ5dGUtc2VjcmV0ISE="

    func expectBanner(incident: String) async throws {
        let path = "\(hub.site.data)/banner/checkout.json"
        let file = try await eventually("the banner of the second update") {
            let json = try FileManager.default.contents(atPath: path).map { try JSON($0) }
            return json?["banners"]?[0]?["sequence"] == 2 ? json : nil
        }
        let schema = try JSON(try Self.read("Plugins/Banner/banner.schema.json").utf8)
        try expect(file, toFit: schema)
        let banner = try #require(file["banners"]?[0])
        try expect(banner, toFit: try #require(schema["$defs"]?["banner"]))
        #expect(banner["incident_id"]?.string == incident)
        #expect(banner["severity"] == "sev1")
        #expect(banner["status"] == "identified")
        #expect(banner["link"]?["url"]?.string == "\(hub.site.url)/status/incidents/\(incident)")
        let times = try ["generated_at", "expires_at"].map { try #require(file[$0]?.string.flatMap { Timestamp($0) }) }
        #expect(times[0] < times[1])
        #expect(banner["ends_at"] == file["expires_at"])

        let served = try await hub.get("/banner/checkout.json", token: nil)
        #expect(served.status == 200)
        #expect(served.json == file)
        let tag = try #require(served.headers["etag"])
        let again = try await hub.request("GET", "/banner/checkout.json", token: nil, headers: ["if-none-match": tag])
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
        #expect(again.headers["etag"] == tag)
        #expect(try await hub.get("/banner/nothing.json", token: nil).status == 404)
    }

    /// Every required key is there, and no key that the schema does not know.
    private func expect(_ object: JSON, toFit schema: JSON) throws {
        let known = Set(try #require(schema["properties"]?.entries.keys))
        let required = Set(schema["required"]?.items.compactMap(\.string) ?? [])
        #expect(!required.isEmpty)
        #expect(required.isSubset(of: object.entries.keys))
        #expect(known.isSuperset(of: object.entries.keys))
    }

    func expectLedger(incident: String) async throws {
        let all = try await hub.settled("incident=\(incident)", count: 2 * Self.destinations)
        #expect(all.count == 2 * Self.destinations)
        for item in all {
            #expect(item["state"] == "delivered", "\(item.text)")
            #expect(item["attempt_count"] == 1)
            #expect(item["receipt"]?["id"]?.string?.isEmpty == false)
            let attempts = try await hub.delivery(try #require(item["id"]?.string))["attempts"]?.items ?? []
            #expect(attempts.count == 1)
            #expect(attempts.first?["number"] == 1)
            #expect(attempts.first?["result"] == "delivered")
            #expect(attempts.first?["receipt"] == item["receipt"])
            #expect((attempts.first?["latency_ms"]?.double ?? -1) >= 0)
        }
        let channels = Dictionary(all.map { ($0["channel"]?.string ?? "", 1) }, uniquingKeysWith: +)
        #expect(channels == ["mail": 2 * Self.readers.count, "partner-hooks": 2, "banner": 2])
        let shown = try await hub.get("/v1/incidents/\(incident)")
        #expect(shown["deliveries"] == ["delivered": .number(Double(2 * Self.destinations))])
        #expect(shown["updates"]?.items.count == 2)
        #expect(shown["phase"] == "identified")
        #expect(sink.requests(path: "/bo").isEmpty)
    }
}
