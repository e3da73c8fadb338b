// SPDX-License-Identifier: Apache-2.0

/// Threads refuses a text with more than five different addresses.
enum ThreadsLinks {
    private static let most = 5
    private static let starts = ["https://", "http://", "www."]

    /// The text with an ellipsis in place of each address past the fifth.
    static func limited(_ text: String) -> String {
        var kept: Set<String> = []
        var limited = ""
        var rest = text[...]
        while let place = start(in: rest) {
            limited += rest[..<place]
            let address = address(at: rest[place...])
            rest = rest[address.endIndex...]
            if kept.count < most || kept.contains(String(address)) {
                kept.insert(String(address))
                limited += address
            } else {
                limited += "…"
            }
        }
        return limited + rest
    }

    private static func start(in text: Substring) -> Substring.Index? {
        text.indices.first { index in
            guard "hHwW".contains(text[index]) else { return false }
            let beginning = text[index...].prefix(8).lowercased()
            return starts.contains { beginning.hasPrefix($0) }
        }
    }

    /// Up to the next space, bracket or address, without the punctuation that ends a sentence.
    private static func address(at text: Substring) -> Substring {
        var address = text.prefix { !$0.isWhitespace && !"<>\"“”`".contains($0) }
        let scheme = address.prefix { $0 != "/" }.count + 2
        if let next = start(in: address.dropFirst(max(scheme, 4))) { address = address[..<next] }
        while address.count > 4, let last = address.last, ".,;:!?)(]['*_~|\\…".contains(last) { address.removeLast() }
        return address
    }
}
