// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit

/// One mail while libcurl submits it: its bytes, the relay's replies, and the deadline of each step.
final class MailTransfer {
    private enum End {
        case cancelled
        case tooLate
    }

    private let job: MailJob
    private let farewell: Duration
    private var dialogue: SMTPDialogue
    private var handedOver = 0
    private var lastEvent = ContinuousClock.now
    private var end: End?
    private var cancelledAt: ContinuousClock.Instant?
    private(set) var hasOpenedConnection = false

    /// How long a cancelled mail still waits for the verdict on what was handed over: mostly it is a moment away, and
    /// it saves a duplicate; a relay that has stopped answering must not hold up whoever cancelled.
    private static let lastWait = Duration.seconds(5)

    init(_ job: MailJob, dialogue: SMTPDialogue, farewell: Duration) {
        self.job = job
        self.dialogue = dialogue
        self.farewell = farewell
    }

    func connectionOpened() {
        hasOpenedConnection = true
        lastEvent = .now
        dialogue.connectionOpened()
    }

    func receive(_ line: String) -> SMTPDialogue.Step {
        lastEvent = .now
        return dialogue.receive(line)
    }

    /// Gives the next bytes of the mail.
    ///
    /// libcurl doubles the dots at the beginning of lines.
    func copyContent(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastEvent = .now
        let content = job.mail.content
        let count = min(buffer.count, content.count - handedOver)
        if count > 0 {
            content.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[handedOver..<handedOver + count]))
            }
        }
        handedOver += count
        if handedOver == content.count { dialogue.contentHandedOver() }
        return count
    }

    /// Asked by libcurl at every turn, and about once a second while it waits.
    func mustEnd() -> Bool {
        switch job.stop {
        case .no: break
        case .cancelled where dialogue.phase == .verdict && !dialogue.isOver && !hasWaitedEnough(): break
        case .cancelled, .shutDown:
            end = end ?? .cancelled
            return true
        }
        guard ContinuousClock.now - lastEvent > patience else { return false }
        end = end ?? .tooLate
        return true
    }

    private func hasWaitedEnough() -> Bool {
        let start = cancelledAt ?? .now
        cancelledAt = start
        return ContinuousClock.now - start > Self.lastWait
    }

    private var patience: Duration {
        if dialogue.isOver { return farewell }
        return dialogue.phase == .verdict ? job.mail.verdictTimeout : job.mail.timeout
    }

    /// Whether a kept connection turned out to be closed: nothing but the MAIL command can have left, so that the
    /// same mail may go out on a new one at once.
    var isLostOnIdleConnection: Bool {
        guard !hasOpenedConnection, end == nil, dialogue.phase == .mail else { return false }
        return dialogue.reply == nil || dialogue.reply?.code == 421
    }

    /// What became of the mail.
    ///
    /// What the relay said counts for more than libcurl's code: it has accepted the mail even if libcurl dislikes the
    /// code it did so with, or the farewell failed.
    func result(_ code: UInt32, osError: Int32) -> Result<MailAcceptance, Fault> {
        let reply = dialogue.reply
        if dialogue.isAccepted, let reply {
            return .success(MailAcceptance(reply: reply.line(hiding: job.mail.recipient)))
        }
        let curl =
            end == .tooLate && code == CURLE_ABORTED_BY_CALLBACK.rawValue ? CURLE_OPERATION_TIMEDOUT.rawValue : code
        let meaning = SMTPVerdict.code(curl: curl, reply: reply, phase: dialogue.phase, osError: osError)
        var context = ["phase": step(curl).rawValue, "curl_code": String(curl)]
        // A friendly reply before the connection broke explains nothing.
        if let reply, reply.code >= 300 {
            context["smtp_code"] = String(reply.code)
            context["enhanced_code"] = reply.enhanced?.description
            context["reply"] = reply.line(hiding: job.mail.recipient)
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
    private func step(_ code: UInt32) -> SMTPPhase {
        dialogue.phase == .ehlo && CurlFaults.isAboutTLS(code) ? .starttls : dialogue.phase
    }

    private func sentence(_ code: UInt32, _ reply: SMTPReply?) -> String {
        if dialogue.lacksAuthentication { return "The relay offers no authentication, and nothing is sent without it." }
        if let reply, reply.code >= 400 { return "The relay answered \(reply.code) at \(dialogue.phase.rawValue)." }
        return "\(CurlFaults.sentence(code)) (at \(step(code).rawValue))."
    }
}
