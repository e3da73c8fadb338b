// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Base64 in the alphabet of URLs, without padding (RFC 4648 5): how keys and tokens are written.
package enum Base64URL {
    package static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-")
            .replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// Reads the alphabet of URLs or the common one, padded or not; nil for anything else.
    package static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        let common = String(text).replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
        let padding = String(repeating: "=", count: (4 - common.utf8.count % 4) % 4)
        return Data(base64Encoded: common + padding).map(Array.init)
    }
}
