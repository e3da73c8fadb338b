// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials
import Synchronization

/// Writes a status page as plain files: HTML for people, JSON for programs, feeds and a calendar.
///
/// A destination is one page in one language. Each message is merged into the page's record, and every file that it
/// changes is written anew; the hub serves them at `/status/`, and any web server or object store can do the same when
/// the hub is down.
package struct StatusPageChannel: Channel, Preparing {
    /// The page that the hub serves at `/status/`.
    package static let mainPage = "public"

    package static let manifest = ChannelManifest(
        kind: "status_page",
        version: "1",
        summary: "A public status page as plain files: HTML, Statuspage JSON, Atom, RSS, JSON Feed and iCalendar.",
        settings: [
            SettingDescription("directory", .path, required: true, "Where the pages are written, a folder for each."),
            SettingDescription("title", .string, default: "Status", "Whose status it is, as readers see it."),
            SettingDescription("url", .string, "Where readers find the page; without it, the hub's own address."),
            SettingDescription("time_zone", .string, default: "Etc/UTC", "The zone that programs are told."),
            SettingDescription("languages", .list, "The languages of every page, the main one first."),
            SettingDescription(
                "components",
                .list,
                "What the page lists: { name, title, group, journeys }; without it, what open incidents name."
            ),
            SettingDescription(
                "keep",
                .duration,
                default: "1095d",
                "How long an incident stays after its last update, once it is over."
            ),
            SettingDescription("max_bytes", .integer, default: "8388608", "The most that a page's record may hold."),
            SettingDescription("support_url", .string, "Where readers get help."),
            SettingDescription("subscribe_url", .string, "Where readers subscribe, such as the hub's own /subscribe."),
            SettingDescription(
                "show_drills",
                .boolean,
                default: "false",
                "Whether exercises are shown, marked as such."
            ),
            SettingDescription(
                "pages",
                .list,
                "What single pages say otherwise: { name, public, title, url, support_url, subscribe_url, languages, "
                    + "components }."
            ),
        ],
        capabilities: [.edits, .deduplicates],
        limits: [LimitDescription("update", max: 262_144, unit: "bytes")],
        concurrency: 1,
        retry: RetryPolicy(schedule: [1, 5, 30, 120].map { .seconds($0) }, expires: .seconds(86_400)),
        order: .all,
        unknownPolicy: .resend
    )

    private let settings: StatusPageSettings
    private let services: ChannelServices
    private let memo = TextMemo()

    package init(settings: StatusPageSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
    }

    /// All pages lie on one disk: one lane.
    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try PagePlace(destination.address)
        return "files"
    }

    /// One part, `update`: the HTML of the update as it stands on the incident's page.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let place = try PagePlace(destination.address)
        var findings: [Finding] = []
        let incident = incident(message, language: nil, findings: &findings)
        if message.facts.isDrill, !settings.showsDrills {
            findings.append(Finding("drill_not_shown", .info, "The page does not show exercises."))
        }
        let record = PageRecord(at: message.facts.publishedAt, locale: message.locale)
        let profile = PageProfile(place.page, settings: settings, publicURL: services.publicURL, record: record)
        let language = PageProfile.Language(locale: message.locale, slot: "")
        let writer = PageWriter(
            profile,
            PageState(record, components: profile.components),
            language,
            at: message.facts.publishedAt,
            version: "",
            memo: memo
        )
        return Rendering(
            parts: [RenderedPart("update", "text/html", writer.preview(of: incident))],
            findings: findings
        )
    }

    /// The receipt's id is the update's; its note says where the page does not show it.
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let place = try PagePlace(delivery.destination.address)
        let message = delivery.message
        guard settings.showsDrills || !message.facts.isDrill else {
            return Receipt(note: "not shown: the page leaves exercises out")
        }
        var findings: [Finding] = []
        let incident = incident(message, language: place.language, findings: &findings)
        let locale = delivery.destination.locale ?? message.locale
        let note = Mutex("")
        try await write(place.page) { record in
            let outcome = record.merge(incident, language: place.language, locale: locale, settings: settings)
            note.withLock { $0 = outcome == .forgotten ? "not shown: what it belongs to is no longer kept" : "shown" }
            return incident.id
        }
        return Receipt(id: incident.latest?.id, note: note.withLock { $0 })
    }

    /// Writes every file of the pages that are configured, so that there is a page before anything has happened, and
    /// one that looks as the settings now say.
    ///
    /// A file that is as it should be already is left alone.
    package func prepare() async throws(Fault) {
        var names = settings.pages.map(\.name)
        if let main = PageName(StatusPageChannel.mainPage), !names.contains(main) { names.append(main) }
        for name in names { try await write(name) { _ in nil } }
    }

    /// Here `change` returns the id of the one incident that it changes, nil where every file is to be written.
    private func write(
        _ page: PageName,
        _ change: @Sendable (inout PageRecord) -> String?
    ) async throws(Fault) {
        let folder = settings.directory + (settings.directory.hasSuffix("/") ? "" : "/") + page.text
        let (settings, now, publicURL, memo) = (settings, services.clock.now, services.publicURL, memo)
        try await services.files.publish(folder + ".record.json") { (content) throws(Fault) in
            let present = content.flatMap { PageRecord($0) }
            var record = present ?? PageRecord(at: now)
            let changed = change(&record)
            let site = try PageSite(page, record: record, settings: settings, publicURL: publicURL, memo: memo)
            return try site.files(after: present, changed: changed, in: folder)
        }
    }

    private func incident(
        _ message: Message,
        language: LocaleTag?,
        findings: inout [Finding]
    ) -> PageIncident {
        let update = PageUpdate(
            message,
            slot: language?.text ?? "",
            dropOrder: StatusPageChannel.manifest.dropOrder,
            findings: &findings
        )
        return PageIncident(message, update)
    }
}
