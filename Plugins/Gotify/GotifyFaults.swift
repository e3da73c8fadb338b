// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What Gotify's answer means: its status says it all.
package enum GotifyFaults {
    /// The fault that an answer means; nil where Gotify took the message.
    ///
    /// Where the destination brought the token itself, a refusal is that destination's alone.
    package static func fault(for response: HTTPResponse, hasOwnToken: Bool, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        return switch response.status {
        case 401, 403:
            told(
                hasOwnToken ? .recipientRejected : .authenticationRejected,
                "Gotify refuses the application's token",
                response,
                advice:
                    "Check \(hasOwnToken ? "the destination's secret" : "`token`"): an application's token, not a client's."
            )
        case 404: told(.senderRejected, "The server knows no such address", response, advice: "Check `server`.")
        default: usual
        }
    }

    /// What a destination's own secret holds cannot be sent: the fault of that destination alone.
    package static func unusableSecret(_ reference: SecretReference) -> Fault {
        Fault(
            .destinationSecretInvalid,
            "The application's token cannot be used.",
            suggestedAction: "Put the token of a Gotify application where the destination's secret points.",
            context: ["where": "secret", "secret": reference.text]
        )
    }

    private static func told(
        _ code: FaultCode,
        _ message: String,
        _ response: HTTPResponse,
        advice: String
    ) -> Fault {
        Fault(
            code,
            "\(message) (HTTP \(response.status)).",
            suggestedAction: advice,
            context: ["http_status": String(response.status)]
        )
    }
}
