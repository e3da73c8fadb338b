// SPDX-License-Identifier: Apache-2.0

/// One body of a mail with its own headers: UTF-8 text, made 7-bit by whichever encoding is shorter.
///
/// Neither encoding can produce the two characters `=_`: in quoted-printable a hexadecimal digit or a line end
/// follows every `=`, in base64 another `=` or the end. A boundary that begins with them therefore occurs in no part.
package struct MailPart: Sendable {
    package let contentType: String
    package let transferEncoding: String
    /// Lines of at most 76 octets, CRLF between them.
    package let body: [UInt8]

    /// A part of the type `contentType`, given without its charset, such as `text/plain`.
    package init(_ text: String, contentType: String) {
        let canonical = MailPart.canonical(text)
        self.contentType = contentType
        if MailPart.prefersBase64(canonical) {
            self.transferEncoding = "base64"
            self.body = Base64.encode(canonical, lineLength: 76)
        } else {
            self.transferEncoding = "quoted-printable"
            self.body = QuotedPrintable.encode(canonical)
        }
    }

    package var headers: String {
        MailHeader.folded("Content-Type", ["\(contentType);", "charset=utf-8"])
            + MailHeader.folded("Content-Transfer-Encoding", [transferEncoding])
    }

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

    private static func prefersBase64(_ bytes: [UInt8]) -> Bool {
        var escaped = 0
        for byte in bytes { escaped &+= byte > 126 || byte == UInt8(ascii: "=") ? 1 : 0 }
        return (bytes.count + escaped * 2) / 75 * 77 > bytes.count * 4 / 3 / 76 * 78
    }
}
