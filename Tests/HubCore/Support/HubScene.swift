// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Composition
import DeliveryEngine
import HubCore
import Incidents
import Outbox
import SQLiteStorage

/// A hub on a database of its own, with stub channels, two audiences and a clock that stands still.
///
/// Audience `buyers` holds two mail addresses, one of them in German, a webhook and a banner; `sellers` one mail address
/// that is also a buyer's, and one of its own.
final class HubScene: Sendable {
    let folder: TemporaryFolder
    let clock: ManualClock
    let storage: SQLiteStore
    let channels: ChannelDirectory
    let hub: Hub
    let engine = StubEngine()
    let untold = UntoldNotices()

    static let ada = Principal(name: "ada", role: .admin)
    static let links = ReaderTokens(publicURL: "https://status.market.example", key: Array(repeating: 7, count: 32))

    /// `wrap` puts something between the hub and its storage; `offer` is what readers may subscribe to.
    init(
        playbooks: [Playbook] = [.checkout()],
        pages: [LinkedPage] = [],
        offer: SubscriptionOffer? = nil,
        segments: [SegmentDeclaration] = [],
        templates: TemplateLibrary = SampleTemplates.library,
        wrap: (SQLiteStore) -> any Storage = { $0 },
        clock: ManualClock = ManualClock()
    ) async throws {
        self.clock = clock
        let folder = try TemporaryFolder()
        let storage = try SQLiteStore.open(path: folder.path + "/belfry.sqlite")
        let channels = try ChannelDirectory.stubs
        self.folder = folder
        self.storage = storage
        self.channels = channels
        self.hub = Hub(
            storage: wrap(storage),
            channels: channels,
            templates: templates,
            playbooks: playbooks,
            clock: clock,
            publicURL: "https://status.market.example",
            locale: .english,
            readerTokens: Self.links,
            offer: offer,
            secrets: DerivedSecretStore(StubSecretStore(), key: Array(repeating: 7, count: 32)),
            engine: engine,
            untold: untold,
            pages: pages,
            audiences: AudienceCatalogue(.samples, segments: segments)
        )
        _ = try await AudienceRefresh(storage: storage, channels: channels).run(.samples, now: clock.now)
    }

    /// How often the engine was told of work.
    var wakeCount: Int { engine.wakeCount }

    /// The database's file.
    var database: String { folder.path + "/belfry.sqlite" }

    func declare(_ body: String, key: IdempotencyKey? = nil) async throws -> Document {
        try await hub.declare(DeclareIncident(json(body)), by: Self.ada, idempotency: key).document
    }

    func publish(_ body: String, on incident: String, key: IdempotencyKey? = nil) async throws -> Document {
        try await hub.publish(PublishUpdate(json(body)), on: .sample(incident), by: Self.ada, idempotency: key).document
    }

    func send(_ body: String, key: IdempotencyKey? = nil) async throws -> Document {
        let command = try SendMessage(json(body), channels: hub.channelNames)
        return try await hub.send(command, by: Self.ada, idempotency: key).document
    }

    func show(_ incident: String) async throws -> Document {
        try await hub.show(Identifier<IncidentReference>.sample(incident), to: Self.ada).document
    }

    func preview(_ body: String) async throws -> Document { try await hub.preview(json(body), for: Self.ada).document }

    func deliveries(
        _ filter: DeliveryFilter = DeliveryFilter(),
        after cursor: Delivery.ID? = nil,
        limit: Int = 100
    ) async throws -> Document {
        try await hub.deliveries(matching: filter, after: cursor, limit: limit, for: Self.ada).document
    }

    func audit() async throws -> [AuditEntry] {
        try await storage.read { reader throws(Fault) in try reader.auditEntries(after: 0, limit: 10_000) }
    }
}

extension ChannelDirectory {
    /// Channels `mail`, which falls back to `mail-backup`, `hooks`, `banner` and `browsers`.
    static var stubs: ChannelDirectory {
        get throws(Fault) {
            var channels: [ConfiguredChannel] = []
            for (name, kind) in [
                ("mail", "email"), ("mail-backup", "email"), ("hooks", "webhook"), ("banner", "banner"),
                ("browsers", "web-push"),
            ] {
                let adapter = try PluginCatalog.stubs.make(
                    kind,
                    settings: Document(.object([])),
                    services: .stub(channel: name)
                )
                let fallback: [ChannelName] = name == "mail" ? [.sample("mail-backup")] : []
                channels.append(ConfiguredChannel(name: .sample(name), adapter: adapter, fallback: fallback))
            }
            return ChannelDirectory(channels)
        }
    }
}

extension [AudienceDeclaration] {
    static var samples: [AudienceDeclaration] {
        let ada = Destination(channel: .sample("mail"), address: "ada@example.com", locale: .english, tags: ["vip"])
        let buyers = [
            ada,
            Destination(channel: .sample("mail"), address: "bo@example.com", locale: LocaleTag("de")),
            Destination(channel: .sample("hooks"), address: "http://partner.example/hook"),
            Destination(channel: .sample("banner"), address: "checkout"),
        ]
        let sellers = [ada, Destination(channel: .sample("mail"), address: "cy@example.com")]
        return [
            AudienceDeclaration(name: .sample("buyers"), destinations: buyers),
            AudienceDeclaration(name: .sample("sellers"), destinations: sellers),
        ]
    }
}

extension Playbook {
    /// For grave incidents of the checkout.
    static func checkout(template: String? = "note", acknowledges: Bool = false) -> Playbook {
        Playbook(
            name: .sample("checkout-down"),
            condition: Playbook.Condition(severities: [.sev1, .sev2], components: [.sample("checkout")]),
            audiences: [.sample("buyers")],
            template: template.map { .sample($0) },
            cadence: [.investigating: .seconds(1_200), .identified: .seconds(1_800)],
            acknowledges: acknowledges
        )
    }
}
