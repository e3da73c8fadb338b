// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What Matrix calls a room or an event: `!…` or `$…`, with a server's name behind a colon or without.
package struct MatrixID: Hashable, Sendable {
    package let text: String

    /// A destination's address.
    ///
    /// - Throws: ``FaultCode/addressInvalid``, which never repeats the address.
    package init(room address: String) throws(Fault) {
        guard MatrixID.isID(address, "!") else {
            throw Fault(
                .addressInvalid,
                "A Matrix room is written by its id, such as !AbCdEf:market.example.",
                suggestedAction:
                    "An alias (#status:market.example) can change its room: take the id from the room's settings."
            )
        }
        self.text = address
    }

    /// A receipt's id; nil for anything but an event's id.
    package init?(event receipt: String) {
        guard MatrixID.isID(receipt, "$") else { return nil }
        self.text = receipt
    }

    /// Ready to be a part of a URL's path.
    package var pathPart: String { MatrixID.encoded(text) }

    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    private static func isID(_ text: String, _ sigil: Character) -> Bool {
        text.first == sigil && (2...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && !text.utf8.contains(UInt8(ascii: "\"")) && !text.utf8.contains(UInt8(ascii: "@"))
            && text.utf8.dropFirst().first != UInt8(ascii: ":")
    }
}
