// SPDX-License-Identifier: Apache-2.0

/// Where a message of ours is: what later ones thread on or edit.
///
/// A receipt's id is written `C0123456789/1405894322.002768`: the channel's id and the message's time stamp, which is
/// its id within the channel.
package struct SlackPost: Hashable, Sendable {
    package let channel: String
    package let ts: String

    package init(channel: String, ts: String) {
        self.channel = channel
        self.ts = ts
    }

    /// Reads a receipt's id; nil for anything else.
    package init?(receipt: String) {
        let parts = receipt.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, SlackPost.isChannel(parts[0]), SlackPost.isTimeStamp(parts[1]) else { return nil }
        self.init(channel: String(parts[0]), ts: String(parts[1]))
    }

    package var receipt: String { "\(channel)/\(ts)" }

    static func isChannel(_ text: some StringProtocol) -> Bool {
        (2...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }

    static func isTimeStamp(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                (1...20).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}
