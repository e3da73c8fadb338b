// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Who a channel's mails are from, checked once: the senders that readers and relays see, and the list.
package struct MailIdentity: Sendable {
    package let from: Mailbox
    package let replyTo: Mailbox?
    /// The envelope's sender.
    package let returnPath: ReturnPath
    /// `Name <id>` or `<id>` in words ready for a header.
    package let listID: [String]?

    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    package init(of settings: EmailSettings) throws(Fault) {
        self.from = try MailIdentity.read(settings.from, "from") { (text) throws(MailAddress.Flaw) in try Mailbox(text)
        }
        self.replyTo = try settings.replyTo.mapThrowing { (text) throws(Fault) in
            try MailIdentity.read(text, "reply_to") { (text) throws(MailAddress.Flaw) in try Mailbox(text) }
        }
        self.returnPath = try ReturnPath(of: settings, from: from.address)
        self.listID = try settings.listID.mapThrowing { (text) throws(Fault) in try MailIdentity.list(text) }
    }

    private static func read<Value>(
        _ text: String,
        _ key: String,
        _ parse: (String) throws(MailAddress.Flaw) -> Value
    ) throws(Fault) -> Value {
        do {
            return try parse(text)
        } catch {
            throw .invalid(key, error.rawValue)
        }
    }

    /// Reads `Name <id>`, `<id>` or an id alone; the id is a domain name of two labels or more (RFC 2919 2).
    private static func list(_ text: String) throws(Fault) -> [String] {
        let cleaned = MailHeader.cleaned(text)
        var name = ""
        var id = cleaned
        if cleaned.hasSuffix(">"), let bracket = cleaned.lastIndex(of: "<") {
            name = MailHeader.cleaned(String(cleaned[..<bracket]))
            id = String(cleaned[cleaned.index(after: bracket)...].dropLast())
        }
        guard id.utf8.count <= 255, id.contains("."), MailAddress.isDomain(id.utf8) else {
            throw .invalid("list_id", "The list’s identity must be a domain name such as incidents.market.example.")
        }
        return (name.isEmpty ? [] : MailHeader.phrase(name, afterColumn: "List-Id: ".count)) + ["<\(id)>"]
    }
}

extension Optional where Wrapped: Sendable {
    /// `map` for a closure that throws one type of error.
    fileprivate func mapThrowing<Value>(_ transform: (Wrapped) throws(Fault) -> Value) throws(Fault) -> Value? {
        guard let self else { return nil }
        return try transform(self)
    }
}
