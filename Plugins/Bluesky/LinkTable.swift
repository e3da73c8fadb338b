// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// The links of a text, each folded into one private character, so that it is measured by what is shown of it and never
/// cut.
struct LinkTable {
    private struct Link {
        let shown: String
        let address: String
    }

    private var links: [Link] = []

    /// The most of a label, or of an address that stands for itself, that is shown as one piece.
    private static let longestShown = TextLimit(60, .graphemes)
    private static let shownAddress = TextLimit(32, .graphemes)
    /// An address that is longer leads nowhere.
    private static let longestAddress = 2_048

    /// The text of ``LinkDialect`` with its links folded.
    mutating func folded(_ text: String) -> String {
        guard text.unicodeScalars.contains(LinkDialect.marks.label) else { return text }
        var folded = ""
        var rest = text.unicodeScalars[...]
        while let start = rest.firstIndex(of: LinkDialect.marks.label),
            let middle = rest[start...].firstIndex(of: LinkDialect.marks.address),
            let end = rest[middle...].firstIndex(of: LinkDialect.marks.end)
        {
            folded += String(rest[..<start])
            let label = String(rest[rest.index(after: start)..<middle])
            let address = String(rest[rest.index(after: middle)..<end])
            folded += self.folded(label, address)
            rest = rest[rest.index(after: end)...]
        }
        return folded + String(rest)
    }

    private mutating func folded(_ label: String, _ address: String) -> String {
        let bare = LinkTable.shownAddress.truncate(LinkTable.withoutScheme(address))
        if label.isEmpty { return token(bare, address) }
        if LinkTable.longestShown.holds(label), label.utf8.count <= 240, !label.contains(where: \.isNewline) {
            return token(label, address)
        }
        return "\(label) (\(token(bare, address)))"
    }

    private mutating func token(_ shown: String, _ address: String) -> String {
        let value = LinkDialect.tokens.lowerBound + UInt32(links.count)
        guard
            address.utf8.count <= LinkTable.longestAddress, LinkDialect.tokens.contains(value),
            let scalar = Unicode.Scalar(value)
        else { return shown }
        links.append(Link(shown: shown, address: address))
        return String(Character(scalar))
    }

    /// The post that a folded text becomes.
    func post(_ folded: String, languages: [String]) -> BlueskyPost {
        var text = ""
        var facets: [BlueskyPost.Facet] = []
        var plain = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars {
            guard let link = link(scalar) else {
                plain.append(scalar)
                continue
            }
            text += String(plain)
            plain = String.UnicodeScalarView()
            let start = text.utf8.count
            text += link.shown
            facets.append(BlueskyPost.Facet(start..<text.utf8.count, link: link.address))
        }
        text += String(plain)
        return BlueskyPost(text: text, facets: facets.isEmpty ? nil : facets, langs: languages)
    }

    /// Ten for each character, its bytes where they are more: a text of at most 3,000 has neither more than 300
    /// characters nor more than 3,000 bytes.
    var unit: TextUnit {
        let costs = links.map { link in link.shown.reduce(0) { $0 + max(10, $1.utf8.count) } }
        return .weighted { character in
            var (cost, bytes) = (0, 0)
            for scalar in character.unicodeScalars {
                let number = Int(scalar.value) - Int(LinkDialect.tokens.lowerBound)
                if costs.indices.contains(number) { cost += costs[number] } else { bytes += Unicode.UTF8.width(scalar) }
            }
            return cost + (bytes == 0 ? 0 : max(10, bytes))
        }
    }

    private func link(_ scalar: Unicode.Scalar) -> Link? {
        let number = Int(scalar.value) - Int(LinkDialect.tokens.lowerBound)
        return links.indices.contains(number) ? links[number] : nil
    }

    private static func withoutScheme(_ address: String) -> String {
        for scheme in ["https://www.", "http://www.", "https://", "http://"] where address.hasPrefix(scheme) {
            return String(address.dropFirst(scheme.count))
        }
        return address
    }
}
