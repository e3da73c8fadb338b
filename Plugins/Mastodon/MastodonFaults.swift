// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What an instance's refusal means.
package enum MastodonFaults {
    /// Nil for 2xx.
    ///
    /// A limit without `Retry-After` ends when the instance's own headers say so.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard var fault = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        switch response.status {
        case 401:
            fault = Fault(
                .authenticationRejected,
                "The instance does not know the access token (HTTP 401).",
                suggestedAction: "Put a new access token where the channel's setting “token” points.",
                context: fault.context
            )
        case 403:
            fault = Fault(
                .authenticationRejected,
                "The instance does not let the account post (HTTP 403).",
                suggestedAction: "The token needs the scope write:statuses, and the account must not be limited.",
                context: fault.context
            )
        case 422:
            fault = Fault(
                .contentRejected,
                "The instance does not accept the post as valid (HTTP 422).",
                suggestedAction: "Compare the channel's setting “max_characters” with what the instance allows.",
                context: fault.context
            )
        case 429 where fault.retryAfter == nil:
            fault.retryAfter = RateHeaders.restUntil(in: response, now: now).map { $0 - now }
        default: break
        }
        return fault
    }
}
