// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What a server's answers mean.
package enum MattermostFaults {
    /// The fault that a webhook's answer means; nil where it is 2xx and says `ok`.
    ///
    /// A webhook is one destination's own, so no answer of one stops the channel.
    package static func webhook(_ response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let fault = fault(for: response, now: now) else {
            let word = String(decoding: response.body.prefix(64), as: UTF8.self).filter { !$0.isWhitespace }
            return word == "ok" ? nil : unreadable(response)
        }
        guard fault.code.faultClass == .configuration else { return fault }
        return Fault(
            .recipientRejected,
            "Mattermost refuses the webhook (HTTP \(response.status)).",
            suggestedAction: "Make a new incoming webhook and put its URL where the destination's secret points.",
            context: fault.context
        )
    }

    /// Reads an answer of the API: the post's id.
    ///
    /// - Returns: nil where a post that was taken does not say its id.
    /// - Throws: the fault that the answer means.
    package static func post(in response: HTTPResponse, now: Timestamp) throws(Fault) -> String? {
        if let fault = fault(for: response, now: now) { throw fault }
        if response.bodyWasCut { return nil }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)), let id = answer.id else {
            throw unreadable(response)
        }
        return isID(id) ? id : nil
    }

    /// Whether the post to be changed cannot be changed any more; of posts that are deleted the server says no more than
    /// that they may not be changed.
    package static func isGone(_ fault: Fault) -> Bool {
        guard let word = fault.context["provider_code"] else { return fault.code == .targetUnknown }
        return word.hasPrefix("api.post.update_post.") || word == "api.context.permissions.app_error"
            || word == "app.post.get.app_error"
    }

    /// Whether the post would be taken if it hung below no other.
    package static func refusesThread(_ fault: Fault) -> Bool {
        ["api.post.create_post.root_id.app_error", "api.post.create_post.channel_root_id.app_error"]
            .contains(fault.context["provider_code"])
    }

    /// The ids of errors that are known; no other is ever repeated.
    package static let codes: [String: FaultCode] = [
        "web.incoming_webhook.channel.app_error": .targetUnknown,
        "web.incoming_webhook.channel_locked.app_error": .recipientRejected,
        "web.incoming_webhook.disabled.app_error": .recipientRejected,
        "web.incoming_webhook.invalid.app_error": .targetGone,
        "web.incoming_webhook.parse.app_error": .contentRejected,
        "web.incoming_webhook.permissions.app_error": .recipientRejected,
        "web.incoming_webhook.text.app_error": .contentRejected,
        "api.context.session_expired.app_error": .authenticationRejected,
        "api.context.invalid_token.error": .authenticationRejected,
        // The bot is not in the channel, or may not post there.
        "api.context.permissions.app_error": .recipientRejected,
        "api.post.create_post.can_not_post_to_deleted.error": .targetGone,
        "api.post.create_post.town_square_read_only": .recipientRejected,
        "api.post.create_post.root_id.app_error": .contentRejected,
        "api.post.create_post.channel_root_id.app_error": .contentRejected,
        "api.post.update_post.find.app_error": .contentRejected,
        "api.post.update_post.permissions.app_error": .contentRejected,
        "api.post.update_post.permissions_details.app_error": .contentRejected,
        "api.post.update_post.permissions_time_limit.app_error": .contentRejected,
        "app.post.get.app_error": .targetUnknown,
        "model.post.is_valid.msg.app_error": .payloadTooLarge,
        "model.post.is_valid.message_length.app_error": .payloadTooLarge,
        "api.context.invalid_body_param.app_error": .contentRejected,
    ]

    static func isID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 26 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }

    /// The id is the post's in a success, and the error's in a refusal.
    private struct Answer: Decodable { var id: String? }

    private static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard var usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        if usual.code == .rateLimited, usual.retryAfter == nil {
            usual.retryAfter = RateHeaders.restUntil(in: response, now: now).map { $0 - now }
        }
        let word = (try? JSONDecoder().decode(Answer.self, from: Data(response.body)))?.id
        guard let word, let code = codes[word] else { return usual }
        // A thread of another channel and a webhook that is switched off are told as troubles of the server's own.
        let isCertain = response.status == 501 || code == .contentRejected
        guard !usual.isTransient || response.status >= 500 && isCertain else { return usual }
        return Fault(
            code,
            "Mattermost refuses: “\(word)” (HTTP \(response.status)).",
            suggestedAction: word == "api.context.permissions.app_error" ? "Add the bot to the channel." : nil,
            context: usual.context.merging(["provider_code": word]) { first, _ in first }
        )
    }

    private static func unreadable(_ response: HTTPResponse) -> Fault {
        Fault(
            .protocolViolation,
            "The answer is not one of Mattermost's (HTTP \(response.status)).",
            context: ["http_status": "\(response.status)"]
        )
    }
}
