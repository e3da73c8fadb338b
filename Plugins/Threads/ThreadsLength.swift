// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

/// How long a text counts for on Threads, by the strictest reading of what is published: UTF-16 units, and for an emoji
/// its bytes.
package enum ThreadsLength {
    package static let limit = TextLimit(
        500,
        .weighted { character in
            let isEmoji = character.unicodeScalars.contains {
                $0.properties.isEmoji && $0.value > 0x7F || $0 == "\u{20E3}"
            }
            return isEmoji ? character.utf8.count : character.utf16.count
        }
    )
}
