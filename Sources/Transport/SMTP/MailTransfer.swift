// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit

/// One mail on a connection: its bytes, and what the relay's replies make of it.
///
/// A value without time or I/O.
struct MailTransfer {
    /// Why a mail was given up.
    enum End {
        case cancelled
        case tooLate
    }

    let job: MailJob
    var dialogue: SMTPDialogue
    private var content = DotStuffing()
    /// Whether the connection had carried a mail before.
    private let isOnKeptConnection: Bool
    var end: End?

    init(_ job: MailJob, on relay: MailRelay, isOnKeptConnection: Bool) {
        self.job = job
        self.isOnKeptConnection = isOnKeptConnection
        self.dialogue = SMTPDialogue(
            isNewConnection: !isOnKeptConnection,
            usesStartTLS: relay.usesStartTLS,
            needsAuthentication: relay.username != nil
        )
    }

    var phase: SMTPPhase { dialogue.phase }

    /// Whether the final dot has been given to be sent.
    var isGiven: Bool { content.isComplete }

    mutating func appendContent(to outgoing: inout [UInt8]) { content.append(to: &outgoing, from: job.mail.content) }

    /// How long the relay may take for what it is to do next.
    var patience: Duration { phase == .verdict ? job.mail.verdictTimeout : job.mail.timeout }

    /// Whether all of it may have been accepted, so that the verdict is worth some patience.
    var awaitsVerdict: Bool { phase == .verdict && !dialogue.isOver }

    /// Whether a kept connection turned out to be closed: nothing of the content can have left, so that the same mail
    /// may go out on a new one at once.
    var isLostOnIdleConnection: Bool {
        guard isOnKeptConnection, end == nil, phase == .mail else { return false }
        return dialogue.reply == nil || dialogue.reply?.code == 421
    }

    /// What libcurl calls a refusal, by the step at which it came.
    var codeOfRefusal: CURLcode { phase == .verdict ? CURLE_WEIRD_SERVER_REPLY : CURLE_SEND_ERROR }

    /// What became of the mail.
    ///
    /// What the relay said counts for more than libcurl's code: it has accepted the mail even if the connection broke
    /// right afterwards.
    func outcome(_ code: CURLcode, osError: Int32 = 0) -> MailOutcome {
        let reply = dialogue.reply
        if dialogue.isAccepted, let reply {
            return .success(MailAcceptance(reply: reply.line(hiding: job.mail.recipient)))
        }
        let curl =
            switch end {
            case .tooLate: CURLE_OPERATION_TIMEDOUT.rawValue
            case .cancelled: CURLE_ABORTED_BY_CALLBACK.rawValue
            case nil: code.rawValue
            }
        let meaning = SMTPVerdict.code(curl: curl, reply: reply, phase: phase, osError: osError)
        var context = ["phase": step(curl).rawValue, "curl_code": String(curl)]
        // A friendly reply before the connection broke explains nothing.
        if let reply, reply.code >= 300 {
            context["smtp_code"] = String(reply.code)
            context["enhanced_code"] = reply.enhanced?.description
            if !reply.text.isEmpty { context["reply"] = reply.line(hiding: job.mail.recipient) }
        }
        return .failure(
            Fault(
                meaning,
                sentence(curl, reply),
                retryAfter: SMTPVerdict.retryAfter(for: meaning, reply: reply),
                context: context
            )
        )
    }

    /// The step at which it ended; the replies do not show that a handshake came between them.
    private func step(_ code: UInt32) -> SMTPPhase { phase == .ehlo && CurlFaults.isAboutTLS(code) ? .starttls : phase }

    private func sentence(_ code: UInt32, _ reply: SMTPReply?) -> String {
        if dialogue.lacksAuthentication { return "The relay offers no authentication, and nothing is sent without it." }
        if let reply, reply.code >= 400 { return "The relay answered \(reply.code) at \(phase.rawValue)." }
        return "\(CurlFaults.sentence(code)) (at \(step(code).rawValue))."
    }
}
