// SPDX-License-Identifier: Apache-2.0

/// Where a message of ours is: what later ones hang below or change.
///
/// A receipt's id is the message's id, with the thread's before it where it is in one: `1327…`, `1326…/1327…`.
package struct DiscordPost: Hashable, Sendable {
    package let thread: String?
    package let message: String

    package init(thread: String?, message: String) {
        self.thread = thread
        self.message = message
    }

    /// Reads a receipt's id; nil for anything else.
    package init?(receipt: String) {
        let parts = receipt.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ DiscordPost.isID($0) }) else { return nil }
        self.init(thread: parts.count == 2 ? String(parts[0]) : nil, message: String(parts[parts.count - 1]))
    }

    package var receipt: String { (thread.map { "\($0)/" } ?? "") + message }

    static func isID(_ text: some StringProtocol) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
