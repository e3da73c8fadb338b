// SPDX-License-Identifier: Apache-2.0

/// A message that Zulip has taken: what a receipt's id says, written `8421:Checkout is failing (Q4W6Y8R)`, its number
/// and its topic; none for a person.
package struct ZulipPost: Hashable, Sendable {
    package var message: Int64
    package var topic: ZulipTopic?

    package init(message: Int64, topic: ZulipTopic?) {
        self.message = message
        self.topic = topic
    }

    /// Returns nil for anything but what ``text`` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let message = Int64(parts[0]), message > 0 else { return nil }
        let topic = ZulipTopic(String(parts[1]))
        guard parts[1].isEmpty || topic != nil else { return nil }
        self.init(message: message, topic: topic)
    }

    package var text: String { "\(message):\(topic?.text ?? "")" }
}
