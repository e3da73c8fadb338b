// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Signs mails in the name of a domain (DKIM: RFC 6376, RFC 8463), so that receivers can tell that they are its own and
/// unchanged.
package struct MailSigner: Sendable {
    /// What is signed where a mail has it; a sender may not be added to a mail, so one more is signed than there is.
    ///
    /// The two that offer unsubscription count for mailbox providers only where they are among them (RFC 8058 4).
    package static let signedFields = [
        "from", "from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references", "list-id",
        "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
    ]

    package let domain: String
    private let key: MailSigningKey
    /// The tags that are the same in every signature, each ready for a header.
    private let tags: [String]

    /// Reads the settings that begin with `dkim`; nil where there is none of them.
    ///
    /// - Parameters:
    ///   - settings: the channel's.
    ///   - sender: whom readers see; the signature must be by its domain to count for it (DMARC: RFC 7489 3.1.1).
    /// - Returns: what signs.
    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    package static func read(_ settings: EmailSettings, sender: MailAddress) throws(Fault) -> MailSigner? {
        guard settings.dkimDomain != nil || settings.dkimSelector != nil || settings.dkimKey != nil else { return nil }
        guard let selector = settings.dkimSelector, MailAddress.isDomain(selector.utf8), selector.utf8.count <= 63
        else {
            throw .invalid("dkim_selector", "The selector is missing, or not a name such as belfry-2026.")
        }
        guard let key = settings.dkimKey else { throw .invalid("dkim_key", "The signing key is missing.") }
        let domain = (settings.dkimDomain ?? sender.domain).lowercased()
        guard MailAddress.isDomain(domain.utf8), domain.contains("."), domain.utf8.count <= 253 else {
            throw .invalid("dkim_domain", "The signing domain is not a domain name such as market.example.")
        }
        let isAligned = [(domain, sender.domain), (sender.domain, domain)]
            .contains { $0 == $1 || $0.hasSuffix(".\($1)") }
        guard isAligned else {
            throw .invalid(
                "dkim_domain",
                "The signing domain is neither the domain of `from` nor above or below it: the signature would not count."
            )
        }
        return MailSigner(domain: domain, selector: selector, key: try MailSigningKey(key))
    }

    private init(domain: String, selector: String, key: MailSigningKey) {
        self.domain = domain
        self.key = key
        self.tags = ["v=1;", "a=\(key.algorithm);", "c=relaxed/relaxed;", "d=\(domain);", "s=\(selector);"]
    }

    /// The header field that signs a mail, to be set before all others.
    ///
    /// - Parameters:
    ///   - mail: as it goes over the wire but for the stuffing of dots, which receivers undo.
    ///   - moment: when it was signed, as it shall say.
    /// - Returns: the field, folded; the same for the same mail and moment.
    /// - Throws: ``FaultCode/internalError`` where the key does not sign.
    package func field(for mail: [UInt8], at moment: Timestamp) throws(Fault) -> String {
        let head = MailHead(of: mail)
        let digest = MailSigningKey.digest(of: RelaxedForm.body(mail, from: head.end))
        var signed: [UInt8] = []
        var names: [String] = []
        for name in MailSigner.signedFields {
            let count = names.count { $0 == name }
            guard let field = head.field(name, fromTheEnd: count) else {
                if count > 0 { names.append(name) }
                continue
            }
            names.append(name)
            signed += RelaxedForm.field(field)
            signed += [13, 10]
        }
        let fields = names.enumerated().map { $1 + ($0 < names.count - 1 ? ":" : ";") }
        let hash = String(decoding: Base64.encode(digest), as: UTF8.self)
        var words = tags + ["t=\(moment.unixSeconds);", "h=" + (fields.first ?? "")] + fields.dropFirst()
        words.append("bh=\(hash);")
        // The field signs itself, with nothing yet where the signature will stand.
        signed += "dkim-signature:\(words.joined(separator: " ")) b=".utf8
        let signature = Base64.encode(try key.signature(over: signed))
        words.append("b=" + String(decoding: signature.prefix(70), as: UTF8.self))
        for start in stride(from: 70, to: signature.count, by: 72) {
            words.append(String(decoding: signature[start..<min(start + 72, signature.count)], as: UTF8.self))
        }
        return MailHeader.folded("DKIM-Signature", words)
    }
}
