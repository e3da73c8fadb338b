// SPDX-License-Identifier: Apache-2.0

/// A banner as it stands across a page.
package struct BannerArrival: Hashable, Sendable {
    package enum Tone: String, Hashable, Sendable, CaseIterable { case info, warning, critical, resolved }

    /// Which banner it is, such as `checkout`.
    package var place: String
    package var tone: Tone
    package var text: String
    package var link: String?

    package init(place: String, tone: Tone, text: String, link: String? = nil) {
        self.place = place
        self.tone = tone
        self.text = text
        self.link = link
    }
}
