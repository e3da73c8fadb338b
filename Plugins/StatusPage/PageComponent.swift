// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A part of the service as readers know it: one line of the page.
package struct PageComponent: Codable, Hashable, Sendable {
    /// What incidents call it.
    package var name: ComponentName
    package var title: LocalText
    /// The heading under which it stands with others.
    package var group: LocalText?
    /// What people do with it, such as “Pay by card”.
    package var journeys: [LocalText]

    package init(_ name: ComponentName, title: LocalText? = nil, group: LocalText? = nil, journeys: [LocalText] = []) {
        self.name = name
        self.title = title ?? LocalText(PageComponent.words(of: name))
        self.group = group
        self.journeys = journeys
    }

    private enum CodingKeys: String, CodingKey { case name, title, group, journeys }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(ComponentName.self, forKey: .name),
            title: try values.decodeIfPresent(LocalText.self, forKey: .title),
            group: try values.decodeIfPresent(LocalText.self, forKey: .group),
            journeys: try values.decodeIfPresent([LocalText].self, forKey: .journeys) ?? []
        )
    }

    /// `seller-payouts` becomes “Seller payouts”.
    private static func words(of name: ComponentName) -> String {
        let words = name.text.split { "-_.".contains($0) }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
