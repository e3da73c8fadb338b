// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import FoundationEssentials

/// A channel of banner files in memory.
struct BannerFixture {
    static let path = "/srv/banner/checkout.json"

    let channel: BannerChannel
    let files: MemoryFileStore
    let clock = ManualClock()

    init(_ settings: BannerSettings = BannerSettings(directory: "/srv/banner"), files: [String: String] = [:]) throws {
        self.files = MemoryFileStore(files.mapValues { Array($0.utf8) })
        self.channel = try BannerChannel(
            settings: settings,
            services: .stub(channel: "banner", files: self.files, clock: clock)
        )
    }

    /// What the settings' paths make of an incident with those components.
    static func entry(_ settings: BannerSettings, components: [ComponentName]) throws -> BannerEntry {
        var message = Message.update()
        message.facts.components = components
        return try BannerFixture(settings).render(message).entry
    }

    static func destination(_ address: String = "checkout", locale: LocaleTag? = nil) -> Destination {
        Destination(channel: .sample("banner"), address: address, locale: locale)
    }

    @discardableResult
    func deliver(_ message: Message, to address: String = "checkout") async throws(Fault) -> Receipt {
        let destination = BannerFixture.destination(address, locale: message.locale)
        let rendering = try channel.render(message, for: destination)
        return try await channel.deliver(
            .sample(message: message, destination: destination, rendering: rendering, acceptedAt: clock.now)
        )
    }

    func render(_ message: Message) throws -> (entry: BannerEntry, findings: [Finding]) {
        let rendering = try channel.render(message, for: BannerFixture.destination())
        let json = Data((rendering["banner"] ?? "").utf8)
        return (try JSONDecoder().decode(BannerEntry.self, from: json), rendering.findings)
    }

    var file: BannerFile? { files.files[BannerFixture.path].flatMap { BannerFile($0) } }
    var ids: [String] { file?.banners.map(\.id) ?? [] }

    static func settings(_ json: String) throws -> BannerSettings {
        try JSONDecoder().decode(BannerSettings.self, from: Data(json.utf8))
    }
}

extension Message {
    /// An update of incident `number` at its `sequence`th place.
    static func update(
        _ number: Int = 1,
        _ sequence: Int = 1,
        _ phase: Phase? = .identified,
        severity: Severity? = .sev2,
        after delay: Duration = .zero,
        locale: String = "en",
        isDrill: Bool = false
    ) -> Message {
        var message = Message.sample(
            title: "Update \(sequence) in \(locale)",
            locale: locale,
            phase: phase,
            severity: severity,
            isDrill: isDrill
        )
        message.facts.incident?.id = .sample("inc_\(number)")
        message.facts.incident?.sequence = sequence
        message.facts.publishedAt = message.facts.publishedAt + delay
        message.facts.nextUpdateAt = message.facts.publishedAt + .seconds(1_200)
        return message
    }
}
