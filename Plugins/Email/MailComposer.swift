// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Writes mails as they go over the wire: RFC 5322 headers, MIME bodies, CRLF, 7 bit.
///
/// The bytes follow from the delivery alone, the time of its acceptance included, so that every attempt sends the same
/// and a receiver can tell a repetition.
package struct MailComposer: Sendable {
    /// What ends the identity of every mail.
    private let idEnd: String
    private let fromHeaders: String
    private let listHeader: String
    private let unsubscribeMailbox: String?
    private let contents = MailContents()
    private let signer: MailSigner?

    package init(identity: MailIdentity, signer: MailSigner? = nil) {
        self.signer = signer
        self.idEnd = "@\(identity.from.address.domain)>"
        var headers = MailHeader.folded("From", identity.from.words(afterColumn: "From: ".count))
        if let replyTo = identity.replyTo {
            headers += MailHeader.folded("Reply-To", replyTo.words(afterColumn: "Reply-To: ".count))
        }
        self.fromHeaders = headers
        self.listHeader = identity.listID.map { MailHeader.folded("List-Id", $0) } ?? ""
        // Offered only where a mailbox is read: many clients prefer it to the link, and silence would be no answer.
        self.unsubscribeMailbox = identity.replyTo.map { "<mailto:\($0.address.text)?subject=unsubscribe>" }
    }

    /// The identity of a delivery's mail: the same on every attempt, another for every delivery, and another again
    /// where a person has had it sent anew: mail stores drop what they hold already.
    package func messageID(for delivery: Delivery) -> String {
        delivery.generation == 0 ? firstID(of: delivery) : id(delivery.key + ".\(delivery.generation)")
    }

    private func firstID(of delivery: Delivery) -> String { id(delivery.key) }

    private func id(_ name: String) -> String { "<" + name + idEnd }

    /// The mail, signed where there is something to sign with.
    ///
    /// - Throws: ``FaultCode/internalError`` where the rendering is not one of this channel's.
    package func compose(_ delivery: Delivery, to recipient: MailAddress) throws(Fault) -> [UInt8] {
        let mail = try composeUnsigned(delivery, to: recipient)
        // The time of acceptance, like all else in a mail: a signature of another moment would make other bytes.
        guard let field = try signer?.field(for: mail, at: delivery.acceptedAt) else { return mail }
        return Array(field.utf8) + mail
    }

    private func composeUnsigned(_ delivery: Delivery, to recipient: MailAddress) throws(Fault) -> [UInt8] {
        let content = contents.content(of: try MailContent.Source(of: delivery))
        let links = ReaderLinks(of: delivery)
        let boundary = "=_" + MailComposer.beginning(of: delivery.key, 60)
        var mail: [UInt8] = []
        mail.reserveCapacity(2_048 + content.text.count + content.html.count)
        writeHeaders(of: delivery, to: recipient, content, into: &mail)
        mail.add(MailHeader.folded("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""]), "\r\n")
        mail.add("--", boundary, "\r\n", content.textHeaders, "\r\n")
        content.text.append(to: &mail, with: links.text)
        mail.add("\r\n--", boundary, "\r\n", content.htmlHeaders, "\r\n")
        content.html.append(to: &mail, with: links.html)
        mail.add("\r\n--", boundary, "--\r\n")
        return mail
    }

    private func writeHeaders(
        of delivery: Delivery,
        to recipient: MailAddress,
        _ content: MailContent,
        into mail: inout [UInt8]
    ) {
        let id = messageID(for: delivery)
        mail.add(content.date, fromHeaders)
        mail.add("To: ", recipient.text, "\r\n", content.subject, "Message-ID: ", id, "\r\n")
        if let root = threadRoot(of: delivery), root != id {
            mail.add("In-Reply-To: ", root, "\r\nReferences: ", root, "\r\n")
        }
        mail.add("Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n", listHeader)
        mail.add(unsubscribeHeaders(delivery.unsubscribeURL))
        if let incident = delivery.message.facts.incident {
            mail.add("X-Belfry-Incident: ", incident.id.text, "\r\n")
        }
        mail.add("X-Belfry-Delivery: ", delivery.key, "\r\n")
        mail.add("Content-Language: ", delivery.message.locale.text, "\r\nMIME-Version: 1.0\r\n")
    }

    /// One-click unsubscription (RFC 2369, RFC 8058); nothing for an address that no header could hold.
    private func unsubscribeHeaders(_ url: String?) -> String {
        guard
            let url, url.utf8.count <= 900,
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"<>,".utf8.contains($0) })
        else { return "" }
        let places = ["<\(url)>"] + (unsubscribeMailbox.map { [$0] } ?? [])
        let words = places.enumerated().map { index, place in index < places.count - 1 ? place + "," : place }
        return MailHeader.folded("List-Unsubscribe", words) + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    }

    /// The mail below which this one hangs: the incident's first to this reader, else the first sending of its own.
    private func threadRoot(of delivery: Delivery) -> String? {
        if let id = delivery.thread?.id, MailComposer.isMessageID(id) { return id }
        return delivery.generation == 0 ? nil : firstID(of: delivery)
    }

    private static func isMessageID(_ id: String) -> Bool {
        id.hasPrefix("<") && id.hasSuffix(">") && id.contains("@") && id.utf8.count <= 900
            && id.dropFirst().dropLast().utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>".utf8.contains($0) }
    }

    /// Of a text in ASCII.
    private static func beginning(of text: String, _ count: Int) -> String {
        text.utf8.count <= count ? text : String(decoding: text.utf8.prefix(count), as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func add(_ texts: String...) {
        for text in texts { append(contentsOf: text.utf8) }
    }
}
