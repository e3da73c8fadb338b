// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// What a refusal by the Graph API means: its own number says what the status does not.
package enum GraphFaults {
    private struct Answer: Decodable {
        struct Content: Decodable {
            let code: Int
            let is_transient: Bool?
        }

        let error: Content
    }

    /// The number for a text that is there already.
    package static let duplicate = 506

    /// The number of a refusal; nil where the answer has none.
    package static func number(in response: HTTPResponse) -> Int? {
        guard !(200..<300).contains(response.status) else { return nil }
        return (try? JSONDecoder().decode(Answer.self, from: Data(response.body)))?.error.code
    }

    /// Nil for 2xx.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else { return usual }
        let number = answer.error.code
        let verdict = verdict(number, isTransient: answer.error.is_transient ?? false)
        guard let verdict else { return usual.with("provider_code", "\(number)") }
        let wait = verdict.code == .rateLimited ? usual.retryAfter ?? verdict.wait ?? self.wait(in: response) : nil
        return Fault(
            verdict.code,
            "\(verdict.message) (error \(number), HTTP \(response.status)).",
            retryAfter: wait,
            suggestedAction: verdict.advice,
            context: usual.context
        )
        .with("provider_code", "\(number)")
    }

    private struct Verdict {
        let code: FaultCode
        let message: String
        var advice: String?
        var wait: Duration?
    }

    private static func verdict(_ number: Int, isTransient: Bool) -> Verdict? {
        switch number {
        case 4, 17, 32, 341, 613, 80_001...80_014: Verdict(code: .rateLimited, message: "Too many requests")
        case 368:
            Verdict(
                code: .rateLimited,
                message: "The account is blocked for a while",
                advice: "Look at the account's quality page: something it posted is held against it.",
                wait: .seconds(86_400)
            )
        case 102, 190:
            Verdict(
                code: .authenticationRejected,
                message: "The access token has expired or been withdrawn",
                advice: "Put a new access token where the channel's setting “token” points."
            )
        case 3, 10, 200...299:
            Verdict(
                code: .authenticationRejected,
                message: "The access token lacks a right",
                advice: "Make the access token anew with the right to post."
            )
        case duplicate: Verdict(code: .contentRejected, message: "The same text is there already")
        case 1, 2: Verdict(code: .providerUnavailable, message: "The service has trouble of its own")
        case _ where isTransient: Verdict(code: .providerUnavailable, message: "The service has trouble of its own")
        case 100: Verdict(code: .contentRejected, message: "The service rejects the content")
        default: nil
        }
    }

    /// The longest time after which a limit that is used up is lifted, in minutes by the service's own header.
    private static func wait(in response: HTTPResponse) -> Duration? {
        struct Usage: Decodable { let estimated_time_to_regain_access: Int? }
        guard let header = response.header("x-business-use-case-usage"),
            let usages = try? JSONDecoder().decode([String: [Usage]].self, from: Data(header.utf8))
        else { return nil }
        let minutes = usages.values.joined().compactMap(\.estimated_time_to_regain_access).max() ?? 0
        return minutes > 0 ? .seconds(min(minutes, 1_440) * 60) : nil
    }
}
