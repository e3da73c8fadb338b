// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Where a destination's banners go: a file, for whom among those who see it, and in which language.
///
/// Written `checkout`, `checkout+buyers` where one file serves several audiences, and `checkout:de` or
/// `checkout+buyers:de` where it holds several languages: each is a destination of its own.
package struct BannerAddress: Hashable, Sendable {
    /// The name of the file, without `.json`.
    package let place: Name<BannerSettings>
    /// Nil where the banners are for everyone.
    package let audience: AudienceName?
    /// The language that tells this destination from its file's others, where the address names one.
    package let locale: LocaleTag?

    /// Returns nil where `text` is not written like that.
    package init?(_ text: String) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let names = (halves.first ?? "").split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard let place = names.first.flatMap({ Name<BannerSettings>($0) }) else { return nil }
        let audience = names.count == 2 ? AudienceName(names[1]) : nil
        let locale = halves.count == 2 ? LocaleTag(halves[1]) : nil
        guard (audience != nil) == (names.count == 2), (locale != nil) == (halves.count == 2) else { return nil }
        self.place = place
        self.audience = audience
        self.locale = locale
    }

    /// The address of a destination.
    ///
    /// - Throws: ``FaultCode/addressInvalid`` where it is none, or names another language than the destination's own.
    init(of destination: Destination) throws(Fault) {
        // Nothing but a name may choose a file.
        guard let address = BannerAddress(destination.address) else {
            throw Fault(
                .addressInvalid,
                "A banner's name has lower-case letters, digits, “-”, “_” and “.”, and starts with a letter or digit; "
                    + "“+” and an audience can follow, then “:” and a language."
            )
        }
        guard address.locale == nil || address.locale == destination.locale else {
            throw Fault(
                .addressInvalid,
                "The address names another language than the destination.",
                suggestedAction: "Give the destination the “locale” that its address ends in."
            )
        }
        self = address
    }
}
