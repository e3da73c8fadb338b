// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Writes mails as they go over the wire: RFC 5322 headers, MIME bodies, CRLF, 7 bit.
///
/// The bytes follow from the delivery alone, the time of its acceptance included, so that every attempt sends the same
/// and a receiver can tell a repetition.
package struct MailComposer: Sendable {
    private let identity: MailIdentity
    private let fromHeaders: String
    private let listHeader: String
    private let unsubscribeMailbox: String?

    package init(identity: MailIdentity) {
        self.identity = identity
        var headers = MailHeader.folded("From", identity.from.words(afterColumn: "From: ".count))
        if let replyTo = identity.replyTo {
            headers += MailHeader.folded("Reply-To", replyTo.words(afterColumn: "Reply-To: ".count))
        }
        self.fromHeaders = headers
        self.listHeader = identity.listID.map { MailHeader.folded("List-Id", $0) } ?? ""
        // Offered only where a mailbox is read: many clients prefer it to the link, and silence would be no answer.
        self.unsubscribeMailbox = identity.replyTo.map { "<mailto:\($0.address.text)?subject=unsubscribe>" }
    }

    /// The identity of a delivery's mail: the same on every attempt, another for every delivery.
    package func messageID(for delivery: Delivery) -> String { "<\(delivery.key)@\(identity.from.address.domain)>" }

    /// - Throws: ``FaultCode/internalError`` where the rendering is not one of this channel's.
    package func compose(_ delivery: Delivery, to recipient: MailAddress) throws(Fault) -> [UInt8] {
        let rendering = delivery.rendering
        guard let subject = rendering["subject"], let text = rendering["text"], let html = rendering["html"] else {
            throw Fault(.internalError, "The rendering lacks a subject, a text or an HTML part.")
        }
        let locale = delivery.message.locale
        let url = delivery.unsubscribeURL
        let parts = [
            MailPart(
                url.map { MailText.adding(unsubscribeURL: $0, to: text, locale: locale) } ?? text,
                contentType: "text/plain"
            ),
            MailPart(
                url.map { MailLayout.adding(unsubscribeURL: $0, to: html, locale: locale) } ?? html,
                contentType: "text/html"
            ),
        ]
        let boundary = "=_\(delivery.key.prefix(60))"
        var mail = Array(headers(of: delivery, to: recipient, subject: subject).utf8)
        mail.reserveCapacity(mail.count + parts.reduce(1_024) { $0 + $1.body.count })
        mail += MailHeader.folded("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""]).utf8
        mail += "\r\n".utf8
        for part in parts {
            mail += "--\(boundary)\r\n\(part.headers)\r\n".utf8
            mail += part.body
            mail += "\r\n".utf8
        }
        mail += "--\(boundary)--\r\n".utf8
        return mail
    }

    private func headers(of delivery: Delivery, to recipient: MailAddress, subject: String) -> String {
        let id = messageID(for: delivery)
        var headers = MailHeader.folded("Date", words(delivery.acceptedAt.mailDate)) + fromHeaders
        headers += MailHeader.folded("To", [recipient.text])
        headers += MailHeader.text("Subject", subject)
        headers += MailHeader.folded("Message-ID", [id])
        if let root = MailComposer.threadRoot(delivery.thread), root != id {
            headers += MailHeader.folded("In-Reply-To", [root]) + MailHeader.folded("References", [root])
        }
        headers += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n" + listHeader
        headers += unsubscribeHeaders(delivery.unsubscribeURL)
        if let incident = delivery.message.facts.incident {
            headers += MailHeader.folded("X-Belfry-Incident", [incident.id.text])
        }
        headers += MailHeader.folded("X-Belfry-Delivery", [delivery.key])
        headers += MailHeader.folded("Content-Language", [delivery.message.locale.text])
        return headers + "MIME-Version: 1.0\r\n"
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

    /// The identity of the incident's first mail to this reader, where the receipt holds one.
    private static func threadRoot(_ receipt: Receipt?) -> String? {
        guard
            let id = receipt?.id, id.hasPrefix("<"), id.hasSuffix(">"), id.contains("@"), id.utf8.count <= 900,
            id.dropFirst().dropLast().utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"<>".utf8.contains($0) })
        else { return nil }
        return id
    }

    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
