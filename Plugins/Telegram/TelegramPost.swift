// SPDX-License-Identifier: Apache-2.0

/// A message that Telegram has taken: what a receipt's id says, written `-1001234567890:55` (chat, message).
package struct TelegramPost: Hashable, Sendable {
    package var chat: Int64
    package var message: Int64

    package init(chat: Int64, message: Int64) {
        self.chat = chat
        self.message = message
    }

    /// Returns nil for anything but what ``text`` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let chat = Int64(parts[0]), let message = Int64(parts[1]), chat != 0, message > 0 else {
            return nil
        }
        self.init(chat: chat, message: message)
    }

    package var text: String { "\(chat):\(message)" }

    /// Whether it can be in the chat that an address names; a public name may stand for any.
    func mayBe(in id: TelegramChat.ID) -> Bool {
        switch id {
        case .number(let number): number == chat
        case .name: true
        }
    }
}
