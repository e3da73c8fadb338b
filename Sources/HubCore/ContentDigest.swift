// SPDX-License-Identifier: Apache-2.0

import Crypto

/// SHA-256 of some bytes, for tags and comparisons.
package enum ContentDigest {
    package static func hexadecimal(of content: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(content)).hexadecimal
    }
}
