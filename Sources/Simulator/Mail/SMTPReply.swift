// SPDX-License-Identifier: Apache-2.0

/// A reply of the mail sink: code, enhanced code (RFC 3463) and one or more lines of text.
struct SMTPReply: Hashable, Sendable {
    var code: Int
    var enhanced: String?
    var lines: [String]

    init(_ code: Int, _ enhanced: String? = nil, _ lines: String...) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines
    }

    init(_ code: Int, _ enhanced: String?, lines: [String]) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines
    }

    /// Whether the command is carried out: 2xx, or for DATA and AUTH the intermediate 3xx.
    func accepts(_ phase: MailPhase) -> Bool { code / 100 == (phase == .data ? 3 : 2) }

    /// The bytes of the reply, every line ended by CRLF.
    var wire: [UInt8] {
        let lines = lines.isEmpty ? [""] : lines
        let prefix = enhanced.map { "\($0) " } ?? ""
        var text = ""
        for (index, line) in lines.enumerated() {
            text += "\(code)\(index == lines.count - 1 ? " " : "-")\(prefix)\(line)\r\n"
        }
        return Array(text.utf8)
    }

    /// What such a code usually says, for scripts that give no text.
    static func usualText(_ code: Int) -> String {
        switch code {
        case 220: "Ready"
        case 221: "Bye"
        case 235: "Authentication succeeded"
        case 250: "Ok"
        case 354: "End data with <CR><LF>.<CR><LF>"
        case 421: "Service not available, closing transmission channel"
        case 450: "Mailbox temporarily unavailable"
        case 451: "Local error in processing"
        case 452: "Insufficient system storage"
        case 454: "Temporary authentication failure"
        case 530: "Authentication required"
        case 535: "Authentication credentials invalid"
        case 550: "Mailbox unavailable"
        case 552: "Exceeded storage allocation"
        case 553: "Mailbox name not allowed"
        case 554: "Transaction failed"
        default: code < 400 ? "Ok" : "Refused"
        }
    }
}
