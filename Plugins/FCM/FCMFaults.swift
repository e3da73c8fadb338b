// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What Google's answer means: the details of its error first, then its status, then HTTP's.
package enum FCMFaults {
    /// The fault that an answer means; nil where Google accepted.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let answer = FCMAnswer(response)
        let code = answer?.errorCode
        var fault =
            switch code {
            case "UNREGISTERED": told(.targetGone, "The app is not registered any more", response)
            case "SENDER_ID_MISMATCH":
                told(
                    .recipientRejected,
                    "The registration belongs to another project",
                    response,
                    advice: "Check the project of the app that the token comes from."
                )
            case "INVALID_ARGUMENT": invalidArgument(answer, response)
            case "THIRD_PARTY_AUTH_ERROR":
                told(
                    .authenticationRejected,
                    "The key for Apple's or the browsers' push that Firebase holds is refused",
                    response,
                    advice: "Renew the APNs key or the web push certificate in the Firebase project."
                )
            case "QUOTA_EXCEEDED": quotaExceeded(answer, response)
            case "INTERNAL", "UNAVAILABLE", "UNSPECIFIED_ERROR": troubled(usual, response)
            default: withoutCode(answer, response, usual)
            }
        if fault.isTransient, fault.retryAfter == nil { fault.retryAfter = usual.retryAfter }
        if fault.code == .rateLimited, fault.retryAfter == nil { fault.retryAfter = .seconds(60) }
        let known = code ?? (response.status == 400 && answer?.isBadRequest == true ? "INVALID_ARGUMENT" : nil)
        return known.map { fault.with("provider_code", $0) } ?? fault
    }

    /// Whether our access token is refused, rather than a key that Firebase holds.
    static func isAboutAccessToken(_ response: HTTPResponse) -> Bool {
        response.status == 401 && FCMAnswer(response)?.errorCode == nil
    }

    /// A request that is called malformed, by the field that Google names.
    ///
    /// The target is the destination's, every other field ours. Where none is named, our message is known to be good.
    private static func invalidArgument(_ answer: FCMAnswer?, _ response: HTTPResponse) -> Fault {
        let targets: Set<String> = ["message.token", "message.fid", "message.topic"]
        guard let answer, answer.isBadRequest, !answer.fields.contains(where: targets.contains) else {
            return told(.targetUnknown, "Google does not take the address for a registration", response)
        }
        return told(.contentRejected, "Google rejects the message", response)
    }

    /// The quota of one device or topic is no reason to stop all others; the project's is.
    private static func quotaExceeded(_ answer: FCMAnswer?, _ response: HTTPResponse) -> Fault {
        guard answer?.isQuotaOfTarget == true else {
            return told(.rateLimited, "The project has used up its quota for now", response)
        }
        var fault = told(.providerUnavailable, "The device or topic has been sent too much for now", response)
        fault.retryAfter = .seconds(60)
        return fault
    }

    private static func troubled(_ usual: Fault, _ response: HTTPResponse) -> Fault {
        usual.isTransient ? usual : told(.providerUnavailable, "Google has trouble of its own", response)
    }

    private static func withoutCode(_ answer: FCMAnswer?, _ response: HTTPResponse, _ usual: Fault) -> Fault {
        switch response.status {
        case 401, 403:
            told(
                .authenticationRejected,
                "Google does not let the service account send",
                response,
                advice: "Check that the service account has the role Firebase Cloud Messaging API Admin."
            )
        case 404:
            told(.senderRejected, "Google does not know the project", response, advice: "Check `project`.")
        case 400 where answer?.isBadRequest == true: invalidArgument(answer, response)
        default: usual
        }
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
