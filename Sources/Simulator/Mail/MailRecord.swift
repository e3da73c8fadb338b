// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// One mail that the sink accepted.
package struct MailRecord: Hashable, Sendable {
    /// Counts the sink's mails from 1.
    package let number: Int
    package let at: Timestamp
    /// Counts the sink's connections from 1: equal numbers share a connection.
    package let connection: Int
    /// The name the client gave with EHLO.
    package let hello: String
    /// The user it authenticated as.
    package let user: String?
    /// Whether it came over TLS.
    package let isEncrypted: Bool
    /// The envelope's sender; empty for the null sender.
    package let sender: String
    /// The envelope's accepted recipients.
    package let recipients: [String]
    /// The mail as received, dot-unstuffed, with its line ends.
    package let bytes: [UInt8]

    package init(
        number: Int,
        at: Timestamp,
        connection: Int,
        hello: String,
        user: String? = nil,
        isEncrypted: Bool = false,
        sender: String,
        recipients: [String],
        bytes: [UInt8]
    ) {
        self.number = number
        self.at = at
        self.connection = connection
        self.hello = hello
        self.user = user
        self.isEncrypted = isEncrypted
        self.sender = sender
        self.recipients = recipients
        self.bytes = bytes
    }

    /// The mail as text; what is not UTF-8 in it becomes U+FFFD.
    package var source: String { String(decoding: bytes, as: UTF8.self) }

    /// All headers in order, unfolded and decoded (RFC 2047).
    package var headers: [SinkHeader] {
        MIMEEntity(bytes).fields.map { SinkHeader($0.name, EncodedWords.decode($0.value)) }
    }

    /// The first header of that name, in any case, unfolded and decoded.
    package func header(_ name: String) -> String? {
        MIMEEntity(bytes).field(name).map(EncodedWords.decode)
    }

    /// The leaves of the mail in order: one for a plain mail, the alternatives of a multipart.
    package var parts: [MailPart] { MIMEEntity(bytes).leaves() }

    /// The text of the first part of that type, such as `text/html`.
    package func part(_ contentType: String) -> MailPart? { parts.first { $0.contentType == contentType } }

    /// The plain text a person would read; nil where there is none.
    package var text: String? { part("text/plain")?.text }
    package var html: String? { part("text/html")?.text }
}

/// One object, as on the control path. `source` holds the mail (`source_base64` where it is not UTF-8), the rest
/// of it (`headers`, `text`, `html`) is there for readers without a MIME parser.
extension MailRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case number, at, connection, hello, user, from, to, headers, text, html, source
        case isEncrypted = "tls"
        case sourceBase64 = "source_base64"
    }

    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        let bytes: [UInt8] =
            if let encoded = try object.decodeIfPresent(Data.self, forKey: .sourceBase64) {
                Array(encoded)
            } else {
                Array(try object.decode(String.self, forKey: .source).utf8)
            }
        self.init(
            number: try object.decode(Int.self, forKey: .number),
            at: try object.decode(Timestamp.self, forKey: .at),
            connection: try object.decode(Int.self, forKey: .connection),
            hello: try object.decode(String.self, forKey: .hello),
            user: try object.decodeIfPresent(String.self, forKey: .user),
            isEncrypted: try object.decodeIfPresent(Bool.self, forKey: .isEncrypted) ?? false,
            sender: try object.decode(String.self, forKey: .from),
            recipients: try object.decode([String].self, forKey: .to),
            bytes: bytes
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(number, forKey: .number)
        try object.encode(at, forKey: .at)
        try object.encode(connection, forKey: .connection)
        try object.encode(hello, forKey: .hello)
        try object.encodeIfPresent(user, forKey: .user)
        try object.encode(isEncrypted, forKey: .isEncrypted)
        try object.encode(sender, forKey: .from)
        try object.encode(recipients, forKey: .to)
        try object.encode(headers, forKey: .headers)
        try object.encodeIfPresent(text, forKey: .text)
        try object.encodeIfPresent(html, forKey: .html)
        if let source = String(validating: bytes, as: UTF8.self) {
            try object.encode(source, forKey: .source)
        } else {
            try object.encode(Data(bytes), forKey: .sourceBase64)
        }
    }
}
