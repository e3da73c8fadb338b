// SPDX-License-Identifier: Apache-2.0

/// STARTTLS (RFC 3207).
extension SMTPSession {
    mutating func startTLS(_ argument: Substring, _ script: Script) -> [Action] {
        guard offersTLS else { return [.reply(SMTPReply(502, "5.5.1", "TLS is not offered"))] }
        guard argument.isEmpty else { return [.reply(SMTPReply(501, "5.5.4", "STARTTLS takes no argument"))] }
        guard !isEncrypted, draft == nil else {
            return [.reply(SMTPReply(503, "5.5.1", "STARTTLS is not in order here"))]
        }
        let success = SMTPReply(220, "2.0.0", "Ready to start TLS")
        let actions = turn(.starttls, success, script) {
            $0.isEncrypted = true
            // Nothing that was said in clear text is known any more.
            $0.hello = nil
            $0.user = nil
        }
        return isEncrypted ? actions + [.encrypt] : actions
    }
}
