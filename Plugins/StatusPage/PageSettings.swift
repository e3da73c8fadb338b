// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What one page says otherwise than the channel does for all its pages.
package struct PageSettings: Codable, Hashable, Sendable {
    package var name: PageName
    /// Whether anyone may read it at the hub, at `/status/pages/NAME/`; the page `public` is read by all anyway.
    package var isPublic: Bool
    package var title: String?
    package var url: String?
    package var supportURL: String?
    package var subscribeURL: String?
    package var languages: [LocaleTag]?
    package var components: [PageComponent]?

    package init(_ name: PageName, isPublic: Bool = false, title: String? = nil, components: [PageComponent]? = nil) {
        self.name = name
        self.isPublic = isPublic
        self.title = title
        self.components = components
    }

    private enum CodingKeys: String, CodingKey {
        case name, title, url, languages, components
        case isPublic = "public"
        case supportURL = "support_url"
        case subscribeURL = "subscribe_url"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(PageName.self, forKey: .name),
            isPublic: try values.decodeIfPresent(Bool.self, forKey: .isPublic) ?? false,
            title: try values.decodeIfPresent(String.self, forKey: .title),
            components: try values.decodeIfPresent([PageComponent].self, forKey: .components)
        )
        self.url = try values.decodeIfPresent(String.self, forKey: .url)
        self.supportURL = try values.decodeIfPresent(String.self, forKey: .supportURL)
        self.subscribeURL = try values.decodeIfPresent(String.self, forKey: .subscribeURL)
        self.languages = try values.decodeIfPresent([LocaleTag].self, forKey: .languages)
    }
}

package typealias PageName = Name<PageSettings>
