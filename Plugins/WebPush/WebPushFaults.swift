// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What a push service's answer means, and what is wrong with a subscription's own keys.
package enum WebPushFaults {
    private struct Answer: Decodable {
        var reason: String
    }

    /// Words of Apple's push service for 400 and 403 that it documents for web push.
    private static let reasons: Set<String> = [
        "BadAuthorizationHeader", "BadJwtToken", "BadTtl", "BadUrgency", "BadWebPushTopic", "PayloadEmpty",
        "PayloadTooLarge", "VapidPkHashMismatch",
    ]

    /// The fault that an answer means; nil where the push service took the message, with any 2xx.
    ///
    /// 401 means that our token is wrong, which concerns every subscription. 403 means that this subscription was made
    /// for another key (RFC 8292 4.2): that one alone is refused, lest an old subscription stop all others, unless the
    /// service says that the token is at fault.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let reason = reason(of: response)
        let fault =
            switch response.status {
            case 404: told(.targetGone, "The subscription does not exist any more", response)
            case 410: told(.targetGone, "The subscription has ended", response)
            case 403 where reason != "BadJwtToken" && reason != "BadAuthorizationHeader":
                told(
                    .recipientRejected,
                    "The push service refuses our key for this subscription",
                    response,
                    advice: "The browser must subscribe anew if the VAPID key was changed since."
                )
            case 400 where reason == "VapidPkHashMismatch":
                told(
                    .recipientRejected,
                    "The subscription was made for another key",
                    response,
                    advice: "The browser must subscribe anew."
                )
            case 401, 403:
                told(
                    .authenticationRejected,
                    "The push service refuses our token",
                    response,
                    advice: "Check `vapid_key` and `subject`, and that this machine's clock is right."
                )
            default: usual
            }
        return reason.map { fault.with("provider_code", $0) } ?? fault
    }

    /// A destination's own keys are missing or unusable: the fault of that destination alone.
    package static func unusableSecret(_ reference: SecretReference?, _ reason: String) -> Fault {
        var context = ["where": "secret"]
        context["secret"] = reference?.text
        return Fault(
            .destinationSecretInvalid,
            "The subscription's keys cannot be used: \(reason).",
            suggestedAction: "Put “p256dh:auth”, or the subscription's JSON, where the destination's secret points.",
            context: context
        )
    }

    private static func reason(of response: HTTPResponse) -> String? {
        guard response.body.first == UInt8(ascii: "{") else { return nil }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        return answer.flatMap { reasons.contains($0.reason) ? $0.reason : nil }
    }

    private static func told(
        _ code: FaultCode,
        _ message: String,
        _ response: HTTPResponse,
        advice: String? = nil
    ) -> Fault {
        Fault(
            code,
            "\(message) (HTTP \(response.status)).",
            suggestedAction: advice,
            context: ["http_status": String(response.status)]
        )
    }
}
