// SPDX-License-Identifier: Apache-2.0

/// A text message, looked at as Twilio does before it takes one.
struct TwilioMessage {
    let recipient: String
    let text: String
    /// Whether a messaging service chooses the sender.
    let isByService: Bool

    private static let longest = 1_600

    /// Reads a form; `account` is whose senders are known, nil for any.
    init(_ form: [String: String], of account: TwilioAccount?) throws(TwilioRefusal) {
        guard let to = form["To"], !to.isEmpty else { throw .wrong(21_604, "A 'To' phone number is required.") }
        let from = form["From"] ?? ""
        let service = form["MessagingServiceSid"] ?? ""
        guard !from.isEmpty || !service.isEmpty else { throw .wrong(21_603, "A 'From' phone number is required.") }
        guard let text = form["Body"], !text.isEmpty else { throw .wrong(21_602, "Message body is required.") }
        guard text.unicodeScalars.count <= Self.longest else {
            throw .wrong(21_658, "The concatenated message body exceeds the 1600 character limit.")
        }
        try Self.check(to: to)
        if from.isEmpty { try Self.check(service, of: account) } else { try Self.check(from: from, of: account) }
        if let validity = form["ValidityPeriod"], !(1...36_000).contains(Int(validity) ?? 0) {
            throw .wrong(20_001, "Parameter 'ValidityPeriod' is not valid")
        }
        self.recipient = to
        self.text = text
        self.isByService = from.isEmpty
    }

    private static func check(to: String) throws(TwilioRefusal) {
        guard isNumber(to), to != "+15005550001" else {
            throw .wrong(21_211, "The 'To' number \(to) is not a valid phone number.")
        }
        switch to {
        case "+15005550002": throw .wrong(21_612, "The 'To' phone number is not currently reachable via SMS.")
        case "+15005550003":
            throw .wrong(21_408, "Permission to send an SMS has not been enabled for the region of the 'To' number.")
        case "+15005550004": throw .wrong(21_610, "Attempt to send to unsubscribed recipient")
        case "+15005550009": throw .wrong(21_614, "'To' number is not a valid mobile number")
        default: break
        }
    }

    private static func check(from: String, of account: TwilioAccount?) throws(TwilioRefusal) {
        let isName = (1...11).contains(from.utf8.count) && from.contains(where: \.isLetter)
        let isCode = (3...8).contains(from.utf8.count) && from.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber(from) || isName || isCode, from != "+15005550001" else {
            throw .wrong(21_212, "The 'From' number \(from) is not a valid phone number.")
        }
        switch from {
        case "+15005550007": throw .wrong(21_606, "The 'From' phone number is not a valid, message-capable number.")
        case "+15005550008":
            throw .wrong(21_611, "This 'From' number has exceeded the maximum number of queued messages")
        default: break
        }
        if let account, !isName, from != account.number {
            throw .wrong(21_660, "Mismatch between the 'From' number \(from) and the account")
        }
    }

    private static func check(_ service: String, of account: TwilioAccount?) throws(TwilioRefusal) {
        guard isSID(service, "MG"), account == nil || service == account?.messagingService else {
            throw .wrong(21_620, "Invalid messaging service SID")
        }
    }

    static func isSID(_ text: String, _ kind: String) -> Bool {
        text.hasPrefix(kind) && text.utf8.count == 34 && text.dropFirst(2).allSatisfy(\.isHexDigit)
    }

    /// As E.164 has it.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.hasPrefix("+") && (7...15).contains(digits.count)
            && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
