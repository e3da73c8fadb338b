// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

/// A hub with readers of every kind, and something said to each of them that the others must not find.
///
/// A page for everyone in two languages, an open one for sellers, a closed one on the same channel, and the partners' own
/// channel of pages; banners; mail; a webhook with a secret.
final class PublicTown: Sendable {
    /// A word of what everyone may read, and one of what stands on the sellers' page alone.
    static let said = "Marigold"
    static let sellers = "Larkspur"

    /// Words that occur only in what is not public.
    private static let hidden = [
        "heliotrope", "nightshade", "wolfsbane", "hemlock", "foxglove", "oleander", "monkshood",
    ]
    /// The reader whose own links are followed.
    static let linked = "buyer@people.example"
    private static let readers = ["buyer", "seller", "partner", "colleague"].map { "\($0)@people.example" }

    let hub: HubProcess
    let mails: MailServer
    private let stage: Stage
    private let incidents = Watched<[String: String]>([:])

    /// The ids of an incident that everyone may read of, and of one on the sellers' page.
    var shown: String { incidents.value["shown"] ?? "" }
    var sold: String { incidents.value["sold"] ?? "" }

    init(on stage: Stage) async throws {
        self.stage = stage
        mails = try await MailServer(on: stage)
        let sink = try await stage.sink()
        let site = try HubSite(
            in: stage.folder,
            port: FreePort.find(),
            channels: """
                \(Section.mail(port: mails.port))
                \(Section.hooks())
                  - name: status
                    plugin: status_page
                    settings:
                      directory: "../status"
                      title: Market
                      components: [{ name: checkout, title: { en: Checkout, de: Kasse } }, { name: search }]
                      pages: [{ name: sellers, public: true, title: Sellers }, { name: closed }]
                  - name: partner-status
                    plugin: status_page
                    settings:
                      directory: "../partners"
                      title: Partners
                      url: "https://partners.example/status"
                      pages: [{ name: guests, public: true }]
                  - { name: banner, plugin: banner, settings: { directory: "../banner", places: [shop] } }
                """,
            audiences: """
                  - name: public
                    destinations:
                      - { channel: status, to: "public", locale: en }
                      - { channel: status, to: "public/de", locale: de }
                      - { channel: banner, to: "shop" }
                      - { channel: mail, to: "buyer@people.example" }
                  - name: sellers
                    destinations:
                      - { channel: status, to: "sellers" }
                      - { channel: mail, to: "seller@people.example" }
                  - name: partners
                    destinations:
                      - { channel: partner-status, to: "public" }
                      - { channel: status, to: "closed" }
                      - { channel: mail, to: "partner@people.example" }
                      - { channel: hooks, to: "\(sink.url("/oleander"))", secret: "env:HOOK_SECRET" }
                  - name: internal
                    destinations:
                      - { channel: mail, to: "colleague@people.example" }
                """,
            more: "subscriptions: { audiences: [public], channels: [mail], feedback: true }"
        )
        hub = try await stage.hub(site)
    }

    /// Says to everyone what is for them, and returns what no public address may say.
    func live() async throws -> [String] {
        let shown = try await declare(
            "Marigold fails",
            to: "public",
            ["severity": "sev2", "components": ["checkout"], "owner": "foxglove"]
        )
        let sold = try await declare("Larkspur is late", to: "sellers", ["severity": "sev3", "components": ["search"]])
        let others = [
            try await declare("Heliotrope for partners", to: "partners", ["components": ["wolfsbane"]]),
            try await declare("Nightshade in the house", to: "internal", [:]),
            try await declare("Heliotrope planned", to: "partners", ["scheduled_for": "2031-01-01T00:00:00Z"]),
        ]
        incidents.change { $0 = ["shown": shown, "sold": sold] }
        _ = try await declare("Marigold pruned", to: "public", ["scheduled_for": "2031-01-01T00:00:00Z"])
        try await publish("identified", "Hemlock, a draft", on: shown, ["notify": false])
        try await publish("identified", "Nightshade, for colleagues", on: shown, ["audiences": ["internal"]])
        try await publish("resolved", "Marigold works again", on: shown, [:])
        try await publish("postmortem", "Hemlock, a draft of the review", on: shown, ["notify": false])
        let notice: JSON = ["title": "Heliotrope notice", "body": "Monkshood", "to": ["partners"]]
        try #require(try await hub.post("/v1/messages", notice).status == 202)
        _ = try await hub.settled("", count: 28)
        let secrets = [HubSite.token, HubSite.hookSecret, String(HubSite.hookSecret.dropFirst(6))]
        return Self.hidden + Self.readers + others + secrets
    }

    /// Every address that the documentation names, and those that somebody could guess or has been sent.
    func addresses() async throws -> [String] {
        let all = try await hub.get("/v1/incidents?limit=50")
        let ids = (all["items"]?.items ?? []).compactMap { $0["id"]?.string }
        let mail = try #require(try await mails.mails(atLeast: 1, to: Self.linked).first)
        let link = try #require(mail.header("list-unsubscribe")?.dropFirst().prefix { $0 != ">" })
        let personal = mail.part("text/plain").split(whereSeparator: \.isWhitespace)
            .filter { $0.hasPrefix(hub.site.url) }.map { String($0.dropFirst(hub.site.url.count)) }
        for path in ["/preferences/", "/feedback/", "/unsubscribe/"] {
            try #require(personal.contains { $0.hasPrefix(path) }, "no link to \(path) in \(personal)")
        }
        let pages = ["/status", "/status/pages/sellers", "/status/pages/closed", "/status/pages/guests"]
        let folders = [
            ("status/public", "/status/"), ("status/sellers", "/status/pages/sellers/"),
            ("status/closed", "/status/pages/closed/"), ("banner", "/banner/"),
        ]
        var addresses = [
            "/", "/banner.js", "/banner.css", "/banner/demo", "/banner/shop.json", "/kb", "/livez", "/readyz",
            "/metrics", "/openapi.json", "/console/", "/subscribe", "/unsubscribe/x", "/preferences/x", "/feedback/x",
            "/v1/incidents", "/v1/deliveries", "/v1/audiences", "/v1/channels", "/v1/stream", "/v1/faults",
            "/status/nothing", "/status/public.record.json", "/status/closed/index.html", "/banner/nothing.json",
            String(link.dropFirst(hub.site.url.count)), "/subscribe/confirm/x", "/preferences/x/data", "/reader.css",
        ]
        addresses += personal
        for page in pages {
            addresses += [page, page + "/", page + "/stream", page + "/index.html.gz"]
            addresses += ids.map { "\(page)/incidents/\($0)" }
        }
        addresses += ids.map { "/v1/incidents/\($0)" }
        for (folder, root) in folders {
            addresses += try PublicWalk.files(in: "\(stage.folder)/\(folder)", below: root)
        }
        return addresses
    }

    private func declare(_ title: String, to audience: String, _ rest: [String: JSON]) async throws -> String {
        let body: [String: JSON] = [
            "title": .string(title), "body": .string("\(title): this is what there is to say."), "severity": "sev4",
            "audiences": [.string(audience)], "labels": ["team": "foxglove"],
        ]
        let answer = try await hub.post("/v1/incidents", .object(body.merging(rest) { $1 }))
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"]?.string)
    }

    private func publish(_ phase: String, _ text: String, on incident: String, _ rest: [String: JSON]) async throws {
        let body: [String: JSON] = ["phase": .string(phase), "body": .string(text)]
        let answer = try await hub.post("/v1/incidents/\(incident)/updates", .object(body.merging(rest) { $1 }))
        try #require(answer.status == 202, "\(answer.text)")
    }
}
