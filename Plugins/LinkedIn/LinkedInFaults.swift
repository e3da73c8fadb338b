// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a refusal by LinkedIn means.
package enum LinkedInFaults {
    /// The post that has the same text already: its URN, empty where the answer does not say; nil for any other answer.
    package static func duplicate(in response: HTTPResponse) -> String? {
        guard response.status == 422 else { return nil }
        let body = String(decoding: response.body, as: UTF8.self)
        guard body.contains("\"DUPLICATE_POST\"") else { return nil }
        let words = "duplicate of "
        guard let place = body.firstRange(of: words + "urn:li:") else { return "" }
        let urn = body[place.lowerBound...].dropFirst(words.count)
            .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || ":-_".contains($0)) }
        return urn.utf8.count <= 128 ? String(urn) : ""
    }

    /// Nil for 2xx.
    ///
    /// Limits are for a day, so one without `Retry-After` is lifted at midnight UTC.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard var fault = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        switch response.status {
        case 401:
            return Fault(
                .authenticationRejected,
                "LinkedIn does not accept the access token (HTTP 401).",
                suggestedAction: "Tokens last 60 days: put a new one where the channel's setting “token” points.",
                context: fault.context
            )
        case 403:
            return Fault(
                .authenticationRejected,
                "LinkedIn does not let the application post for this author (HTTP 403).",
                suggestedAction: "The token needs w_organization_social or w_member_social, and a role at the author.",
                context: fault.context
            )
        case 426:
            return Fault(
                .authenticationRejected,
                "LinkedIn has retired this version of its API (HTTP 426).",
                suggestedAction: "Set the channel's “version” to a later year and month.",
                context: fault.context
            )
        case 429 where fault.retryAfter == nil:
            let day: Int64 = 86_400
            fault.retryAfter = .seconds(day - now.unixSeconds % day)
        default: break
        }
        return fault
    }
}
