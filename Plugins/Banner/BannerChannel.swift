// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials
import Synchronization

/// Writes banners for web pages and apps into small JSON files, one file for each destination.
///
/// A destination's address is the file's name without `.json`, with an audience and a language where the file has
/// several (``BannerAddress``). A file holds one banner for each incident and audience, so an update is merged into what is
/// there; the hub serves the file at `/banner/{name}.json`, and any web server can do the same.
package struct BannerChannel: Channel {
    package static let manifest = ChannelManifest(
        kind: "banner",
        version: "1",
        summary: "Banner files for web pages and apps: one JSON file for each place that shows banners.",
        settings: [
            SettingDescription("directory", .path, required: true, "Where the files are written."),
            SettingDescription("max_bytes", .integer, default: "8192", "The most that one file may hold."),
            SettingDescription("poll_after_s", .integer, default: "30", "Seconds after which pages look again."),
            SettingDescription(
                "keep_resolved",
                .duration,
                default: "15m",
                "How long a banner stays after its incident is resolved."
            ),
            SettingDescription(
                "expires_after",
                .duration,
                default: "2h",
                "How long a banner stays past the moment for which its next update was due."
            ),
            SettingDescription("places", .list, "Names of files that are there from the start, without a banner."),
            SettingDescription(
                "paths",
                .list,
                "For a component, the paths on which its banners are shown, such as /checkout/**."
            ),
        ],
        capabilities: [.edits, .deduplicates],
        limits: [
            LimitDescription("title", max: BannerEntry.titleLength, unit: "graphemes"),
            LimitDescription("body", max: BannerEntry.bodyLength, unit: "graphemes"),
        ],
        concurrency: 1,
        retry: RetryPolicy(schedule: [1, 5, 30, 120].map { .seconds($0) }, expires: .seconds(86_400)),
        order: .latest,
        unknownPolicy: .resend
    )

    let settings: BannerSettings
    let services: ChannelServices

    package init(settings: BannerSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
    }

    /// All files lie on one disk: one lane.
    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try BannerAddress(of: destination)
        return "files"
    }

    /// One part, `banner`: the entry as JSON, before it is merged with what else the file shows.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        var findings: [Finding] = []
        let entry = BannerEntry(
            message,
            settings: settings,
            dropOrder: BannerChannel.manifest.dropOrder,
            findings: &findings
        )
        let json = String(decoding: try BannerFile.json(of: entry), as: UTF8.self)
        return Rendering(parts: [RenderedPart("banner", "application/json", json)], findings: findings)
    }

    /// The receipt's id is the banner's; its note says where the banner is not shown as it was sent.
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let address = try BannerAddress(of: delivery.destination)
        guard
            let text = delivery.rendering["banner"],
            let rendered = try? JSONDecoder().decode(BannerEntry.self, from: Data(text.utf8))
        else { throw Fault(.internalError, "The rendering holds no banner.") }
        // A rendering serves every destination; for whom it is shown is this one's.
        let entry = rendered.shown(to: address.audience)
        let note = Mutex("")
        let (settings, now) = (settings, services.clock.now)
        try await services.files.update(path(of: "\(address.place).json")) { (content) throws(Fault) in
            let present = content.flatMap { BannerFile($0) }
            var file = present ?? BannerFile(at: now, pollAfterSeconds: settings.pollAfterSeconds)
            let outcome = try file.merge(entry, at: now, settings: settings)
            let wasUnreadable = content != nil && present == nil
            note.withLock { $0 = BannerChannel.note(outcome, wasUnreadable: wasUnreadable) }
            return present.map { file.shows(theSameAs: $0) } ?? false ? nil : try file.json()
        }
        return Receipt(id: entry.id, note: note.withLock { $0 })
    }

    private static func note(_ outcome: BannerFile.Outcome, wasUnreadable: Bool) -> String {
        let note =
            switch outcome {
            case .shown: "shown"
            case .outdated: "not shown: a later update of the incident is there already"
            case .over: "not shown: its time is over"
            case .crowdedOut: "not shown: more urgent banners leave no room"
            }
        return wasUnreadable ? note + "; the file was unreadable and has been replaced" : note
    }

    func path(of file: String) -> String {
        settings.directory + (settings.directory.hasSuffix("/") ? "" : "/") + file
    }
}
