// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The few words that a page sets around a banner's text: they come with the banner, so that a page needs no table of
/// languages.
package struct BannerWords: Codable, Hashable, Sendable {
    /// Where the incident stands, such as “Resolved”; absent for a notice outside an incident.
    package var state: String?
    /// What stands before the time of the next update.
    package var nextUpdate: String
    /// What the button is called that closes the banner.
    package var dismiss: String

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case state, dismiss
        case nextUpdate = "next_update"
    }

    init(phase: Phase?, locale: LocaleTag) {
        self.state = phase.map { Message.stateWord(for: $0, locale: locale) }
        self.nextUpdate = "\(Message.heading(for: .nextUpdate, locale: locale)):"
        self.dismiss =
            switch locale.language {
            case "ar": "إغلاق"
            case "de": "Schließen"
            default: "Close"
            }
    }

    /// What the link to the incident's page is called.
    static func link(_ locale: LocaleTag) -> String {
        switch locale.language {
        case "ar": "اقرأ المزيد"
        case "de": "Mehr dazu"
        default: "Read more"
        }
    }
}
