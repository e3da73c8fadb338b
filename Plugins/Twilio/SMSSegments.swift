// SPDX-License-Identifier: Apache-2.0

/// How a text travels as a text message: in which alphabet, and in how many pieces, each of which is paid for.
package struct SMSSegments: Hashable, Sendable {
    package enum Alphabet: String, Hashable, Sendable {
        case gsm7 = "GSM-7"
        case ucs2 = "UCS-2"
    }

    package let alphabet: Alphabet
    package let count: Int

    /// Counts as phones put pieces together: neither a character of GSM's extension table nor a surrogate pair is split.
    package init(_ text: String) {
        var septets: [Int] = []
        var isGSM = true
        for scalar in text.unicodeScalars {
            guard let cost = GSMAlphabet.septets(scalar) else {
                isGSM = false
                break
            }
            septets.append(cost)
        }
        if isGSM {
            self.alphabet = .gsm7
            self.count = SMSSegments.pieces(septets, single: 160, part: 153)
        } else {
            self.alphabet = .ucs2
            self.count = SMSSegments.pieces(text.unicodeScalars.map { $0.utf16.count }, single: 70, part: 67)
        }
    }

    private static func pieces(_ costs: [Int], single: Int, part: Int) -> Int {
        guard costs.reduce(0, +) > single else { return 1 }
        var (pieces, room) = (1, part)
        for cost in costs {
            if cost > room {
                pieces += 1
                room = part
            }
            room -= cost
        }
        return pieces
    }
}
