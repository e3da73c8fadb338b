// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import StatusPage

/// A channel of status pages in memory.
struct StatusPageFixture {
    static let folder = "/srv/status/public"
    static let record = "/srv/status/public.record.json"

    let channel: StatusPageChannel
    let files: MemoryFileStore
    let clock = ManualClock()

    init(_ settings: StatusPageSettings = .plain, files: [String: [UInt8]] = [:]) throws {
        self.files = MemoryFileStore(files)
        self.channel = try StatusPageChannel(
            settings: settings,
            services: .stub(channel: "status", files: self.files, clock: clock)
        )
    }

    static func destination(_ address: String = "public", locale: String? = nil) -> Destination {
        Destination(channel: .sample("status"), address: address, locale: locale.flatMap { LocaleTag($0) })
    }

    @discardableResult
    func deliver(_ message: Message, to address: String = "public") async throws(Fault) -> Receipt {
        let destination = Self.destination(address, locale: message.locale.text)
        let rendering = try channel.render(message, for: destination)
        return try await channel.deliver(
            .sample(message: message, destination: destination, rendering: rendering, acceptedAt: clock.now)
        )
    }

    /// A public file's text; empty where there is none.
    func text(_ path: String) -> String { files.text("\(Self.folder)/\(path)") ?? "" }

    /// Every public file by its path.
    var published: [String: String] {
        var published: [String: String] = [:]
        for (path, content) in files.files where path.hasPrefix(Self.folder + "/") {
            published[String(path.dropFirst(Self.folder.count + 1))] = String(decoding: content, as: UTF8.self)
        }
        return published
    }

    var kept: PageRecord? { files.files[Self.record].flatMap { PageRecord($0) } }

    func state(_ settings: StatusPageSettings = .plain) -> PageState? {
        kept.map { PageState($0, components: settings.components) }
    }
}

extension StatusPageSettings {
    static let plain = StatusPageSettings(directory: "/srv/status")

    /// Two components in a group and one without.
    static let market: StatusPageSettings = {
        var settings = StatusPageSettings.plain
        settings.title = "Market"
        settings.supportURL = "https://help.market.example"
        settings.subscribeURL = "https://hub.market.example/subscribe"
        settings.components = [
            PageComponent(
                .sample("checkout"),
                title: LocalText("Checkout", byLocale: [.german: "Kasse"]),
                group: LocalText("Buying"),
                journeys: [LocalText("Pay by card"), LocalText("Pay by invoice")]
            ),
            PageComponent(.sample("payments"), title: LocalText("Payments"), group: LocalText("Buying")),
            PageComponent(.sample("search"), title: LocalText("Search")),
        ]
        return settings
    }()

    static func read(_ json: String) throws -> StatusPageSettings {
        try JSONDecoder().decode(StatusPageSettings.self, from: Data(json.utf8))
    }
}

extension Message {
    /// A day after the moment of the samples, for two hours.
    static let plannedStart = noon + .seconds(186_400)
    static let plannedEnd = plannedStart + .seconds(7_200)

    /// An update of planned maintenance, which is begun ten minutes late.
    static func planned(_ number: Int, _ sequence: Int, _ phase: Phase) -> Message {
        var message = update(number, sequence, phase, severity: .sev4)
        message.facts.scheduledFor = plannedStart
        message.facts.scheduledUntil = plannedEnd
        message.facts.startedAt = phase == .scheduled ? plannedStart : plannedStart + .seconds(600)
        return message
    }
}

extension LocaleTag {
    static let german: LocaleTag = LocaleTag("de") ?? .english
}

extension Message {
    /// The moment of the samples.
    static let noon = Timestamp(milliseconds: 1_795_269_900_000)

    /// An update of incident `number` at its `sequence`th place, so many seconds after the first.
    static func update(
        _ number: Int = 1,
        _ sequence: Int = 1,
        _ phase: Phase? = .identified,
        severity: Severity? = .sev2,
        locale: String = "en",
        says text: String = "Cards fail.",
        components: [String] = ["checkout"],
        startsIn start: Int = 0,
        corrects: Int? = nil,
        isDrill: Bool = false
    ) -> Message {
        var message = Message.sample(
            title: "Incident \(number), update \(sequence), \(locale)",
            locale: locale,
            sections: [Section(.whatHappened, text), Section(.impact, "Buyers cannot pay.")],
            phase: phase,
            severity: severity,
            isDrill: isDrill
        )
        let published = noon + .seconds(number * 100_000 + sequence * 600)
        message.id = .sample("msg_\(number)_\(sequence)")
        message.facts.incident?.id = .sample("inc_\(number)")
        message.facts.incident?.title = "Incident \(number)"
        message.facts.incident?.sequence = sequence
        message.facts.incident?.update = .sample("upd_\(number)_\(sequence)")
        message.facts.incident?.corrects = corrects.map {
            CorrectedUpdate(update: .sample("upd_\(number)_\($0)"), sequence: $0)
        }
        message.facts.components = components.map { .sample($0) }
        message.facts.publishedAt = published
        message.facts.startedAt = noon + .seconds(number * 100_000 + start)
        message.facts.nextUpdateAt = phase?.isOpen ?? true ? published + .seconds(1_200) : nil
        message.facts.resolvedAt = phase?.isOpen ?? true ? nil : published
        return message
    }
}
