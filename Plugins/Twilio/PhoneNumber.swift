// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A telephone number in the form of E.164: `+`, the country and the number, 7 to 15 digits without spaces.
struct PhoneNumber: Hashable, Sendable {
    let text: String

    init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard
            text.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != 0x30
        else { return nil }
        self.text = text
    }

    /// - Throws: ``FaultCode/addressInvalid``, which never repeats the number.
    init(of destination: Destination) throws(Fault) {
        guard let number = PhoneNumber(destination.address) else {
            throw Fault(
                .addressInvalid,
                "A telephone number is “+”, the country's and the subscriber's number: 7 to 15 digits without spaces.",
                suggestedAction: "Write the number with its country, such as +441632960083."
            )
        }
        self = number
    }
}
