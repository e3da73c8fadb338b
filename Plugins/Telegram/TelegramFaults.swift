// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What an answer of the Bot API means.
package enum TelegramFaults {
    /// A refusal that Telegram words so; its documents call the wording subject to change, so what is not known counts
    /// by its status alone.
    package enum Refusal: String, CaseIterable, Sendable {
        case notModified = "message is not modified"
        case editTargetGone = "message to edit not found"
        case editTargetInvalid = "message_id_invalid"
        case editRefused = "message can't be edited"
        case unparsable = "can't parse entities"
        case tooLong = "message is too long"
        case empty = "message text is empty"
        case chatUnknown = "chat not found"
        case topicClosed = "topic_closed"
        case topicDeleted = "topic_deleted"
        case topicUnknown = "message thread not found"
        case groupGone = "group chat was deactivated"
        case noRights = "not enough rights"
        case noAdministrator = "need administrator rights"
        case writeForbidden = "chat_write_forbidden"
        case blocked = "bot was blocked by the user"
        case kicked = "bot was kicked"
        case deactivated = "user is deactivated"
        case notStarted = "can't initiate conversation"
        case noMember = "bot is not a member"

        init?(_ description: String) {
            let words = description.prefix(500).lowercased().replacing("’", with: "'")
            guard let refusal = Refusal.allCases.first(where: { words.contains($0.rawValue) }) else { return nil }
            self = refusal
        }

        /// Whether the message that was to be edited is there no more, or can be edited no more.
        var forbidsEdit: Bool { [.editTargetGone, .editTargetInvalid, .editRefused].contains(self) }

        fileprivate var verdict: (FaultCode, String) {
            switch self {
            case .notModified, .editTargetGone, .editTargetInvalid, .editRefused:
                (.contentRejected, "Telegram cannot edit the message")
            case .unparsable, .empty: (.contentRejected, "Telegram cannot read the text")
            case .tooLong: (.payloadTooLarge, "Telegram finds the text too long")
            case .chatUnknown: (.targetUnknown, "The bot does not know the chat")
            case .topicUnknown, .topicDeleted: (.targetUnknown, "The chat has no such topic")
            case .topicClosed: (.recipientRejected, "The topic is closed")
            case .groupGone, .kicked, .deactivated: (.targetGone, "The chat is gone, or the bot was put out of it")
            case .noRights, .noAdministrator, .writeForbidden, .noMember:
                (.recipientRejected, "The bot may not write in the chat")
            case .blocked, .notStarted: (.recipientRejected, "The reader has blocked the bot or never started it")
            }
        }
    }

    /// The refusal that an answer words, if any that is known.
    static func refusal(_ answer: TelegramAnswer?) -> Refusal? { answer?.description.flatMap { Refusal($0) } }

    /// The fault that an answer means; nil where Telegram has taken the request.
    package static func fault(for response: HTTPResponse, _ answer: TelegramAnswer?, now: Timestamp) -> Fault? {
        let usual = HTTPStatusFaults.fault(for: response, now: now)
        guard usual != nil || answer?.ok != true else { return nil }
        guard let answer, !answer.ok || usual != nil else {
            return usual.map(asConfigured)
                ?? fault(.protocolViolation, "The server's answer is not one of the Bot API", response.status)
        }
        if let refusal = refusal(answer), answer.status(response) != 429, answer.status(response) < 500 {
            return fault(refusal.verdict.0, refusal.verdict.1, response.status).with("provider_code", refusal.rawValue)
        }
        switch answer.status(response) {
        case 401: return fault(.authenticationRejected, "Telegram refuses the bot's token", response.status)
        case 403: return fault(.recipientRejected, "The bot may not write to the chat", response.status)
        case 404: return fault(.authenticationRejected, "Telegram knows no bot of this token", response.status)
        case 409: return fault(.authenticationRejected, "Another program works with the bot's token", response.status)
        case 413: return fault(.payloadTooLarge, "Telegram finds the request too large", response.status)
        case 429:
            var fault = fault(.rateLimited, "Telegram asks to slow down", response.status)
            let asked = answer.parameters?.retry_after
                .map { Duration.milliseconds(Int64(min(max($0, 0), 86_400) * 1_000)) }
            fault.retryAfter = asked ?? usual?.retryAfter
            return fault
        case 200..<300: return fault(.protocolViolation, "Telegram says neither yes nor no", response.status)
        case 400..<500 where usual == nil:
            return fault(.contentRejected, "Telegram rejects the message", response.status)
        default: return usual ?? fault(.providerUnavailable, "Telegram has trouble of its own", response.status)
        }
    }

    /// A stranger's answer: something between us and the Bot API, or another server than was meant.
    private static func asConfigured(_ usual: Fault) -> Fault {
        guard usual.code == .targetUnknown else { return usual }
        return Fault(
            .authenticationRejected,
            "There is no Bot API at the server, or it knows no bot of this token (HTTP 404).",
            context: usual.context
        )
    }

    private static func fault(_ code: FaultCode, _ message: String, _ status: Int) -> Fault {
        Fault(code, "\(message) (HTTP \(status)).", context: ["http_status": "\(status)"])
    }
}

extension TelegramAnswer {
    /// Servers say it twice; a proxy may change the one of HTTP.
    fileprivate func status(_ response: HTTPResponse) -> Int {
        (200..<300).contains(response.status) ? error_code ?? response.status : response.status
    }
}
