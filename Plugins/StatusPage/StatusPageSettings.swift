// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import FoundationEssentials

/// What a channel of status pages can be set to; only the directory must be.
package struct StatusPageSettings: ChannelSettings, Hashable {
    /// Where the pages lie, one folder for each.
    package var directory: String
    /// Whose status it is, as readers see it.
    package var title = "Status"
    /// Where readers find the page `public`, without a slash at its end; nil for the hub's own address.
    package var url: String?
    /// An IANA name, told to programs that read the page's JSON; people see UTC and their own time.
    package var timeZone = "Etc/UTC"
    /// The languages of every page, the main one first; nil for those that destinations ask for.
    package var languages: [LocaleTag]?
    /// What the page lists; nil for the components that open incidents name.
    package var components: [PageComponent]?
    /// How long an incident is kept after its last update, once it is over.
    package var keep: Duration = .seconds(1_095 * 86_400)
    /// The most that a page's record may hold.
    package var maxBytes = 8 << 20
    /// Where readers get help.
    package var supportURL: String?
    /// Where readers subscribe, such as the hub's own `/subscribe`.
    package var subscribeURL: String?
    /// Whether exercises are shown, marked as such; a page that the public reads leaves them out.
    package var showsDrills = false
    package var pages: [PageSettings] = []

    package init(directory: String) { self.directory = directory }

    private enum CodingKeys: String, CodingKey {
        case directory, title, url, languages, components, keep, pages
        case timeZone = "time_zone"
        case maxBytes = "max_bytes"
        case supportURL = "support_url"
        case subscribeURL = "subscribe_url"
        case showsDrills = "show_drills"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(directory: try values.decode(String.self, forKey: .directory))
        title = try values.decodeIfPresent(String.self, forKey: .title) ?? title
        url = try values.decodeIfPresent(String.self, forKey: .url)
        timeZone = try values.decodeIfPresent(String.self, forKey: .timeZone) ?? timeZone
        languages = try values.decodeIfPresent([LocaleTag].self, forKey: .languages)
        components = try values.decodeIfPresent([PageComponent].self, forKey: .components)
        keep = try values.decodeIfPresent(SettingDuration.self, forKey: .keep)?.value ?? keep
        maxBytes = try values.decodeIfPresent(Int.self, forKey: .maxBytes) ?? maxBytes
        supportURL = try values.decodeIfPresent(String.self, forKey: .supportURL)
        subscribeURL = try values.decodeIfPresent(String.self, forKey: .subscribeURL)
        showsDrills = try values.decodeIfPresent(Bool.self, forKey: .showsDrills) ?? showsDrills
        pages = try values.decodeIfPresent([PageSettings].self, forKey: .pages) ?? pages
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(directory, forKey: .directory)
        try values.encode(title, forKey: .title)
        try values.encodeIfPresent(url, forKey: .url)
        try values.encode(timeZone, forKey: .timeZone)
        try values.encodeIfPresent(languages, forKey: .languages)
        try values.encodeIfPresent(components, forKey: .components)
        try values.encode(SettingDuration(keep), forKey: .keep)
        try values.encode(maxBytes, forKey: .maxBytes)
        try values.encodeIfPresent(supportURL, forKey: .supportURL)
        try values.encodeIfPresent(subscribeURL, forKey: .subscribeURL)
        try values.encode(showsDrills, forKey: .showsDrills)
        try values.encode(pages, forKey: .pages)
    }
}
