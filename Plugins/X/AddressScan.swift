// SPDX-License-Identifier: Apache-2.0

/// Finds the addresses in a text that X counts as such: those with `http` or `https`, and those without a scheme whose
/// top-level domain is known.
struct AddressScan {
    /// What one address is made of before it is known to be short enough.
    private struct Match {
        let start: Int
        let hasScheme: Bool
        let domain: Range<Int>
        /// Where the path starts; nil without one.
        let path: Int?
        let end: Int
    }

    /// X takes no longer one for an address.
    private static let longest = 4_096
    private static let longestLabel = 63
    private static let longestSlug = 40

    private let text: [Unicode.Scalar]
    private var chain: DomainChain?

    private init(_ text: [Unicode.Scalar]) { self.text = text }

    /// The places of the addresses, in their order.
    static func addresses(in text: [Unicode.Scalar]) -> [Range<Int>] {
        guard text.contains(".") else { return [] }
        var scan = AddressScan(text)
        return scan.addresses()
    }

    private mutating func addresses() -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = 0
        while place < text.count {
            var match = AddressLetters.mayPrecede(text[place]) ? match(at: place + 1) : nil
            if match == nil, place == 0 { match = self.match(at: 0) }
            guard let match else {
                place += 1
                continue
            }
            found += addresses(of: match)
            place = match.end
        }
        return found
    }

    private mutating func match(at start: Int) -> Match? {
        guard start < text.count else { return nil }
        let scheme = ["http://", "https://"].first { isWord($0, at: start) }?.utf8.count ?? 0
        guard let domainEnd = domainEnd(from: start + scheme) else { return nil }
        var end = domainEnd
        if letter(end) == ":" {
            var digits = end + 1
            while digits < text.count, AddressLetters.isDigit(text[digits]) { digits += 1 }
            if digits > end + 1 { end = digits }
        }
        let path = letter(end) == "/" ? end : nil
        if path != nil { end = pathEnd(from: end) }
        if letter(end) == "?" { end = queryEnd(from: end) }
        return Match(
            start: start,
            hasScheme: scheme > 0,
            domain: (start + scheme)..<domainEnd,
            path: path,
            end: end
        )
    }

    private func addresses(of match: Match) -> [Range<Int>] {
        guard isShortEnough(match) else { return [] }
        guard match.hasScheme else {
            if match.start > 0, "-_./".unicodeScalars.contains(text[match.start - 1]) { return [] }
            var found = plainDomains(in: match.domain)
            // What follows the domain belongs to the address that ends with it.
            if match.path != nil, let last = found.popLast() {
                found.append(last.upperBound == match.domain.upperBound ? last.lowerBound..<match.end : last)
            }
            return found
        }
        return shortened(match)
    }

    /// X's own short addresses end with their slug, or their query.
    private func shortened(_ match: Match) -> [Range<Int>] {
        guard isWord("t.co", at: match.domain.lowerBound), match.domain.count == 4,
            match.path == match.domain.upperBound
        else { return [match.start..<match.end] }
        var end = match.domain.upperBound + 1
        while end < text.count, AddressLetters.isLetterOrDigit(text[end]) { end += 1 }
        let slug = end - match.domain.upperBound - 1
        guard slug > 0 else { return [match.start..<match.end] }
        guard slug <= AddressScan.longestSlug else { return [] }
        return [match.start..<(letter(end) == "?" ? queryEnd(from: end) : end)]
    }

    /// The domains of Latin letters within one of any script: without a scheme, those alone are addresses.
    private func plainDomains(in domain: Range<Int>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = domain.lowerBound
        while place < domain.upperBound {
            guard AddressLetters.isPlainDomain(text[place]) else {
                place += 1
                continue
            }
            var (end, dot, longest) = (place, place, Int?.none)
            while true {
                let label = dot
                while dot < domain.upperBound, AddressLetters.isPlainDomain(text[dot]) { dot += 1 }
                if label == place { end = dot }
                guard dot > label, dot < domain.upperBound, text[dot] == "." else { break }
                dot += 1
                longest = DomainChain.topLevelDomain(in: text, from: dot, to: domain.upperBound) ?? longest
            }
            if let longest { found.append(place..<longest) }
            place = longest ?? end
        }
        return found
    }

    private func isShortEnough(_ match: Match) -> Bool {
        var encoded = 0
        for label in text[match.domain].split(separator: ".") {
            let length = Punycode.length(of: Array(label))
            guard length <= AddressScan.longestLabel else { return false }
            encoded += length + 1
        }
        let scheme = match.hasScheme ? match.domain.lowerBound - match.start : "https://".utf8.count
        return scheme + match.end - match.start + encoded - 1 - match.domain.count <= AddressScan.longest
    }
}

extension AddressScan {
    private mutating func domainEnd(from place: Int) -> Int? {
        if let chain, (chain.start..<chain.end).contains(place) { return chain.domainEnd(from: place, in: text) }
        guard place < text.count, AddressLetters.isDomain(text[place]) else { return nil }
        let chain = DomainChain(text, at: place)
        self.chain = chain
        return chain.domainEnd(from: place, in: text)
    }

    /// The end of a path that starts with the `/` at a place.
    private func pathEnd(from slash: Int) -> Int {
        var (place, end) = (slash + 1, slash + 1)
        while place < text.count {
            if AddressLetters.isPath(text[place]) {
                place += 1
                if AddressLetters.endsPath(text[place - 1]) { end = place }
            } else if let closed = closed(from: place) {
                // Behind punctuation, brackets belong to a path only where it goes on.
                if end == place { end = closed }
                place = closed
            } else {
                break
            }
        }
        return end
    }

    /// The end of the brackets that open at a place, where they close again; one pair may stand in another.
    private func closed(from place: Int) -> Int? {
        guard letter(place) == "(" else { return nil }
        var end = pathRun(from: place + 1)
        if letter(end) == ")" { return end > place + 1 ? end + 1 : nil }
        guard letter(end) == "(" else { return nil }
        let inner = end + 1
        end = pathRun(from: inner)
        guard end > inner, letter(end) == ")" else { return nil }
        end = pathRun(from: end + 1)
        return letter(end) == ")" ? end + 1 : nil
    }

    private func pathRun(from place: Int) -> Int {
        var end = place
        while end < text.count, AddressLetters.isPath(text[end]) { end += 1 }
        return end
    }

    /// The end of a query that starts with the `?` at a place; that place itself where there is none.
    private func queryEnd(from mark: Int) -> Int {
        var (place, end) = (mark + 1, mark)
        while place < text.count, AddressLetters.isQuery(text[place]) {
            place += 1
            if AddressLetters.endsQuery(text[place - 1]) { end = place }
        }
        return end
    }

    private func letter(_ place: Int) -> Unicode.Scalar? { place < text.count ? text[place] : nil }

    /// Whether a word of small Latin letters stands there, in letters of any size.
    private func isWord(_ word: String, at place: Int) -> Bool {
        guard place + word.utf8.count <= text.count else { return false }
        var place = place
        for byte in word.utf8 {
            let value = text[place].value
            let small = (UInt32(UInt8(ascii: "A"))...UInt32(UInt8(ascii: "Z"))).contains(value) ? value + 0x20 : value
            guard small == UInt32(byte) else { return false }
            place += 1
        }
        return true
    }
}
