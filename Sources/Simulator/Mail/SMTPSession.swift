// SPDX-License-Identifier: Apache-2.0

/// The server's side of one SMTP dialogue (RFC 5321) as a value: lines go in, actions come out, nothing is sent.
struct SMTPSession {
    enum Event {
        case connected
        case line([UInt8], endsWithCRLF: Bool)
        /// A line longer than ``lineLimit``; its bytes are gone.
        case lineTooLong
    }

    enum Action: Hashable {
        case reply(SMTPReply)
        case pause(Duration)
        /// Keep the mail; where that fails, whatever follows is replaced by a 451.
        case keep(MailDraft)
        /// Speak TLS from here on; what has come already does not count.
        case encrypt
        case hang
        case close
        case reset
        case garbage(String)
    }

    enum Stage: Hashable {
        /// Waiting for a command.
        case command
        case authPlain
        case authLoginUser
        case authLoginPassword(user: String)
        case data
        /// Refused at the greeting: only QUIT is left (RFC 5321 3.1).
        case refused
    }

    typealias Script = (_ phase: MailPhase, _ recipients: [String]) -> MailAnswer?

    let features: MailFeatures
    /// Names the connection in queue ids.
    let connection: Int
    let offersTLS: Bool
    var isEncrypted: Bool
    var stage = Stage.command
    var hello: String?
    /// The authenticated user.
    var user: String?
    var draft: MailDraft?
    private var mailCount = 0

    init(features: MailFeatures, connection: Int, offersTLS: Bool = false, isEncrypted: Bool = false) {
        self.features = features
        self.connection = connection
        self.offersTLS = offersTLS
        self.isEncrypted = isEncrypted
    }

    /// Octets of a line without its CRLF: commands are given double the 512 of RFC 5321 for the parameters of
    /// extensions, credentials what RFC 4954 asks for; a line of mail is bounded only to bound memory.
    var lineLimit: Int {
        switch stage {
        case .command, .refused: 1_022
        case .authPlain, .authLoginUser, .authLoginPassword: 12_288
        case .data: 65_536
        }
    }

    mutating func handle(_ event: Event, script: Script) -> [Action] {
        switch event {
        case .connected:
            return turn(.greeting, SMTPReply(220, nil, "\(features.hostName) ESMTP Belfry simulator"), script) { _ in }
        case .lineTooLong where stage == .data:
            draft?.longestLine = .max
            return []
        case .lineTooLong:
            stage = stage == .refused ? .refused : .command
            return [.reply(SMTPReply(500, "5.5.2", "Line too long"))]
        case .line(let line, let endsWithCRLF):
            return take(line, endsWithCRLF: endsWithCRLF, script)
        }
    }

    private mutating func take(_ line: [UInt8], endsWithCRLF: Bool, _ script: Script) -> [Action] {
        if stage == .data { return takeData(line, endsWithCRLF: endsWithCRLF, script) }
        guard endsWithCRLF, let text = String(validating: line, as: UTF8.self) else {
            return [.reply(SMTPReply(500, "5.5.2", "Commands are text and end in CRLF"))]
        }
        switch stage {
        case .authPlain, .authLoginUser, .authLoginPassword:
            return continueAuth(text, script)
        case .command, .refused, .data:
            return command(text, script)
        }
    }

    private mutating func takeData(_ line: [UInt8], endsWithCRLF: Bool, _ script: Script) -> [Action] {
        guard draft?.take(line, endsWithCRLF: endsWithCRLF, limit: features.maxSize) == true, let mail = draft
        else { return [] }
        stage = .command
        draft = nil
        if mail.size > features.maxSize {
            return [.reply(SMTPReply(552, "5.3.4", "Mail exceeds \(features.maxSize) octets"))]
        }
        if features.refusesBareLineFeeds, mail.bareLineFeeds > 0 {
            return [.reply(SMTPReply(550, "5.6.0", "Bare line feeds are not accepted"))]
        }
        if features.refusesLongLines, mail.longestLine > 998 {
            return [.reply(SMTPReply(554, "5.6.0", "A line is longer than 998 octets"))]
        }
        mailCount += 1
        let success = SMTPReply(250, "2.0.0", "Ok: queued as S\(connection)-\(mailCount)")
        return turn(.final, success, recipients: mail.recipients, mail: mail, script) { _ in }
    }

    /// One step of the dialogue that is in order: the script's answer, or else `success`.
    mutating func turn(
        _ phase: MailPhase,
        _ success: SMTPReply,
        recipients: [String] = [],
        mail: MailDraft? = nil,
        _ script: Script,
        whenAccepted: (inout SMTPSession) -> Void
    ) -> [Action] {
        let keep = mail.map { [Action.keep($0)] } ?? []
        guard let answer = script(phase, recipients) else {
            whenAccepted(&self)
            return keep + [.reply(success)]
        }
        let pause = answer.delay > .zero ? [Action.pause(answer.delay)] : []
        let keepAnyway = answer.keepsMail ? keep : []
        switch answer.action {
        case .reply(let code, let enhanced, let text):
            let scripted = SMTPReply(code, enhanced, text ?? SMTPReply.usualText(code))
            let isBare = enhanced == nil && text == nil
            // Wrong credentials stay wrong, whatever the script would let pass.
            let isOrdinary = isBare && scripted.accepts(phase) && (code == success.code || !success.accepts(phase))
            let reply = isOrdinary ? success : scripted
            guard reply.accepts(phase) else {
                if phase == .greeting { stage = .refused }
                return pause + keepAnyway + [.reply(reply)] + (code == 421 ? [.close] : [])
            }
            whenAccepted(&self)
            return pause + keep + [.reply(reply)]
        case .hang: return pause + keepAnyway + [.hang]
        case .close: return pause + keepAnyway + [.close]
        case .reset: return pause + keepAnyway + [.reset]
        case .garbage(let line): return pause + keepAnyway + [.garbage(line)]
        }
    }
}
