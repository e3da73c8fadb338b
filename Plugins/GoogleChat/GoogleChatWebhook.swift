// SPDX-License-Identifier: Apache-2.0

package import ChannelKit

/// The URL of a space's webhook: a credential, shown nowhere.
package struct GoogleChatWebhook: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text is none; a constant phrase, so nothing of the text gets out.
    package struct Refusal: Error {
        package let reason: String
    }

    private let base: String
    private let query: [Substring]

    /// Parameters that the channel sets itself, wherever they were copied from.
    private static let ours = ["messageReplyOption", "requestId", "threadKey", "messageId"]

    package init(_ secret: Secret, allowsPlainHTTP: Bool) throws(Refusal) {
        var text = secret.reveal()[...]
        // Files end in a line break.
        while text.last?.isWhitespace ?? false { text.removeLast() }
        guard let url = ProviderURL(String(text)) else { throw Refusal(reason: "it is no plain URL") }
        guard url.isSecure || allowsPlainHTTP else { throw Refusal(reason: "it is no https URL") }
        let split = url.text.split(separator: "?", maxSplits: 1)
        guard split.count == 2, split[0].contains("/v1/spaces/"), split[0].hasSuffix("/messages") else {
            throw Refusal(reason: "it is not the URL of a Google Chat webhook")
        }
        self.base = String(split[0])
        self.query = split[1].split(separator: "&")
            .filter { item in !GoogleChatWebhook.ours.contains { item.hasPrefix("\($0)=") } }
    }

    /// Where to send the message that `key` stands for: the same key never makes a second message.
    func url(key: String, threads: Bool) -> String {
        // Without the option a thread's key counts for nothing.
        let option = threads ? ["messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"] : []
        return base + "?" + (query.map { String($0) } + option + ["requestId=\(key)"]).joined(separator: "&")
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
