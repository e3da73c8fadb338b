// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a Zulip server's answer means.
package enum ZulipFaults {
    private static let table: [String: (FaultCode, String)] = [
        "RATE_LIMIT_HIT": (.rateLimited, "Zulip asks to slow down"),
        "UNAUTHORIZED": (.authenticationRejected, "Zulip refuses the bot's address or key"),
        "UNAUTHENTICATED_USER": (.authenticationRejected, "Zulip refuses the bot's address or key"),
        "AUTHENTICATION_FAILED": (.authenticationRejected, "Zulip refuses the bot's address or key"),
        "INVALID_API_KEY": (.authenticationRejected, "Zulip refuses the bot's key"),
        "USER_DEACTIVATED": (.authenticationRejected, "The bot is deactivated"),
        "REALM_DEACTIVATED": (.authenticationRejected, "The organisation is deactivated"),
        "NONEXISTENT_SUBDOMAIN": (.authenticationRejected, "There is no such organisation"),
        "STREAM_DOES_NOT_EXIST": (.targetUnknown, "There is no such channel, or the bot may not see it"),
        "CHANNEL_DOES_NOT_EXIST": (.targetUnknown, "There is no such channel, or the bot may not see it"),
        "BAD_REQUEST": (.contentRejected, "Zulip rejects the message"),
        "REQUEST_VARIABLE_MISSING": (.contentRejected, "Zulip rejects the message"),
        "REQUEST_VARIABLE_INVALID": (.contentRejected, "Zulip rejects the message"),
    ]

    /// The fault that an answer means; nil where Zulip has taken the request.
    package static func fault(
        for response: HTTPResponse,
        _ answer: ZulipAnswer?,
        to target: ZulipTarget?,
        now: Timestamp
    ) -> Fault? {
        let usual = HTTPStatusFaults.fault(for: response, now: now)
        guard let answer, usual != nil || !answer.isSuccess else {
            if answer == nil, usual == nil {
                return fault(.protocolViolation, "The server's answer is not one of Zulip's", response.status)
            }
            // Another server than was meant: nothing is known about the channel.
            return usual?.code == .targetUnknown
                ? fault(.authenticationRejected, "There is no Zulip at the server's address", response.status) : usual
        }
        guard response.status < 500, let code = answer.code, let (verdict, message) = table[code] else {
            return usual ?? fault(.contentRejected, "Zulip rejects the message", response.status)
        }
        if code == "BAD_REQUEST", let target, names(answer, target) {
            return fault(
                .recipientRejected,
                "Zulip does not know the recipient, or the bot may not write there",
                response.status
            )
            .with("provider_code", code)
        }
        var fault = fault(verdict, message, response.status).with("provider_code", code)
        if verdict == .rateLimited {
            let asked = answer.retryAfter.map { Int64((min(max($0, 0), 86_400) * 1_000).rounded(.up)) }
            fault.retryAfter = usual?.retryAfter ?? asked.map { .milliseconds($0) }
        }
        return fault
    }

    /// Whether the server's words, in whatever language, name the recipient: then it is the recipient they are about.
    private static func names(_ answer: ZulipAnswer, _ target: ZulipTarget) -> Bool {
        target.name.count >= 3 && answer.message?.contains(target.name) ?? false
    }

    private static func fault(_ code: FaultCode, _ message: String, _ status: Int) -> Fault {
        Fault(code, "\(message) (HTTP \(status)).", context: ["http_status": "\(status)"])
    }
}
