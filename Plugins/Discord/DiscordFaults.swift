// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What Discord's answers mean.
///
/// A webhook is one destination's own, so no answer of one stops the channel.
package enum DiscordFaults {
    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - response: to a message, a change of one, or a question about the webhook.
    ///   - thread: whether the message was sent into a thread, whose id is then that of the answer's channel.
    ///   - now: what dates in the answer are compared with.
    /// - Returns: the message's place; nil where a success does not name it.
    /// - Throws: the fault that the answer means.
    package static func post(
        in response: HTTPResponse,
        inThread thread: Bool,
        now: Timestamp
    ) throws(Fault) -> DiscordPost? {
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        if let fault = fault(for: response, answer, now: now) { throw fault }
        guard response.status == 204 || answer?.id != nil || response.bodyWasCut else {
            throw Fault(
                .protocolViolation,
                "The answer is not one of Discord's (HTTP \(response.status)).",
                context: ["http_status": "\(response.status)"]
            )
        }
        guard let id = answer?.id, DiscordPost.isID(id) else { return nil }
        let place = thread ? answer?.channelID.flatMap { DiscordPost.isID($0) ? $0 : nil } : nil
        return DiscordPost(thread: place, message: id)
    }

    /// Whether the message to be changed is not there any more.
    package static func isGone(_ fault: Fault) -> Bool { fault.context["provider_code"] == "10008" }

    /// Whether the message would be taken outside the thread that it was sent into.
    package static func refusesThread(_ fault: Fault) -> Bool {
        ["10003", "10008", "160005"].contains(fault.context["provider_code"])
    }

    /// Whether the channel is a forum, which takes threads alone.
    package static func isForum(_ fault: Fault) -> Bool { fault.context["provider_code"] == "220001" }

    /// Whether the channel is no forum, so that a message cannot begin a thread.
    package static func isNoForum(_ fault: Fault) -> Bool { fault.context["provider_code"] == "220003" }

    package static let codes: [Int: FaultCode] = [
        10_003: .targetUnknown, 10_008: .targetUnknown, 10_015: .targetGone, 40_005: .payloadTooLarge,
        40_062: .rateLimited, 50_001: .recipientRejected, 50_006: .contentRejected, 50_013: .recipientRejected,
        50_027: .targetGone, 50_035: .contentRejected, 160_005: .recipientRejected, 220_001: .recipientRejected,
        220_003: .recipientRejected, 220_004: .recipientRejected,
    ]

    private struct Answer: Decodable {
        var id: String?
        var channelID: String?
        var code: Int?
        var retryAfter: Double?

        private enum CodingKeys: String, CodingKey {
            case id, code
            case channelID = "channel_id"
            case retryAfter = "retry_after"
        }
    }

    private static func fault(for response: HTTPResponse, _ answer: Answer?, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        var context = usual.context
        let known = answer?.code.flatMap { code in codes[code].map { (code, $0) } }
        if let known { context["provider_code"] = "\(known.0)" }
        switch usual.code {
        // Whatever the body says, a limit is a limit and trouble is trouble.
        case .rateLimited:
            return Fault(
                .rateLimited,
                "Discord asks to slow down (HTTP \(response.status)).",
                retryAfter: answer?.retryAfter.flatMap(wait) ?? usual.retryAfter ?? rest(response, now: now),
                context: context
            )
        case .providerUnavailable: return usual
        default: break
        }
        let code = known?.1 ?? (usual.code == .authenticationRejected ? .recipientRejected : usual.code)
        return Fault(
            code,
            "Discord refuses the message (HTTP \(response.status)\(known.map { ", code \($0.0)" } ?? "")).",
            retryAfter: code == .rateLimited ? answer?.retryAfter.flatMap(wait) ?? usual.retryAfter : nil,
            suggestedAction: known.flatMap { advice[$0.0] },
            context: context
        )
    }

    private static let advice = [
        10_015: "Make a new webhook and put its URL where the destination's secret points.",
        50_027: "Copy the webhook's URL anew to where the destination's secret points.",
        220_001: "Set updates to thread: the channel is a forum.",
    ]

    private static func rest(_ response: HTTPResponse, now: Timestamp) -> Duration? {
        RateHeaders.restUntil(in: response, now: now).map { $0 - now }
    }

    /// Rounded up to the millisecond: too early would be refused again.
    private static func wait(_ seconds: Double) -> Duration? {
        guard seconds >= 0, seconds.isFinite else { return nil }
        return min(.milliseconds((min(seconds, 86_400) * 1_000).rounded(.up)), RetryAfter.longest)
    }
}
