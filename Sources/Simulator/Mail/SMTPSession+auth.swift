// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// AUTH PLAIN and LOGIN (RFC 4954, RFC 4616), with and without an initial response.
extension SMTPSession {
    mutating func beginAuth(_ argument: Substring, _ script: Script) -> [Action] {
        guard features.credentials != nil else {
            return [.reply(SMTPReply(502, "5.5.1", "Authentication is not offered"))]
        }
        guard hello != nil, user == nil, draft == nil else {
            return [.reply(SMTPReply(503, "5.5.1", "Authentication is not in order here"))]
        }
        let words = argument.split(separator: " ", maxSplits: 1)
        switch words.first?.uppercased() {
        case "PLAIN":
            stage = .authPlain
            return words.count > 1 ? continueAuth(String(words[1]), script) : [.reply(SMTPReply(334, nil, ""))]
        case "LOGIN":
            stage = .authLoginUser
            return words.count > 1 ? continueAuth(String(words[1]), script) : [.reply(Self.challenge("Username:"))]
        default:
            return [.reply(SMTPReply(504, "5.5.4", "Mechanisms are PLAIN and LOGIN"))]
        }
    }

    mutating func continueAuth(_ line: String, _ script: Script) -> [Action] {
        let current = stage
        stage = .command
        guard line != "*" else { return [.reply(SMTPReply(501, "5.7.0", "Authentication cancelled"))] }
        // A single “=” is an empty initial response.
        guard let data = line == "=" ? Data() : Data(base64Encoded: line),
            let text = String(validating: data, as: UTF8.self)
        else { return [.reply(SMTPReply(501, "5.5.2", "This is not base64"))] }
        switch current {
        case .authLoginUser:
            stage = .authLoginPassword(user: text)
            return [.reply(Self.challenge("Password:"))]
        case .authLoginPassword(let user):
            return finishAuth(user: user, password: text, script)
        default:
            let fields = text.split(separator: "\0", omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [.reply(SMTPReply(501, "5.5.2", "PLAIN has three fields"))] }
            return finishAuth(user: String(fields[1]), password: String(fields[2]), script)
        }
    }

    private mutating func finishAuth(user: String, password: String, _ script: Script) -> [Action] {
        let isRight = features.credentials == MailFeatures.Credentials(user: user, password: password)
        let verdict =
            isRight
            ? SMTPReply(235, "2.7.0", "Authentication succeeded")
            : SMTPReply(535, "5.7.8", "Authentication credentials invalid")
        return turn(.auth, verdict, script) { if isRight { $0.user = user } }
    }

    private static func challenge(_ prompt: String) -> SMTPReply {
        SMTPReply(334, nil, Data(prompt.utf8).base64EncodedString())
    }
}
