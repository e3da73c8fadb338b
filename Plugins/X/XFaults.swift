// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What a refusal by X means.
package enum XFaults {
    /// What X says of a post in words of its own; what is not known counts by its status alone.
    package enum Refusal: String, CaseIterable, Sendable {
        case duplicate = "duplicate content"
        case parentGone = "deleted or not visible"

        package init?(_ response: HTTPResponse) {
            struct Answer: Decodable { let detail: String }
            guard response.status == 400 || response.status == 403,
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
                let refusal = Refusal.allCases.first(where: { answer.detail.lowercased().contains($0.rawValue) })
            else { return nil }
            self = refusal
        }
    }

    /// Nil for 2xx.
    ///
    /// A limit without `Retry-After` ends when the last of those that are used up does.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard var fault = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        if let refusal = Refusal(response) {
            let message =
                refusal == .duplicate ? "X has the same text from this account already" : "The post to reply to is gone"
            return Fault(.contentRejected, "\(message) (HTTP \(response.status)).", context: fault.context)
                .with("provider_code", refusal.rawValue)
        }
        switch response.status {
        case 401:
            return Fault(
                .authenticationRejected,
                "X does not accept the keys or their signature (HTTP 401).",
                suggestedAction: "Check the channel's four keys, and the hub's clock.",
                context: fault.context
            )
        case 402:
            return Fault(
                .authenticationRejected,
                "The application's credits are used up (HTTP 402).",
                suggestedAction: "Buy credits in X's developer portal.",
                context: fault.context
            )
        case 403:
            return Fault(
                .authenticationRejected,
                "X does not let the application or the account post (HTTP 403).",
                suggestedAction: "The application needs the right to write, and the account must not be suspended.",
                context: fault.context
            )
        case 429 where fault.retryAfter == nil: fault.retryAfter = wait(in: response, now: now)
        default: break
        }
        return fault
    }

    private static func wait(in response: HTTPResponse, now: Timestamp) -> Duration? {
        let resets = ["x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour"]
            .compactMap { family -> Int64? in
                guard response.header("\(family)-remaining") == "0" else { return nil }
                return response.header("\(family)-reset").flatMap { Int64($0) }
            }
        guard let last = resets.max(), last > now.unixSeconds, last - now.unixSeconds <= 172_800 else { return nil }
        return .seconds(min(last - now.unixSeconds, 86_400))
    }
}
