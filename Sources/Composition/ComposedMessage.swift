// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a request came to: the message in every locale, and what someone should know about it.
package struct ComposedMessage: Hashable, Sendable {
    package var messageSet: MessageSet
    package var findings: [Finding]

    package init(_ messageSet: MessageSet, findings: [Finding] = []) {
        self.messageSet = messageSet
        self.findings = findings
    }

    /// Every locale once, the default first.
    package var messages: [Message] { messageSet.messages }

    /// By the channel's kind, the wordings it uses instead.
    package var overrides: [String: [Message]] { messageSet.overrides }

    /// The wording for a reader; see ``MessageSet/message(for:plugin:)``.
    package func message(for locale: LocaleTag?, plugin: String) -> Message {
        messageSet.message(for: locale, plugin: plugin)
    }
}
