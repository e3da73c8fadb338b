// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension Message {
    /// When readers may expect the next update; nil where they wait for none.
    package var awaitedUpdate: Timestamp? { facts.phase?.isOpen ?? true ? facts.nextUpdateAt : nil }

    /// ``awaitedUpdate`` in words: `Next update: Sat 21 Nov 2026, 14:05 UTC`.
    package var nextUpdateLine: String? {
        awaitedUpdate.map { moment in
            "\(Message.heading(for: .nextUpdate, locale: locale)): \(Message.readable(moment, locale: locale))"
        }
    }
}

extension MarkedMessage {
    /// The message's line on its next update; nil where a passage says it already.
    package var nextUpdateLine: String? {
        passages.contains { $0.name == .nextUpdate } ? nil : message.nextUpdateLine
    }
}
