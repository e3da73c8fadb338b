// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// A webhook of Discord: its URL is the credential.
struct DiscordHook: Hashable, Sendable {
    /// Why a secret is none; a constant phrase, so nothing of the secret gets out.
    struct Refusal: Error {
        let reason: String
    }

    /// Up to and with the token, by the version of the API that this adapter knows.
    private let base: String
    /// Of the thread that the URL names.
    let threadID: String?
    let lane: String

    /// Reads `https://discord.com/api/webhooks/ID/TOKEN`, with or without a version and `?thread_id=…`.
    ///
    /// - Parameters:
    ///   - secret: with white space around it, as files have it.
    ///   - isPlainAllowed: whether it may do without TLS.
    /// - Throws: why the secret is no webhook.
    init(_ secret: Secret, isPlainAllowed: Bool) throws(Refusal) {
        guard let url = ProviderURL(secret.reveal().filter { !$0.isWhitespace }) else {
            throw Refusal(reason: "it is not a URL")
        }
        guard url.isSecure || isPlainAllowed else { throw Refusal(reason: "it is not an https URL") }
        let halves = url.text.split(separator: "?", maxSplits: 1)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        guard
            parts.count > 5, parts[parts.count - 3] == "webhooks", DiscordPost.isID(parts[parts.count - 2]),
            DiscordHook.isToken(parts[parts.count - 1])
        else { throw Refusal(reason: "it does not end in /webhooks/ID/TOKEN") }
        var front = parts.dropLast(3)
        if front.last == "api" { front.append("v10") }
        // The old name has limits of its own.
        if front.count > 2, front[2].lowercased() == "discordapp.com" { front[2] = "discord.com" }
        self.base = (front + parts.suffix(3)).joined(separator: "/")
        self.lane = url.lane == "discordapp.com" ? "discord.com" : url.lane
        let query = halves.count > 1 ? halves[1].split(separator: "&") : []
        let thread = query.first { $0.hasPrefix("thread_id=") }?.dropFirst(10)
        guard thread.map({ DiscordPost.isID($0) }) ?? true else { throw Refusal(reason: "its thread_id is no number") }
        self.threadID = thread.map(String.init)
    }

    /// Where to post.
    ///
    /// Without `wait` a message that was not kept would be accepted all the same.
    func postURL(thread: String?) -> String { base + "?wait=true" + (thread.map { "&thread_id=\($0)" } ?? "") }

    /// Where to change a message.
    func editURL(_ post: DiscordPost) -> String {
        "\(base)/messages/\(post.message)" + (post.thread.map { "?thread_id=\($0)" } ?? "")
    }

    /// Where to ask what the webhook is, without reaching anyone.
    var infoURL: String { base }

    private static func isToken(_ text: Substring) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x5F || byte == 0x2E
            }
    }
}
