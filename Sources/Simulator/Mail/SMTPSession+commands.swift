// SPDX-License-Identifier: Apache-2.0

/// The commands of RFC 5321 4.1.
extension SMTPSession {
    mutating func command(_ line: String, _ script: Script) -> [Action] {
        let verb = line.prefix { $0 != " " }.uppercased()
        let argument = line.dropFirst(verb.count + 1)
        if stage == .refused, verb != "QUIT" {
            return [.reply(SMTPReply(503, "5.5.1", "There is no service here"))]
        }
        switch verb {
        case "EHLO", "HELO":
            return greet(argument, isExtended: verb == "EHLO", script)
        case "MAIL":
            return mail(line, script)
        case "RCPT":
            return recipient(line, script)
        case "DATA":
            return data(argument, script)
        case "RSET":
            draft = nil
            return [.reply(SMTPReply(250, "2.0.0", "Ok"))]
        case "NOOP":
            return [.reply(SMTPReply(250, "2.0.0", "Ok"))]
        case "VRFY":
            return [.reply(SMTPReply(252, "2.5.2", "Cannot verify, but will take mail"))]
        case "HELP":
            return [.reply(SMTPReply(214, "2.0.0", "EHLO HELO STARTTLS MAIL RCPT DATA RSET NOOP VRFY AUTH QUIT"))]
        case "QUIT":
            return turn(.quit, SMTPReply(221, "2.0.0", "Bye"), script) { _ in } + [.close]
        case "AUTH":
            return beginAuth(argument, script)
        case "STARTTLS":
            return startTLS(argument, script)
        case "EXPN", "TURN", "BDAT":
            return [.reply(SMTPReply(502, "5.5.1", "Command not implemented"))]
        default:
            return [.reply(SMTPReply(500, "5.5.2", "Command not recognized"))]
        }
    }

    private mutating func greet(_ name: Substring, isExtended: Bool, _ script: Script) -> [Action] {
        guard !name.isEmpty, !name.contains(" ") else {
            return [.reply(SMTPReply(501, "5.5.4", "Say who you are: EHLO name"))]
        }
        var lines = [features.hostName]
        if isExtended {
            lines += ["SIZE \(features.maxSize)", "8BITMIME", "ENHANCEDSTATUSCODES"]
            if offersTLS, !isEncrypted { lines.append("STARTTLS") }
            if features.offersPipelining { lines.append("PIPELINING") }
            if features.offersUTF8Addresses { lines.append("SMTPUTF8") }
            if features.credentials != nil { lines.append("AUTH PLAIN LOGIN") }
        }
        return turn(.ehlo, SMTPReply(250, nil, lines: lines), script) {
            $0.hello = String(name)
            $0.draft = nil
        }
    }

    private mutating func mail(_ line: String, _ script: Script) -> [Action] {
        guard hello != nil else { return [.reply(SMTPReply(503, "5.5.1", "Say EHLO first"))] }
        guard isEncrypted || !features.requiresTLS else {
            return [.reply(SMTPReply(530, "5.7.0", "Say STARTTLS first"))]
        }
        guard features.credentials == nil || user != nil else {
            return [.reply(SMTPReply(530, "5.7.0", "Authentication required"))]
        }
        guard draft == nil else { return [.reply(SMTPReply(503, "5.5.1", "There is a mail already"))] }
        guard
            line.prefix(10).uppercased() == "MAIL FROM:", let path = SMTPPath(line.dropFirst(10)),
            path.address.isEmpty || path.isMailbox
        else { return [.reply(SMTPReply(501, "5.5.4", "Syntax: MAIL FROM:<address>"))] }
        for (key, value) in path.parameters {
            if let refusal = refusal(of: key, value) { return [.reply(refusal)] }
        }
        guard path.isASCII || features.offersUTF8Addresses else { return [.reply(Self.onlyASCII)] }
        return turn(.mail, SMTPReply(250, "2.1.0", "Ok"), script) { $0.draft = MailDraft(sender: path.address) }
    }

    private func refusal(of key: String, _ value: String) -> SMTPReply? {
        switch key {
        case "SIZE":
            guard let size = Int(value), size >= 0 else { return SMTPReply(501, "5.5.4", "SIZE is a number") }
            return size > features.maxSize
                ? SMTPReply(552, "5.3.4", "Mail exceeds \(features.maxSize) octets") : nil
        case "BODY":
            return ["7BIT", "8BITMIME"].contains(value.uppercased())
                ? nil : SMTPReply(501, "5.5.4", "BODY is 7BIT or 8BITMIME")
        case "SMTPUTF8" where features.offersUTF8Addresses, "AUTH" where features.credentials != nil:
            return nil
        default:
            return SMTPReply(555, "5.5.4", "Parameter not recognized")
        }
    }

    private mutating func recipient(_ line: String, _ script: Script) -> [Action] {
        guard let recipients = draft?.recipients else {
            return [.reply(SMTPReply(503, "5.5.1", "Say MAIL first"))]
        }
        guard line.prefix(8).uppercased() == "RCPT TO:", let path = SMTPPath(line.dropFirst(8)) else {
            return [.reply(SMTPReply(501, "5.5.4", "Syntax: RCPT TO:<address>"))]
        }
        guard path.isMailbox || path.address.lowercased() == "postmaster" else {
            return [.reply(SMTPReply(501, "5.1.3", "Bad recipient address syntax"))]
        }
        guard path.parameters.isEmpty else { return [.reply(SMTPReply(555, "5.5.4", "Parameter not recognized"))] }
        guard path.isASCII || features.offersUTF8Addresses else { return [.reply(Self.onlyASCII)] }
        guard recipients.count < features.maxRecipients else {
            return [.reply(SMTPReply(452, "4.5.3", "Too many recipients"))]
        }
        return turn(.rcpt, SMTPReply(250, "2.1.5", "Ok"), recipients: [path.address], script) {
            $0.draft?.recipients.append(path.address)
        }
    }

    private mutating func data(_ argument: Substring, _ script: Script) -> [Action] {
        guard argument.isEmpty else { return [.reply(SMTPReply(501, "5.5.4", "DATA takes no argument"))] }
        guard let draft else { return [.reply(SMTPReply(503, "5.5.1", "Say MAIL first"))] }
        guard !draft.recipients.isEmpty else {
            return [.reply(SMTPReply(554, "5.5.1", "There are no valid recipients"))]
        }
        let success = SMTPReply(354, nil, SMTPReply.usualText(354))
        return turn(.data, success, recipients: draft.recipients, script) { $0.stage = .data }
    }

    private static let onlyASCII = SMTPReply(553, "5.6.7", "Addresses outside ASCII are not supported")
}
