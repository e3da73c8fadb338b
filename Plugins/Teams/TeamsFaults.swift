// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What the answers of a workflow, or of an old connector, mean.
///
/// A workflow is one destination's own, so no answer of one stops the channel.
package enum TeamsFaults {
    /// The fault that an answer means; nil where the message was taken.
    ///
    /// Old connectors tell of trouble in the text of a success: there the status within the text counts.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard (200..<300).contains(response.status) else { return refusal(response, now: now) }
        guard let status = TeamsFaults.status(within: response.body) else { return nil }
        let inner = HTTPResponse(status: status, headers: response.headers)
        return refusal(inner, now: now)?
            .with("http_status", "\(response.status)")
            .with("provider_code", "\(status)")
    }

    /// What workflows say in `error.code`; no other word of an answer is ever repeated.
    package static let codes: [String: FaultCode] = [
        "InvalidBotAdaptiveCard": .contentRejected, "TriggerInputSchemaMismatch": .contentRejected,
        "WorkflowTriggerIsNotEnabled": .targetGone, "WorkflowNotFound": .targetUnknown,
        "DirectApiAuthorizationRequired": .recipientRejected,
    ]

    private struct Answer: Decodable {
        struct Error: Decodable { var code: String? }

        var error: Error?
    }

    private static func refusal(_ response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        // Whatever the body says, a limit is a limit and trouble is trouble.
        guard !usual.isTransient else { return usual }
        let word = (try? JSONDecoder().decode(Answer.self, from: Data(response.body)))?.error?.code
        if let word, let code = codes[word] {
            return Fault(
                code,
                "The workflow refuses: “\(word)” (HTTP \(response.status)).",
                suggestedAction: code.faultClass == .permanentDestination ? advice : nil,
                context: usual.context.merging(["provider_code": word]) { first, _ in first }
            )
        }
        guard usual.code.faultClass == .configuration else { return usual }
        return Fault(
            .recipientRejected,
            "The workflow refuses the request (HTTP \(response.status)).",
            suggestedAction: advice,
            context: usual.context
        )
    }

    private static let advice =
        "Look whether the flow is on and its owner still there; put its present URL where the destination's secret points."

    /// The number behind `HTTP error` in the text of a success.
    private static func status(within body: [UInt8]) -> Int? {
        let text = String(decoding: body.prefix(4_096), as: UTF8.self)
        guard let mark = text.firstRange(of: "HTTP error ") else { return nil }
        let number = Int(text[mark.upperBound...].prefix(3)) ?? 0
        // It is trouble in any case.
        return (300..<600).contains(number) ? number : 502
    }
}
