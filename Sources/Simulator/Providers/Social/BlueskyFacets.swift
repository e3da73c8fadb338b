// SPDX-License-Identifier: Apache-2.0

/// The links of a post as readers' programs find them, by bytes of its UTF-8, and what is amiss with them.
///
/// The server takes any offsets: a program then shows no link, or one below the wrong letters.
struct BlueskyFacets {
    private let text: String
    private var covered: [Range<Int>] = []
    private var missing = 0
    private var elsewhere = 0
    private var mentions = 0

    init(_ facets: [ProviderJSON], in text: String) {
        self.text = text
        let bounds = Set(text.indices.map { text.utf8.distance(from: text.startIndex, to: $0) } + [text.utf8.count])
        for facet in facets {
            guard let start = facet["index"]?["byteStart"]?.whole, let end = facet["index"]?["byteEnd"]?.whole,
                start < end, bounds.contains(start), bounds.contains(end),
                !covered.contains(where: { $0.overlaps(start..<end) })
            else {
                missing += 1
                continue
            }
            covered.append(start..<end)
            let shown = String(decoding: Array(text.utf8)[start..<end], as: UTF8.self)
            let features = facet["features"]?.list ?? []
            mentions += features.count { $0["did"] != nil }
            let leads = features.compactMap { $0["uri"]?.text }.first
            if let leads, !Self.fits(shown, leads) { elsewhere += 1 }
        }
    }

    /// What a reader would notice; empty where nothing.
    var notes: [String] {
        [
            ("facets that miss the text", missing), ("links that lead elsewhere than they say", elsewhere),
            ("addresses that are no links", bare), ("people mentioned", mentions),
        ]
        .filter { $0.1 > 0 }.map { "\($0.0): \($0.1)" }
    }

    /// Addresses in the text that no facet covers: nothing becomes a link by itself.
    private var bare: Int {
        let bytes = Array(text.utf8)
        return bytes.indices.count { place in
            let isAddress =
                bytes[place...].starts(with: "http://".utf8) || bytes[place...].starts(with: "https://".utf8)
            return isAddress && !covered.contains { $0.contains(place) }
        }
    }

    /// Whether a link that looks like an address leads there; one that is a label may lead anywhere.
    private static func fits(_ shown: String, _ address: String) -> Bool {
        guard shown.first?.isWhitespace == false, shown.last?.isWhitespace == false else { return false }
        var words = bare(shown)
        guard shown.contains("/"), words.prefix(while: { $0 != "/" }).contains("."),
            !words.contains(where: \.isWhitespace)
        else { return true }
        while let last = words.last, last == "…" || last == "." { words.removeLast() }
        return bare(address).hasPrefix(words)
    }

    private static func bare(_ address: String) -> String {
        var rest = address[...]
        for start in ["https://", "http://", "www."] where rest.hasPrefix(start) { rest = rest.dropFirst(start.count) }
        return String(rest)
    }
}
