// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Private characters that stand for the addresses of a text while it is measured and cut: each weighs what X counts for
/// an address, and none can be cut.
struct AddressMarks {
    private struct Address {
        let text: String
        let weight: Int
    }

    private var addresses: [Address] = []
    private static let first: UInt32 = 0xF_0000
    private static let most = 60_000

    /// The text with its addresses replaced, those without a scheme as well.
    mutating func masked(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        let scalars = Array(text.unicodeScalars)
        let composed = ComposedText(text)
        var masked = String.UnicodeScalarView()
        var end = 0
        for found in AddressScan.addresses(in: composed.scalars).prefix(AddressMarks.most - addresses.count) {
            let place = composed.origins[found.lowerBound]..<composed.origins[found.upperBound]
            masked.append(contentsOf: scalars[end..<place.lowerBound])
            masked.append(mark(for: scalars[place]))
            end = place.upperBound
        }
        masked.append(contentsOf: scalars[end...])
        return String(masked)
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

    private mutating func mark(for address: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar {
        let text = String(String.UnicodeScalarView(address))
        addresses.append(Address(text: text, weight: AddressMarks.weight(of: text)))
        return Unicode.Scalar(AddressMarks.first + UInt32(addresses.count - 1)) ?? " "
    }

    /// Below a domain that X may not know yet, the letters count where they weigh more.
    private static func weight(of address: String) -> Int {
        let rest = address.firstRange(of: "//").map { address[$0.upperBound...] } ?? address[...]
        let host = rest.prefix { !"/?#:".contains($0) }
        guard let domain = host.split(separator: ".").last, PublicDomains.isRecent(domain) else {
            return XLength.address
        }
        return max(XLength.address, address.reduce(0) { $0 + XLength.weight(of: $1) })
    }

    private func address(of scalar: Unicode.Scalar) -> Address? {
        guard scalar.value >= AddressMarks.first else { return nil }
        let number = Int(scalar.value - AddressMarks.first)
        return addresses.indices.contains(number) ? addresses[number] : nil
    }
}
