// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What Slack's answers mean.
package enum SlackFaults {
    /// The fault that a webhook's answer means; nil where it is 2xx and says `ok`.
    ///
    /// A webhook is one destination's own, so no answer of one stops the channel.
    package static func webhook(_ response: HTTPResponse, now: Timestamp) -> Fault? {
        let word = String(decoding: response.body.prefix(64), as: UTF8.self).filter { !$0.isWhitespace }
        if let code = SlackErrors.ofWebhooks[word] { return fault(code, word, response, now) }
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else {
            return word == "ok" ? nil : unreadable(response)
        }
        guard usual.code == .authenticationRejected else { return usual }
        return Fault(
            .recipientRejected,
            "Slack refuses the webhook (HTTP \(response.status)).",
            suggestedAction: "Make a new incoming webhook and put its URL where the destination's secret points.",
            context: usual.context
        )
    }

    /// Reads an answer of the Web API, which says `"ok": false` with HTTP 200 where something is wrong.
    package static func post(in response: HTTPResponse, now: Timestamp) throws(Fault) -> SlackPost? {
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        if let word = answer?.error, answer?.ok != true, let code = SlackErrors.code(for: word) {
            throw fault(code, word, response, now)
        }
        if let usual = HTTPStatusFaults.fault(for: response, now: now) { throw usual }
        // An answer that repeats more than is kept of it begins as any other.
        if answer == nil, response.bodyWasCut, response.body.starts(with: #"{"ok":true,"#.utf8) { return nil }
        guard let answer, answer.ok else { throw unreadable(response) }
        guard let channel = answer.channel, let ts = answer.ts, SlackPost.isChannel(channel), SlackPost.isTimeStamp(ts)
        else { return nil }
        return SlackPost(channel: channel, ts: ts)
    }

    /// Whether the message to be changed cannot be changed any more.
    package static func isGone(_ fault: Fault) -> Bool {
        ["message_not_found", "cant_update_message", "edit_window_closed"].contains(fault.context["provider_code"])
    }

    /// Whether the message would be taken if it hung below no other.
    package static func refusesThread(_ fault: Fault) -> Bool {
        [
            "thread_not_found", "cannot_reply_to_message", "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
        ]
        .contains(fault.context["provider_code"])
    }

    /// Whether the message would be taken if it hung below another.
    package static func demandsThread(_ fault: Fault) -> Bool {
        fault.context["provider_code"] == "restricted_action_thread_only_channel"
    }

    private struct Answer: Decodable {
        // Whether a post has an error beside ok, or is one, is for the fields to say; others are not looked at.
        var ok: Bool
        var error: String?
        var channel: String?
        var ts: String?
    }

    private static func unreadable(_ response: HTTPResponse) -> Fault {
        Fault(
            .protocolViolation,
            "The answer is not one of Slack's (HTTP \(response.status)).",
            context: ["http_status": "\(response.status)"]
        )
    }

    private static func fault(_ code: FaultCode, _ word: String, _ response: HTTPResponse, _ now: Timestamp) -> Fault {
        Fault(
            code,
            "Slack refuses: “\(word)” (HTTP \(response.status)).",
            retryAfter: code.faultClass.isTransient
                ? response.header("retry-after").flatMap { RetryAfter.parse($0, now: now) } : nil,
            suggestedAction: SlackErrors.advice[word],
            context: ["http_status": "\(response.status)", "provider_code": word]
        )
    }
}
