// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What an endpoint's answer means, and what is wrong with an endpoint's own settings.
///
/// An endpoint belongs to somebody else, so no answer of one may stop the channel: refused credentials, which stop a
/// provider's channel, end deliveries to that endpoint alone.
package enum WebhookFaults {
    /// The fault that an answer means; nil where the endpoint took the message, with any 2xx.
    ///
    /// 404, 405 and redirects are retried: endpoints are moved and misdeployed during incidents of their own. The
    /// header `webhook-delivery` of a refusal says what the endpoint wants: `disable` or `abort-message`.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let status = response.status
        switch response.header("webhook-delivery")?.lowercased().filter({ !$0.isWhitespace }) {
        case "disable": return fault(.targetGone, "The endpoint asks for no further messages", status)
        case "abort-message":
            return fault(.contentRejected, "The endpoint asks not to be sent this message again", status)
        default: break
        }
        switch status {
        case 300..<400:
            return fault(
                .providerUnavailable,
                "The endpoint answers with a redirect, which signed requests do not follow",
                status,
                advice: "Give the destination the URL that the endpoint has moved to."
            )
        case 404, 405:
            return fault(
                .providerUnavailable,
                "The endpoint does not exist at present, or takes no POST",
                status,
                advice: "Check the destination's URL with the people who run the endpoint."
            )
        case 401, 402, 403, 407:
            return fault(
                .recipientRejected,
                "The endpoint refuses the request's credentials or signature",
                status,
                advice: "Check the destination's secret and the channel's headers against what the endpoint expects."
            )
        default: return usual
        }
    }

    /// A destination's own secret is missing or no key: the fault of that destination alone.
    package static func unusableSecret(_ reference: SecretReference, _ reason: String) -> Fault {
        Fault(
            .destinationSecretInvalid,
            "The destination's signing secret cannot be used: \(reason).",
            suggestedAction:
                "Put “whsec_” and the base64 of 24 to 64 random bytes where the destination's secret points.",
            context: ["where": "secret", "secret": reference.text]
        )
    }

    private static func fault(_ code: FaultCode, _ message: String, _ status: Int, advice: String? = nil) -> Fault {
        Fault(
            code,
            "\(message) (HTTP \(status)).",
            suggestedAction: advice,
            context: ["http_status": "\(status)"]
        )
    }
}
