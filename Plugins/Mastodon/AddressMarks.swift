// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Private characters that stand for the addresses of a text while it is measured and cut: each costs what the provider
/// counts for an address, and none can be cut.
struct AddressMarks {
    private var addresses: [Substring] = []
    private static let first: UInt32 = 0xF_0000
    private static let most = 60_000
    /// An address that is longer may not be taken for one.
    private static let longest = 2_000
    /// The longest below a domain that not every reader knows that is still kept whole.
    private static let longestPrivate = 100

    /// The text with its addresses replaced.
    ///
    /// Of an address that the provider may read otherwise, its scheme alone is replaced, at the cost of a whole one: what
    /// the text then costs is never too little.
    mutating func masked(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return text }
        var masked = ""
        var rest = text[...]
        while let start = AddressMarks.start(in: rest), addresses.count < AddressMarks.most {
            masked += rest[..<start]
            let address = AddressMarks.address(from: rest[start...])
            let scheme = address.utf8.prefix { $0 != UInt8(ascii: "/") }.count + 2
            let taken = AddressMarks.isPlain(address) ? address : Substring(address.prefix(scheme))
            masked.unicodeScalars.append(mark(for: taken))
            rest = rest[taken.endIndex...]
        }
        return masked + rest
    }

    /// The text with its addresses put back.
    func unmasked(_ text: String) -> String {
        guard !addresses.isEmpty else { return text }
        var unmasked = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let address = address(of: scalar) {
                unmasked.append(contentsOf: address.unicodeScalars)
            } else {
                unmasked.append(scalar)
            }
        }
        return String(unmasked)
    }

    /// What a character of a masked text counts for, where a whole address counts for `addressCost`.
    ///
    /// Below a domain that not every reader knows, the letters count as well: the instance may take it for a text.
    func cost(of character: Character, addressCost: Int) -> Int {
        var (cost, isText) = (0, false)
        for scalar in character.unicodeScalars {
            if let address = address(of: scalar) {
                cost += addressCost + (AddressMarks.isPublic(address) ? 0 : address.count)
            } else {
                isText = true
            }
        }
        return cost + (isText ? 1 : 0)
    }

    private static func isPublic(_ address: Substring) -> Bool {
        let host = address.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
        return host.split(separator: ".").last.map { PublicDomains.contains($0) } ?? true
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool { (first...0xF_FFFF).contains(scalar.value) }

    private mutating func mark(for address: Substring) -> Unicode.Scalar {
        addresses.append(address)
        return Unicode.Scalar(AddressMarks.first + UInt32(addresses.count - 1)) ?? " "
    }

    private func address(of scalar: Unicode.Scalar) -> Substring? {
        guard AddressMarks.isMark(scalar) else { return nil }
        let number = Int(scalar.value - AddressMarks.first)
        return number < addresses.count ? addresses[number] : nil
    }

    private static func start(in text: Substring) -> Substring.Index? {
        var rest = text
        while let place = rest.firstIndex(where: { $0 == "h" || $0 == "H" }) {
            let beginning = rest[place...].prefix(8).lowercased()
            if beginning.hasPrefix("http://") || beginning.hasPrefix("https://") { return place }
            rest = rest[rest.index(after: place)...]
        }
        return nil
    }

    /// What is printable ASCII, without the punctuation that ends a sentence.
    private static func address(from text: Substring) -> Substring {
        var address = text.prefix { $0.isASCII && !"<>\"".contains($0) && $0 > " " }
        while let last = address.last, ".,;:!?)]}'*~|\\".contains(last) { address.removeLast() }
        return address
    }

    /// Whether every reader of addresses takes it for one, from its beginning to its end.
    private static func isPlain(_ address: Substring) -> Bool {
        let rest = address.drop { $0 != "/" }.dropFirst(2)
        let host = rest.prefix { !"/?#".contains($0) }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard
            address.utf8.count <= longest, labels.count > 1, let domain = labels.last,
            PublicDomains.contains(domain) || address.utf8.count <= longestPrivate,
            domain.utf8.count > 1, domain.allSatisfy({ $0.isASCII && $0.isLetter }),
            labels.allSatisfy({ label in
                label.first != "-" && label.last != "-" && !label.isEmpty
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            })
        else { return false }
        let path = rest.dropFirst(host.count)
        let isUsual = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/_=&%.+~?#-".contains($0)) }
        let last = path.last ?? "/"
        return isUsual && (last.isLetter || last.isNumber || "/=_-".contains(last)) && path.count { $0 == "?" } < 2
            && (path.isEmpty || path.first == "/")
    }
}
