// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What ntfy's answer means: its own number first, then the status.
package enum NtfyFaults {
    private struct Answer: Decodable {
        var code: Int
    }

    /// The fault that an answer means; nil where ntfy took the message.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let code = number(in: response)
        var fault =
            switch (code, response.status) {
            case (40_009, _), (40_010, _): told(.targetUnknown, "ntfy does not take the topic's name", response)
            case (42_904, _):
                told(
                    .senderRejected,
                    "The server allows no further topics",
                    response,
                    advice: "Raise the server's limit of topics, or use one that is there."
                )
            case (42_901, _): told(.rateLimited, "ntfy asks to slow down", response)
            case (42_905, _), (42_908, _): told(.rateLimited, "The day's quota at ntfy is used up", response)
            case (_, 401), (_, 403):
                told(
                    .authenticationRejected,
                    "ntfy does not let us write to the topic",
                    response,
                    advice: "Check `token`, or the secret of the destination, and the topic's access rules."
                )
            case (_, 404):
                told(.senderRejected, "The server knows no such address", response, advice: "Check `server`.")
            case (_, 400): told(.contentRejected, "ntfy rejects the message", response)
            default: usual
            }
        if fault.isTransient { fault.retryAfter = usual.retryAfter ?? wait(for: code, fault) }
        return code.map { fault.with("provider_code", String($0)) } ?? fault
    }

    /// What a destination's own secret holds cannot be sent: the fault of that destination alone.
    package static func unusableSecret(_ reference: SecretReference) -> Fault {
        Fault(
            .destinationSecretInvalid,
            "The topic's access token cannot be used.",
            suggestedAction: "Put an access token of ntfy, such as tk_…, where the destination's secret points.",
            context: ["where": "secret", "secret": reference.text]
        )
    }

    /// ntfy names no time: a request comes back every five seconds, a quota every day.
    private static func wait(for code: Int?, _ fault: Fault) -> Duration? {
        guard fault.code == .rateLimited else { return nil }
        return code == 42_905 || code == 42_908 ? .seconds(3_600) : .seconds(10)
    }

    /// ntfy's number, where it is one: the status and two further digits.
    private static func number(in response: HTTPResponse) -> Int? {
        guard response.body.first == UInt8(ascii: "{"),
            let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
            answer.code / 100 == response.status
        else { return nil }
        return answer.code
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
