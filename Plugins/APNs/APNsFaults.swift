// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// What Apple's answer means: the `reason` first, then the status.
package enum APNsFaults {
    /// What stands in the body of a refusal.
    package struct Answer: Decodable, Sendable {
        package var reason: String
        /// Since when a token is not valid any more.
        var timestamp: Int64?

        package init?(_ response: HTTPResponse) {
            guard response.body.first == UInt8(ascii: "{"),
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
            else { return nil }
            self = answer
        }

        /// The moment in ``timestamp``, which Apple gives in milliseconds and others have read as seconds.
        var moment: Timestamp? {
            guard let timestamp, timestamp > 0 else { return nil }
            let isMilliseconds = timestamp > 100_000_000_000
            return Timestamp(milliseconds: isMilliseconds ? timestamp : timestamp * 1_000)
        }
    }

    private struct Meaning {
        let code: FaultCode
        let sentence: String
        var advice: String?
    }

    /// The fault that an answer means; nil where Apple accepted.
    package static func fault(for response: HTTPResponse, now: Timestamp) -> Fault? {
        guard let usual = HTTPStatusFaults.fault(for: response, now: now) else { return nil }
        let answer = Answer(response)
        guard let answer, let meaning = meanings[answer.reason] else {
            switch response.status {
            case 404, 405: return told(path, response)
            case 410: return told(gone, response).with("gone_since", answer?.moment, now)
            default: return usual
            }
        }
        var fault = told(meaning, response).with("provider_code", answer.reason)
        if meaning.code.faultClass.isTransient { fault.retryAfter = usual.retryAfter }
        if answer.reason == "TooManyProviderTokenUpdates" { fault.retryAfter = ProviderToken.shortest }
        return response.status == 410 ? fault.with("gone_since", answer.moment, now) : fault
    }

    private static func told(_ meaning: Meaning, _ response: HTTPResponse) -> Fault {
        Fault(
            meaning.code,
            "\(meaning.sentence) (HTTP \(response.status)).",
            suggestedAction: meaning.advice,
            context: ["http_status": String(response.status)]
        )
    }

    private static let gone = Meaning(
        code: .targetGone,
        sentence: "The device token is not valid any more",
        advice: "Release the destination only if the app has registered again since `gone_since`."
    )
    private static let path = Meaning(
        code: .senderRejected,
        sentence: "The server does not know the path or method of a push",
        advice: "Check `server`."
    )
    private static let setup = Meaning(
        code: .senderRejected,
        sentence: "Apple does not let this key send for the topic",
        advice: "Check `topic` against the app's bundle identifier, and the topics that the key is made for."
    )
    private static let key = Meaning(
        code: .authenticationRejected,
        sentence: "Apple refuses our key or token",
        advice: "Check `key`, `key_id`, `team_id` and `environment`, and that this machine's clock is right."
    )
    private static let content = Meaning(
        code: .contentRejected,
        sentence: "Apple refuses the notification as malformed"
    )
    private static let trouble = Meaning(
        code: .providerUnavailable,
        sentence: "Apple's push service has trouble of its own"
    )

    private static let meanings: [String: Meaning] = [
        "BadDeviceToken": Meaning(
            code: .targetUnknown,
            sentence: "Apple does not know the device token",
            advice: "Check `environment` first: a token of the sandbox is unknown in production, and the reverse."
        ),
        "DeviceTokenNotForTopic": Meaning(
            code: .recipientRejected,
            sentence: "The device token belongs to another app",
            advice: "Check `topic` if other tokens are refused alike."
        ),
        "BadTopic": setup, "MissingTopic": setup, "TopicDisallowed": setup,
        "BadCollapseId": content, "BadExpirationDate": content, "BadMessageId": content, "BadPriority": content,
        "DuplicateHeaders": content, "InvalidPushType": content, "MissingDeviceToken": content, "PayloadEmpty": content,
        "IdleTimeout": trouble, "InternalServerError": trouble, "ServiceUnavailable": trouble, "Shutdown": trouble,
        "BadCertificate": key, "BadCertificateEnvironment": key, "BadEnvironmentKeyIdInToken": key,
        "BadEnvironmentKeyInToken": key, "ExpiredProviderToken": key, "Forbidden": key, "InvalidProviderToken": key,
        "MissingProviderToken": key, "UnrelatedKeyIdInToken": key,
        "BadPath": path, "MethodNotAllowed": path,
        "ExpiredToken": gone, "Unregistered": gone,
        "PayloadTooLarge": Meaning(code: .payloadTooLarge, sentence: "Apple finds the notification too large"),
        "TooManyRequests": Meaning(code: .rateLimited, sentence: "The device has been sent too much in a short time"),
        "TooManyProviderTokenUpdates": Meaning(
            code: .rateLimited,
            sentence: "Apple finds that tokens are renewed too often",
            advice: "See that no other program sends with the same key from this address."
        ),
    ]
}

extension Fault {
    /// With a moment that an answer names, unless it lies ahead.
    fileprivate func with(_ key: String, _ moment: Timestamp?, _ now: Timestamp) -> Fault {
        guard let moment, moment <= now else { return self }
        return with(key, moment.description)
    }
}
