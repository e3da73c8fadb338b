// SPDX-License-Identifier: Apache-2.0

package import Announcement
import CLibcurl

/// What a failed submission means: the tables of RFC 5321 4.2 and RFC 3463, and what libcurl makes of them.
package enum SMTPVerdict {
    /// What a submission that was not accepted came to.
    ///
    /// - Parameters:
    ///   - curl: the `CURLcode` of the transfer.
    ///   - reply: the relay's last word, its answer to QUIT not counted.
    ///   - phase: where the submission stood.
    ///   - osError: the `errno` of a failed connection.
    /// - Returns: the fault's code.
    package static func code(
        curl: UInt32,
        reply: SMTPReply?,
        phase: SMTPPhase,
        osError: Int32 = 0
    ) -> FaultCode {
        // A reply that refuses says more than libcurl's code: its SEND_ERROR for a refused recipient is no network's.
        if let reply, reply.code >= 400 { return code(of: reply, in: phase) }
        if phase == .verdict { return .outcomeUnknown }
        switch CURLcode(curl) {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .configurationInvalid
        // The header callback ends a transfer for one reason only.
        case CURLE_WRITE_ERROR: return .authenticationRejected
        case CURLE_REMOTE_ACCESS_DENIED: return .senderRejected
        default: return CurlFaults.code(curl, wasSentInFull: false, osError: osError)
        }
    }

    /// What a refusing reply means: by its enhanced code, then its basic code, then its first digit.
    package static func code(of reply: SMTPReply, in phase: SMTPPhase) -> FaultCode {
        if reply.code < 500 { return temporary(reply, in: phase) }
        if authenticationCodes.contains(reply.code) { return .authenticationRejected }
        return permanent(reply.enhanced, in: phase, words: reply.text)
            ?? permanent(reply.code, in: phase)
            ?? permanent(in: phase)
    }

    /// How long to wait where the relay's answer implies it.
    package static func retryAfter(for code: FaultCode, reply: SMTPReply?) -> Duration? {
        switch code {
        case .greylisted: .seconds(300)
        // A provider's daily quota: it comes back in hours, not in seconds.
        case .rateLimited where (reply?.code ?? 0) >= 500: .seconds(3_600)
        default: nil
        }
    }

    // MARK: 4yz

    private static func temporary(_ reply: SMTPReply, in phase: SMTPPhase) -> FaultCode {
        let words = reply.text.lowercased()
        if ["greylist", "graylist", "grey list", "grey-list"].contains(where: words.contains) { return .greylisted }
        if words.contains("throttl") { return .rateLimited }
        guard let enhanced = reply.enhanced else { return .providerUnavailable }
        switch (enhanced.subject, enhanced.detail) {
        case (2, 2): return .mailboxFull
        // At these steps 4.7.x speaks of credentials and certificates, not of how much is sent.
        case (7, _) where phase != .starttls && phase != .auth: return .rateLimited
        default: return .providerUnavailable
        }
    }

    // MARK: 5yz

    private static let authenticationCodes: Set<Int> = [530, 534, 535, 538]

    /// - Returns: nil where the enhanced code says no more than the basic one.
    private static func permanent(
        _ enhanced: SMTPReply.Enhanced?,
        in phase: SMTPPhase,
        words: String
    ) -> FaultCode? {
        guard let enhanced else { return nil }
        switch (enhanced.subject, enhanced.detail) {
        case (1, 7), (1, 8): return .senderRejected
        case (1, 1), (1, 2), (1, 3), (1, 6), (1, 10): return phase == .mail ? .senderRejected : .recipientRejected
        case (2, 1): return phase == .mail ? .senderRejected : .recipientRejected
        case (2, 2): return .mailboxFull
        case (2, 3), (3, 4): return .payloadTooLarge
        // 550 5.4.5 is a provider's quota for us, not a dead address.
        case (4, 5): return .rateLimited
        case (3, 1), (3, 2), (4, 1), (4, 2), (4, 3): return .providerUnavailable
        case (4, 4): return .recipientRejected
        case (4, 6), (4, 7): return .contentRejected
        // One recipient was too many: others fill the relay, and that passes.
        case (5, 3): return .providerUnavailable
        case (5, 1...): return .contentRejected
        case (6, 7): return .recipientRejected
        case (6, 1...): return .contentRejected
        case (7, 10): return .encryptionUnavailable
        case (7, 8), (7, 9), (7, 11...13): return .authenticationRejected
        case (7, 20...29): return .senderRejected
        case (7, _):
            // 550 5.7.1 is also how a provider names a customer's daily limit.
            return words.lowercased().contains("limit exceeded") ? .rateLimited : .contentRejected
        default: return nil
        }
    }

    private static func permanent(_ code: Int, in phase: SMTPPhase) -> FaultCode? {
        switch code {
        case 500...504, 555: isBeforeMail(phase) ? nil : .contentRejected
        case 521, 556: isBeforeMail(phase) ? nil : .recipientRejected
        // Sizes are judged at MAIL and after the content; at RCPT it is the mailbox that has no room.
        case 523, 552: phase == .rcpt ? .mailboxFull : .payloadTooLarge
        case 551: isBeforeMail(phase) ? nil : .recipientRejected
        case 554: isBeforeMail(phase) ? nil : .contentRejected
        default: nil
        }
    }

    private static func permanent(in phase: SMTPPhase) -> FaultCode {
        switch phase {
        // The relay will have nothing to do with us.
        case .connect, .greeting, .ehlo, .helo, .mail: .senderRejected
        case .starttls: .encryptionUnavailable
        case .auth: .authenticationRejected
        case .rcpt: .recipientRejected
        case .data, .content, .verdict: .contentRejected
        }
    }

    private static func isBeforeMail(_ phase: SMTPPhase) -> Bool {
        switch phase {
        case .connect, .greeting, .ehlo, .helo, .starttls, .auth: true
        case .mail, .rcpt, .data, .content, .verdict: false
        }
    }
}
