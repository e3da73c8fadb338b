// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One page as it is to be written: what the settings say of it, and in which languages it is read.
package struct PageProfile: Encodable, Hashable, Sendable {
    /// One of the page's languages.
    package struct Language: Encodable, Hashable, Sendable {
        package var locale: LocaleTag
        /// What updates in it are kept under: the tag, empty for the main language.
        package var slot: String

        /// Where its pages lie below the page's folder: empty, or with a slash at its end.
        package var home: String { slot.isEmpty ? "" : slot + "/" }
    }

    package var name: PageName
    package var title: String
    /// Without a slash at its end.
    package var url: String
    package var supportURL: String?
    package var subscribeURL: String?
    package var timeZone: String
    package var components: [PageComponent]?
    /// The main one first.
    package var languages: [Language]

    package init(_ name: PageName, settings: StatusPageSettings, publicURL: String, record: PageRecord) {
        let page = settings.pages.first { $0.name == name }
        let isMain = name.text == StatusPageChannel.mainPage
        self.name = name
        self.title = page?.title ?? settings.title
        self.url =
            page?.url ?? (isMain ? settings.url ?? publicURL + "/status" : publicURL + "/status/pages/\(name)")
        self.supportURL = page?.supportURL ?? settings.supportURL
        self.subscribeURL = page?.subscribeURL ?? settings.subscribeURL
        self.timeZone = settings.timeZone
        self.components = page?.components ?? settings.components
        let configured = page?.languages ?? settings.languages ?? []
        // The configured ones in their order, then what destinations ask for besides.
        let further = configured.dropFirst().map(\.text) + record.languages
        var seen: Set<String> = []
        self.languages =
            [Language(locale: configured.first ?? record.locale, slot: "")]
            + further.filter { seen.insert($0).inserted }
            .compactMap { tag in LocaleTag(tag).map { Language(locale: $0, slot: tag) } }
    }

    /// Where readers find an incident.
    package func address(of incident: PageIncident, in language: Language? = nil) -> String {
        "\(url)/\(language?.home ?? "")incidents/\(incident.id)/"
    }
}
