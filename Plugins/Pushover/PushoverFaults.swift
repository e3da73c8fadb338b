// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What Pushover's answer means: whether its `status` is 1, and else which field it names.
package enum PushoverFaults {
    /// The fault that an answer means; nil where Pushover accepted.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        let answer = PushoverAnswer(response)
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else {
            guard let answer else {
                return told(.outcomeUnknown, "Pushover's answer does not say whether it accepted", response)
            }
            return answer.isAccepted ? nil : refused(answer, response)
        }
        switch response.status {
        case 429: return quotaUsedUp(usual, response, now)
        case 404 where answer == nil:
            return told(.senderRejected, "The server knows no such address", response, advice: "Check `server`.")
        case 408, 425, 413: return usual
        case 400..<500: return answer.map { refused($0, response) } ?? usual
        default: return usual
        }
    }

    /// The month's messages are used up: nothing helps before the moment that the headers name.
    static func reset(in response: HTTPResponse, now: Timestamp) -> Timestamp? {
        guard let seconds = response.header("x-limit-app-reset").flatMap({ Int64($0) }), (0..<1 << 40).contains(seconds)
        else { return nil }
        let moment = Timestamp(milliseconds: seconds * 1_000)
        return moment > now ? moment : nil
    }

    private static func quotaUsedUp(_ usual: Fault, _ response: HTTPResponse, _ now: Timestamp) -> Fault {
        var fault = told(
            .rateLimited,
            "The month's messages of the application are used up",
            response,
            advice: "Buy more messages for the application, or wait for the first of the month."
        )
        let wait = reset(in: response, now: now).map { min($0 - now, RetryAfter.longest) }
        fault.retryAfter = usual.retryAfter ?? wait ?? .seconds(3_600)
        return fault
    }

    private static func refused(_ answer: PushoverAnswer, _ response: HTTPResponse) -> Fault {
        let fault =
            switch answer.field {
            case "token":
                told(
                    .authenticationRejected,
                    "Pushover refuses the application's token",
                    response,
                    advice: "Check `token`."
                )
            case "user", "group": told(.targetUnknown, "Pushover does not know the user or group", response)
            case "device": told(.recipientRejected, "The user has no such device", response)
            default: told(.contentRejected, "Pushover rejects the message", response)
            }
        return answer.field.map { fault.with("provider_code", $0) } ?? fault
    }

    private static func told(
        _ code: FaultCode,
        _ message: String,
        _ response: HTTPResponse,
        advice: String? = nil
    ) -> Fault {
        Fault(
            code,
            "\(message) (HTTP \(response.status)).",
            suggestedAction: advice,
            context: ["http_status": String(response.status)]
        )
    }
}
