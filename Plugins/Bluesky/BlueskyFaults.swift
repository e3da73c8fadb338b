// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What a refusal by a personal data server means: the name of the error says more than the status.
package enum BlueskyFaults {
    /// The names that are known; others count by their status.
    package enum Refusal: String, Decodable, CaseIterable, Sendable {
        case expiredToken = "ExpiredToken"
        case invalidToken = "InvalidToken"
        case authenticationRequired = "AuthenticationRequired"
        case authMissing = "AuthMissing"
        case authFactorTokenRequired = "AuthFactorTokenRequired"
        case accountTakedown = "AccountTakedown"
        case accountDeactivated = "AccountDeactivated"
        case invalidRequest = "InvalidRequest"
        case invalidSwap = "InvalidSwap"
        case payloadTooLarge = "PayloadTooLarge"
        case rateLimitExceeded = "RateLimitExceeded"
        case upstreamFailure = "UpstreamFailure"

        package init?(_ response: HTTPResponse) {
            struct Answer: Decodable { let error: String }
            guard
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
                let refusal = Refusal(rawValue: answer.error)
            else { return nil }
            self = refusal
        }

        /// Whether another session may succeed.
        var isAboutSession: Bool { self == .expiredToken || self == .invalidToken }
    }

    /// Nil for 2xx.
    ///
    /// A limit without `Retry-After` ends when the server's own headers say so. `isLogin`: a request that is refused as
    /// invalid then means the account's name, not a message.
    package static func fault(for response: HTTPResponse, isLogin: Bool = false, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let refusal = Refusal(response)
        let verdict = refusal.flatMap { named($0) } ?? (isLogin && response.status == 400 ? login : nil)
        let code = verdict?.code ?? usual.code
        var fault = Fault(
            code,
            verdict.map { "\($0.message) (HTTP \(response.status))." } ?? usual.message,
            retryAfter: code.faultClass.isTransient ? usual.retryAfter : nil,
            suggestedAction: verdict?.advice,
            context: usual.context
        )
        if code == .rateLimited, fault.retryAfter == nil {
            fault.retryAfter = RateHeaders.restUntil(in: response, now: now).map { $0 - now }
        }
        return refusal.map { fault.with("provider_code", $0.rawValue) } ?? fault
    }

    private typealias Verdict = (code: FaultCode, message: String, advice: String?)

    private static let login: Verdict = (
        .authenticationRejected, "The server finds the login invalid",
        "Check the channel's settings “identifier” and “password”."
    )

    /// Nil where the status alone decides.
    private static func named(_ refusal: Refusal) -> Verdict? {
        switch refusal {
        case .expiredToken, .invalidToken, .authenticationRequired, .authMissing:
            (
                .authenticationRejected, "The server refuses the account's name or app password",
                "Make a new app password and put it where the channel's setting “password” points."
            )
        case .authFactorTokenRequired:
            (
                .authenticationRejected, "The account asks for a second factor, which an app password does without",
                "Put an app password, not the account's own, where the channel's setting “password” points."
            )
        case .accountTakedown, .accountDeactivated:
            (.authenticationRejected, "The account is closed or taken down", "Ask the provider about the account.")
        case .invalidSwap, .upstreamFailure:
            (.providerUnavailable, "The server cannot write at present", nil)
        case .rateLimitExceeded: (.rateLimited, "The server asks to slow down", nil)
        case .invalidRequest, .payloadTooLarge: nil
        }
    }
}
