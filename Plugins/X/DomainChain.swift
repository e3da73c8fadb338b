// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// A run of labels and dots in a text, read once, to answer where a domain that starts in it ends.
struct DomainChain {
    private struct Label {
        let start: Int
        let end: Int
        /// Whether its last letter may be a label's last.
        let endsWell: Bool
        /// The last `_`: none may stand in the label before the top-level domain.
        let lastUnderscore: Int?
        /// The end of the top-level domain that it starts with.
        let domainEnd: Int?
        /// The end of the longest domain that starts with this whole label.
        var longest: Int?
    }

    let start: Int
    let end: Int
    private var labels: [Label] = []

    /// Reads the run that a place lies in and that does not reach back before it.
    init(_ text: [Unicode.Scalar], at start: Int) {
        self.start = start
        var place = start
        var labelStart = start
        var lastUnderscore: Int?
        while true {
            let scalar = place < text.count ? text[place] : " "
            if scalar == "_" { lastUnderscore = place }
            if scalar == "-" || scalar == "_" || AddressLetters.isDomain(scalar) {
                place += 1
                continue
            }
            let isNotEmpty = place > labelStart
            labels.append(
                Label(
                    start: labelStart,
                    end: place,
                    endsWell: isNotEmpty && AddressLetters.isDomain(text[place - 1]),
                    lastUnderscore: lastUnderscore,
                    domainEnd: labels.isEmpty
                        ? nil : DomainChain.topLevelDomain(in: text, from: labelStart, to: text.count)
                )
            )
            guard scalar == "." else { break }
            place += 1
            labelStart = place
            lastUnderscore = nil
        }
        end = place
        for index in labels.indices.dropLast().reversed() where labels[index].start < labels[index].end {
            let first = text[labels[index].start]
            if AddressLetters.isDomain(first) { labels[index].longest = longest(from: index, at: labels[index].start) }
        }
    }

    /// The end of the longest domain that starts at a place in the run; nil where none does.
    func domainEnd(from place: Int, in text: [Unicode.Scalar]) -> Int? {
        var low = 0
        var high = labels.count
        while low < high {
            let middle = (low + high) / 2
            if labels[middle].end < place { low = middle + 1 } else { high = middle }
        }
        guard low < labels.count, labels[low].start <= place, place < labels[low].end else { return nil }
        return AddressLetters.isDomain(text[place]) ? longest(from: low, at: place) : nil
    }

    private func longest(from index: Int, at place: Int) -> Int? {
        guard labels[index].endsWell, index + 1 < labels.count else { return nil }
        if let further = labels[index + 1].longest { return further }
        if let underscore = labels[index].lastUnderscore, underscore >= place { return nil }
        return labels[index + 1].domainEnd
    }

    /// The end of the top-level domain that starts at a place and has nothing behind it that would make it another.
    static func topLevelDomain(in text: [Unicode.Scalar], from start: Int, to end: Int) -> Int? {
        guard start < end else { return nil }
        if text[start].isASCII {
            var place = start
            while place < end, AddressLetters.isLetterOrDigit(text[place]) { place += 1 }
            let name = string(text[start..<place]).lowercased()
            if name == "xn", place + 2 < end, text[place] == "-", text[place + 1] == "-" {
                var last = place + 2
                while last < end, text[last] == "-" || AddressLetters.isLetterOrDigit(text[last]) { last += 1 }
                return last > place + 2 ? last : nil
            }
            return isKnown(name) && isEnd(place, in: text, to: end) ? place : nil
        }
        // The letters of other scripts may go on behind it: the longest name counts.
        let label = text[start..<min(end, start + 16)].prefix { $0 != "." }
        for place in stride(from: label.endIndex, to: start, by: -1)
        where isEnd(place, in: text, to: end) && isKnown(string(text[start..<place])) {
            return place
        }
        return nil
    }

    private static func isEnd(_ place: Int, in text: [Unicode.Scalar], to end: Int) -> Bool {
        guard place < end else { return true }
        let next = text[place]
        return !AddressLetters.isLetterOrDigit(next) && next != "@" && next != "+" && next != "-"
    }

    private static func isKnown(_ name: String) -> Bool { PublicDomains.contains(name) || PublicDomains.isRecent(name) }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}
