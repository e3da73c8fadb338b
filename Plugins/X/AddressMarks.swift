// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Private characters that stand for the addresses of a text while it is measured and cut: each weighs what X counts for
/// an address, and none can be cut.
struct AddressMarks {
    private struct Address {
        let text: Substring
        let weight: Int
    }

    private var addresses: [Address] = []
    private static let first: UInt32 = 0xF_0000
    private static let most = 60_000
    /// An address that is longer may not be taken for one.
    private static let longest = 2_000
    /// The longest below a domain that not every reader knows that is still kept whole.
    private static let longestPrivate = 100

    /// The text with its addresses replaced, those without a scheme as well.
    ///
    /// Of an address that X may read otherwise, its scheme alone is replaced, at the weight of a whole one: what the text
    /// then weighs is never too little.
    mutating func masked(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")) || text.utf8.contains(UInt8(ascii: ":")) else { return text }
        var masked = ""
        var rest = text[...]
        while let character = rest.first {
            guard AddressMarks.isPart(character) else {
                masked.append(character)
                rest = rest.dropFirst()
                continue
            }
            let address = AddressMarks.address(at: rest)
            guard !address.isEmpty, addresses.count < AddressMarks.most else {
                // A word that is none goes whole: its rest is no domain of its own.
                let word = rest.prefix(while: AddressMarks.isPart)
                masked += word
                rest = rest[word.endIndex...]
                continue
            }
            masked.unicodeScalars.append(mark(for: address))
            rest = rest[address.endIndex...]
        }
        return masked
    }

    /// The text with its addresses put back.
    func unmasked(_ text: String) -> String {
        guard !addresses.isEmpty else { return text }
        var unmasked = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let address = address(of: scalar) {
                unmasked.append(contentsOf: address.text.unicodeScalars)
            } else {
                unmasked.append(scalar)
            }
        }
        return String(unmasked)
    }

    /// The weight of a character of a masked text.
    func weight(of character: Character) -> Int {
        guard character.unicodeScalars.contains(where: { address(of: $0) != nil }) else {
            return XLength.weight(of: character)
        }
        return character.unicodeScalars.reduce(0) {
            $0 + (address(of: $1)?.weight ?? XLength.weight(of: Character($1)))
        }
    }

    private mutating func mark(for address: Substring) -> Unicode.Scalar {
        let letters = address.reduce(0) { $0 + XLength.weight(of: $1) }
        let weight: Int
        if !address.contains("/") {
            // A domain, or a name with a dot in it.
            weight = max(XLength.address, letters)
        } else if AddressMarks.isPublic(address) || address.hasSuffix("//") {
            weight = XLength.address
        } else {
            weight = XLength.address + letters
        }
        addresses.append(Address(text: address, weight: weight))
        return Unicode.Scalar(AddressMarks.first + UInt32(addresses.count - 1)) ?? " "
    }

    private func address(of scalar: Unicode.Scalar) -> Address? {
        let number = Int(scalar.value) - Int(AddressMarks.first)
        return addresses.indices.contains(number) ? addresses[number] : nil
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "-" || character == "."
    }

    /// What is to be replaced at the beginning of a text; empty where nothing is.
    private static func address(at text: Substring) -> Substring {
        let none = text.prefix(0)
        let beginning = text.prefix(8).lowercased()
        guard beginning.hasPrefix("http://") || beginning.hasPrefix("https://") else {
            var word = text.prefix(while: isPart)
            while word.last == "." || word.last == "-" { word.removeLast() }
            let labels = word.split(separator: ".", omittingEmptySubsequences: false)
            guard labels.count > 1, labels.allSatisfy({ !$0.isEmpty && $0.count <= 63 }), let last = labels.last else {
                return none
            }
            return last.count > 1 && last.allSatisfy(\.isLetter) ? word : none
        }
        var address = text.prefix { $0.isASCII && !"<>\"".contains($0) && $0 > " " }
        while let last = address.last, ".,;:!?)]}'*~|\\".contains(last) { address.removeLast() }
        let scheme = address.prefix { $0 != "/" }.count + 2
        let host = address.dropFirst(scheme).prefix { !"/?#".contains($0) }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        // No label of a domain is longer: X takes it for a text.
        if labels.contains(where: { $0.count > 63 }) { return none }
        let isWhole =
            isPlain(address, labels, path: address.dropFirst(scheme + host.count))
            && (isPublic(address) || address.count <= longestPrivate)
        return isWhole ? address : address.prefix(scheme)
    }

    /// Whether the domain of an address is one that every reader knows.
    private static func isPublic(_ address: Substring) -> Bool {
        let host = address.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
        return host.split(separator: ".").last.map { PublicDomains.contains($0) } ?? false
    }

    /// Whether every reader of addresses takes it for one, from its beginning to its end.
    private static func isPlain(_ address: Substring, _ labels: [Substring], path: Substring) -> Bool {
        guard
            address.utf8.count <= longest, labels.count > 1, let domain = labels.last, domain.utf8.count > 1,
            domain.allSatisfy(\.isLetter),
            labels.allSatisfy({ label in
                label.first != "-" && label.last != "-" && !label.isEmpty
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            })
        else { return false }
        let isUsual = path.allSatisfy { $0.isLetter || $0.isNumber || "/_=&%.+~?#-".contains($0) }
        let last = path.last ?? "/"
        return isUsual && (last.isLetter || last.isNumber || "/=_-".contains(last)) && path.count { $0 == "?" } < 2
            && (path.isEmpty || path.first == "/")
    }
}
