// SPDX-License-Identifier: Apache-2.0

/// One body of a mail with its own headers: UTF-8 text, made 7-bit by whichever encoding is shorter.
///
/// It is encoded once for all readers; what only one of them may read stands on lines of their own between the opening
/// and the closing. Neither encoding can produce the two characters `=_`: in quoted-printable a hexadecimal digit or a
/// line end follows every `=`, in base64 another `=` or the end. A boundary that begins with them therefore occurs in
/// no part.
package struct MailPart: Sendable {
    private enum Form: Sendable {
        case quotedPrintable
        /// The bytes before the reader's lines that fill no line of digits.
        case base64(remainder: [UInt8])
    }

    package let contentType: String
    private let form: Form
    /// Encoded.
    private let opening: [UInt8]
    /// Encoded where that does not depend on what stands before it.
    private let closing: [UInt8]

    /// A part of the type `contentType`, given without its charset, such as `text/plain`; `closing` is what follows a
    /// reader's own lines.
    package init(_ text: String, closing: String = "", contentType: String) {
        let bytes = MailPart.canonical(text)
        let ending = MailPart.canonical(closing)
        self.contentType = contentType
        if MailPart.prefersBase64(bytes, ending) {
            // Always something is left over: the last line has no line end.
            let filled = max(0, bytes.count - 1) / MailPart.bytesOfLine * MailPart.bytesOfLine
            let lines = Base64.encode(Array(bytes[..<filled]), lineLength: 76)
            self.form = .base64(remainder: Array(bytes[filled...]))
            self.opening = lines.isEmpty ? [] : lines + [13, 10]
            self.closing = ending
        } else {
            self.form = .quotedPrintable
            self.opening = QuotedPrintable.encode(bytes)
            self.closing = QuotedPrintable.encode(ending)
        }
    }

    package var transferEncoding: String {
        switch form {
        case .quotedPrintable: "quoted-printable"
        case .base64: "base64"
        }
    }

    /// About how long it is without a reader's own lines.
    var count: Int { opening.count + closing.count + 256 }

    /// Lines of at most 76 octets, CRLF between them.
    package var body: [UInt8] { body(with: "") }

    package func body(with lines: String) -> [UInt8] {
        var body: [UInt8] = []
        append(to: &body, with: lines)
        return body
    }

    /// Writes the body with a reader's own lines.
    func append(to mail: inout [UInt8], with lines: String) {
        let own = MailPart.canonical(lines)
        mail += opening
        switch form {
        case .quotedPrintable:
            mail += QuotedPrintable.encode(own)
            mail += closing
        case .base64(let remainder):
            mail += Base64.encode(remainder + own + closing, lineLength: 76)
        }
    }

    package var headers: String {
        MailHeader.folded("Content-Type", ["\(contentType);", "charset=utf-8"])
            + MailHeader.folded("Content-Transfer-Encoding", [transferEncoding])
    }

    /// What 76 digits hold.
    private static let bytesOfLine = 57

    /// The text's bytes with CRLF line ends, whatever it used, and one at the end.
    private static func canonical(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 16 + 2)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 10, bytes[end] != 13 { end += 1 }
            result.append(contentsOf: bytes[start..<end])
            result.append(13)
            result.append(10)
            let isPair = end + 1 < bytes.count && bytes[end] == 13 && bytes[end + 1] == 10
            start = end + (isPair ? 2 : 1)
        }
        return result
    }

    private static func prefersBase64(_ texts: [UInt8]...) -> Bool {
        var count = 0
        var escaped = 0
        for bytes in texts {
            count += bytes.count
            for byte in bytes { escaped &+= byte > 126 || byte == UInt8(ascii: "=") ? 1 : 0 }
        }
        return (count + escaped * 2) / 75 * 77 > count * 4 / 3 / 76 * 78
    }
}
