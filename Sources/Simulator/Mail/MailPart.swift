// SPDX-License-Identifier: Apache-2.0

/// A leaf of a mail with its transfer encoding undone.
package struct MailPart: Hashable, Sendable {
    /// In lower case, without parameters; `text/plain` where the part does not say.
    package let contentType: String
    /// In lower case; `us-ascii` where the part does not say.
    package let charset: String
    /// Unfolded and decoded.
    package let headers: [SinkHeader]
    package let bytes: [UInt8]

    /// The bytes as text: ISO 8859-1 is read as such, everything else as UTF-8 with U+FFFD for what is not.
    ///
    /// Line ends are line feeds.
    package var text: String { Charset.text(bytes, charset).replacingCRLF }

    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// The character sets that notifications come in.
enum Charset {
    static func text(_ bytes: some Collection<UInt8>, _ name: String) -> String {
        switch name.lowercased() {
        case "iso-8859-1", "latin1":
            var text = String.UnicodeScalarView()
            text.append(contentsOf: bytes.map { Unicode.Scalar($0) })
            return String(text)
        default:
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension String {
    fileprivate var replacingCRLF: String {
        // A carriage return and its line feed are one character.
        String(map { $0 == "\r\n" ? "\n" : $0 })
    }
}
