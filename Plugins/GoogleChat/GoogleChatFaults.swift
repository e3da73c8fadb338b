// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What a webhook's answer means.
///
/// A webhook belongs to one space, so no answer of one stops the channel.
package enum GoogleChatFaults {
    private struct Answer: Decodable {
        struct Problem: Decodable {
            let status: String?
        }

        let error: Problem
    }

    /// The words of `google.rpc.Code`: what else an answer says is not repeated.
    private static let known: Set = [
        "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND",
        "ALREADY_EXISTS", "ABORTED", "RESOURCE_EXHAUSTED", "CANCELLED", "INTERNAL", "UNAVAILABLE", "UNKNOWN",
        "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "DATA_LOSS",
    ]

    /// The fault that an answer means; nil where the message was taken.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        let fault = own(response.status) ?? usual
        guard let code = answer?.error.status, known.contains(code) else { return fault }
        return fault.with("provider_code", code)
    }

    private static func own(_ status: Int) -> Fault? {
        let advice = "Make a new webhook in the space, and put its URL where the destination's secret points."
        let (code, message): (FaultCode, String)
        switch status {
        case 401, 403: (code, message) = (.recipientRejected, "Google Chat refuses the webhook, or it was removed")
        case 404: (code, message) = (.targetUnknown, "The space or its webhook is gone")
        default: return nil
        }
        return Fault(
            code,
            "\(message) (HTTP \(status)).",
            suggestedAction: advice,
            context: ["http_status": "\(status)"]
        )
    }

    /// A destination without a webhook, or with something else in its place.
    package static func unusableWebhook(_ reference: SecretReference?, _ reason: String) -> Fault {
        Fault(
            .destinationSecretInvalid,
            "The destination's webhook cannot be used: \(reason).",
            suggestedAction:
                "Put the URL that the space shows for its webhook where the destination's secret (env:NAME or file:PATH) points.",
            context: ["where": "secret"].merging(reference.map { ["secret": $0.text] } ?? [:]) { first, _ in first }
        )
    }
}
