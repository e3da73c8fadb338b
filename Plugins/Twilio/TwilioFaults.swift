// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What a refusal by Twilio means: its own number says more than the status.
package enum TwilioFaults {
    /// Nil for 2xx.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        struct Answer: Decodable { let code: Int }
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        guard let number = answer?.code, (10_000...99_999).contains(number) else { return usual }
        guard let verdict = verdict(number) else { return usual.with("provider_code", "\(number)") }
        let isTransient = verdict.code.faultClass.isTransient
        return Fault(
            verdict.code,
            "\(verdict.message) (Twilio \(number), HTTP \(response.status)).",
            retryAfter: isTransient ? usual.retryAfter ?? verdict.wait : nil,
            suggestedAction: verdict.advice,
            context: usual.context
        )
        .with("provider_code", "\(number)")
    }

    /// What one of Twilio's numbers means, in an answer or in what becomes of a message later; nil for one that is not
    /// known.
    package static func code(_ number: Int) -> FaultCode? { verdict(number)?.code }

    private struct Verdict {
        let code: FaultCode
        let message: String
        var advice: String?
        var wait: Duration?

        init(_ code: FaultCode, _ message: String, _ advice: String? = nil, wait: Duration? = nil) {
            self.code = code
            self.message = message
            self.advice = advice
            self.wait = wait
        }
    }

    private static func verdict(_ number: Int) -> Verdict? {
        switch number {
        case 20003:
            Verdict(
                .authenticationRejected,
                "The account or its token is not accepted",
                "Check the channel's settings “account”, “api_key” and “token”."
            )
        case 20429: Verdict(.rateLimited, "Too many requests at once")
        case 14107, 30022: Verdict(.rateLimited, "Too many messages in a short time", wait: .seconds(60))
        case 63038: Verdict(.rateLimited, "The account's messages for the day are used up", wait: .seconds(3_600))
        case 21211, 21217, 21614, 21635:
            Verdict(.recipientRejected, "The number is none that takes text messages")
        case 21610:
            Verdict(
                .recipientRejected,
                "The recipient has asked for no more messages",
                "Take the number out of the audience: only the recipient can undo it, by answering START."
            )
        case 21408:
            Verdict(.senderRejected, "The account may not send to that region", "Enable the region in the account.")
        case 21266, 21601, 21606, 21620, 21659, 21660:
            Verdict(.senderRejected, "The sender is none of the account's", "Check “from” or “messaging_service”.")
        case 21602: Verdict(.contentRejected, "The text is empty")
        case 21617, 21658: Verdict(.payloadTooLarge, "The text is too long")
        case 21611: Verdict(.rateLimited, "The sender's queue is full", wait: .seconds(600))
        case 30001: Verdict(.rateLimited, "The sender's queue was full for too long", wait: .seconds(600))
        case 30003: Verdict(.providerUnavailable, "The telephone cannot be reached at present", wait: .seconds(1_800))
        case 30004, 30005, 30006: Verdict(.recipientRejected, "The telephone is blocked, unknown or on a fixed line")
        case 30007: Verdict(.contentRejected, "A network has filtered the text out")
        case 30008, 30017: Verdict(.providerUnavailable, "A network has failed to deliver")
        case 30034: Verdict(.senderRejected, "The sender is not registered for such messages")
        default: nil
        }
    }
}
