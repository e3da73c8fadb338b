// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit

/// One connection to a relay.
///
/// libcurl makes it: it resolves the name, connects, greets, encrypts and authenticates. The mails themselves are
/// spoken by us over what libcurl made (`CURLOPT_CONNECT_ONLY`), for libcurl would stop its thread until a verdict has
/// come, and again until a farewell is answered. So nothing here ever waits.
///
/// Made, used and thrown away on the loop's thread. Whatever happens on it comes to a ``Step``, which the loop takes.
final class MailConnection {
    /// Providers close a connection after some number of mails: we are first.
    static let mailsAtMost = 100
    static let idleLimit = Duration.seconds(30)
    /// How long the relay's answer to our farewell is waited for.
    private static let farewell = Duration.seconds(2)
    /// How long a cancelled mail still waits for the verdict on what was handed over: mostly it is a moment away, and
    /// it saves a duplicate; a relay that has stopped answering must not hold up whoever cancelled.
    private static let lastWait = Duration.seconds(5)

    enum Stage {
        /// libcurl is at work on it, for the sake of a first mail.
        case connecting
        case busy
        case idle
        /// It takes no more mail; so many answers are to come before the farewell can be said.
        case leaving(answers: Int)
        /// It is to be closed.
        case over
    }

    enum Step {
        case waits
        /// The mail has its outcome. The stage says what is to become of the connection.
        case ended(MailJob, MailOutcome)
        /// It was closed while it was idle, and the mail goes out on a new one.
        case lost(MailJob)
        case over
    }

    let easy: EasyHandle
    let pool: MailPool
    let sockets: SocketWatch
    let room: IncomingRoom
    /// Its index among those open.
    var place = 0
    var stage = Stage.connecting
    var transfer: MailTransfer?
    /// When it is to be seen to although nothing has happened on it.
    var deadline = UInt64.max
    /// -1 until libcurl has made it.
    private(set) var descriptor: Int32 = -1
    /// Why the system gave no socket.
    var socketError: Int32 = 0
    private var extensions = SMTPDialogue.Extensions()
    private var carried = 0

    /// The last command that has been said for the mail in hand, `content` included.
    var spoken: SMTPPhase?
    /// What is to be sent, and how much of it has been.
    var outgoing: [UInt8] = []
    var sent = 0
    var isStalled = false
    /// The beginning of a line whose end is to come.
    var broken: [UInt8] = []

    init?(to pool: MailPool, trust: TrustedCertificates?, sockets: SocketWatch, room: IncomingRoom) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.pool = pool
        self.sockets = sockets
        self.room = room
        setRules(trust: trust)
        setCallbacks()
    }

    deinit { curl_easy_cleanup(easy) }

    var isIdle: Bool { if case .idle = stage { true } else { false } }
    var isOver: Bool { if case .over = stage { true } else { false } }

    func wait(_ patience: Duration) { deadline = CurlMulti.now &+ UInt64(patience.curlMilliseconds) &* 1_000_000 }

    // MARK: A mail

    /// Takes the first mail; libcurl is to be given the handle next.
    func connect(for job: MailJob) {
        transfer = MailTransfer(job, on: pool.relay, isOnKeptConnection: false)
        setTimeouts(job.mail)
        wait(job.mail.timeout)
    }

    /// libcurl has made the connection, or given up.
    func connected(_ code: CURLcode) -> Step {
        guard let transfer, code == CURLE_OK, transfer.phase == .mail else {
            let osError = socketError != 0 ? socketError : Int32(truncatingIfNeeded: easy.integer(CURLINFO_OS_ERRNO))
            return giveUp(code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code, osError: osError)
        }
        stage = .busy
        descriptor = easy.socket
        extensions = transfer.dialogue.extensions
        sockets.want(descriptor, read: true, write: false)
        // The first look ties the connection to the handle: until then libcurl takes it for one that nobody uses.
        let step = receive()
        guard case .waits = step, case .busy = stage else { return step }
        return speak()
    }

    /// Takes one more mail.
    func carry(_ job: MailJob) -> Step {
        stage = .busy
        transfer = MailTransfer(job, on: pool.relay, isOnKeptConnection: true)
        return speak()
    }

    /// Says what the relay is ready to hear.
    func speak() -> Step {
        guard let transfer else { return .waits }
        let mail = transfer.job.mail
        switch (transfer.phase, spoken) {
        case (.mail, nil):
            say("MAIL FROM:<", mail.sender, ">")
            if extensions.takesSize, !mail.content.isEmpty { say(" SIZE=", String(mail.content.count)) }
            say("\r\n")
            spoken = .mail
            if extensions.takesGroups {
                say("RCPT TO:<", mail.recipient, ">\r\nDATA\r\n")
                spoken = .data
            }
        case (.rcpt, .mail):
            say("RCPT TO:<", mail.recipient, ">\r\n")
            spoken = .rcpt
        case (.data, .rcpt):
            say("DATA\r\n")
            spoken = .data
        case (.content, .data): spoken = .content
        default: return .waits
        }
        wait(transfer.patience)
        return send()
    }

    /// The relay has said its last word about the mail.
    ///
    /// Here `hasMore` is whether it said something else right after it.
    func conclude(hasMore: Bool) -> Step {
        guard let transfer else { return .over }
        let dialogue = transfer.dialogue
        if transfer.isLostOnIdleConnection { return lose(transfer) }
        let outcome = transfer.outcome(transfer.codeOfRefusal)
        let isGrouped = spoken == .data
        rest()
        carried += 1
        switch (dialogue.phase, dialogue.reply?.code ?? 0) {
        case (_, 421), (.content, _): stage = .over
        case (.verdict, let code) where !dialogue.isAccepted && code < 400: stage = .over
        case (.verdict, _) where hasMore: stage = .over
        case (.verdict, _) where carried < Self.mailsAtMost: wait(Self.idleLimit)
        case (.mail, _) where isGrouped: leave(after: 2)
        case (.rcpt, _) where isGrouped: leave(after: 1)
        default: leave(after: 0)
        }
        return .ended(transfer.job, outcome)
    }

    private func rest() {
        transfer = nil
        spoken = nil
        stage = .idle
    }

    // MARK: Its end

    /// Ends the mail in hand, and the connection with it.
    func giveUp(_ code: CURLcode, osError: Int32 = 0) -> Step {
        stage = .over
        guard let transfer else { return .over }
        self.transfer = nil
        if transfer.isLostOnIdleConnection { return .lost(transfer.job) }
        return .ended(transfer.job, transfer.outcome(code, osError: osError))
    }

    private func lose(_ transfer: MailTransfer) -> Step {
        self.transfer = nil
        stage = .over
        return .lost(transfer.job)
    }

    /// Nothing has happened until the deadline.
    func expire() -> Step {
        switch stage {
        case .connecting, .busy:
            if transfer?.end == nil { transfer?.end = .tooLate }
            return giveUp(CURLE_OPERATION_TIMEDOUT)
        case .idle:
            leave(after: 0)
            return isOver ? .over : .waits
        case .leaving, .over:
            stage = .over
            return .over
        }
    }

    /// Gives the mail in hand up, at once or, where all of it has been handed over, a few seconds from now.
    func cancel() -> Step {
        guard let transfer, transfer.end == nil else { return .waits }
        self.transfer?.end = .cancelled
        guard transfer.awaitsVerdict else { return giveUp(CURLE_ABORTED_BY_CALLBACK) }
        let before = deadline
        wait(Self.lastWait)
        deadline = min(deadline, before)
        return .waits
    }

    /// Gives everything up at once, with a farewell where there is a moment for one.
    func end() -> Step {
        if isIdle { leave(after: 0) }
        transfer?.end = .cancelled
        return giveUp(CURLE_ABORTED_BY_CALLBACK)
    }

    /// Says QUIT once so many answers have come.
    func leave(after answers: Int) {
        stage = .leaving(answers: answers)
        wait(Self.farewell)
        guard answers == 0 else { return }
        say("QUIT\r\n")
        if case .over = send() { stage = .over }
    }
}
