// SPDX-License-Identifier: Apache-2.0

/// A mail as a reader's program takes it apart: written apart from the composer, so that the two check each other.
struct ReceivedMail {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var lines: [[UInt8]] {
        bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0.last == 13 ? $0.dropLast() : $0) }
    }

    /// Whether every line feed follows a carriage return and the other way round.
    var hasCleanLineEnds: Bool {
        zip([0] + bytes, bytes + [0]).allSatisfy { ($0 == 13) == ($1 == 10) }
    }

    var headerText: String { ReceivedMail.part(text, before: "\r\n\r\n") }

    /// The unfolded values of a header, encoded words decoded.
    func values(_ name: String) -> [String] {
        ReceivedMail.unfolded(headerText).filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { ReceivedMail.decodedWords(String($0.dropFirst(name.count + 2))) }
    }

    func value(_ name: String) -> String? { values(name).first }

    /// The decoded text of the part of that type.
    func body(_ contentType: String) -> String? {
        guard let boundary = value("Content-Type")?.split(separator: "\"").last.map(String.init) else { return nil }
        // The line end before a boundary belongs to the boundary.
        for part in text.split(separator: "\r\n--\(boundary)").dropFirst() {
            let part = String(part.dropFirst())
            guard part.hasPrefix("Content-Type: \(contentType);") else { continue }
            let headers = ReceivedMail.part(part, before: "\r\n\r\n")
            let body = Array(part.utf8.dropFirst(headers.utf8.count + 4))
            let decoded =
                headers.contains("base64")
                ? ReceivedMail.decodedBase64(body) : ReceivedMail.decodedQuotedPrintable(body)
            return String(decoding: decoded, as: UTF8.self)
        }
        return nil
    }

    static func unfolded(_ headers: String) -> [String] {
        var fields: [String] = []
        for line in headers.split(separator: "\r\n") {
            if line.first == " ", !fields.isEmpty {
                fields[fields.count - 1] += line
            } else {
                fields.append(String(line))
            }
        }
        return fields
    }

    /// RFC 2047: white space between two encoded words is not part of the text.
    static func decodedWords(_ value: String) -> String {
        var result = ""
        var wasEncoded = false
        for word in value.split(separator: " ") {
            let pieces = word.split(separator: "?", omittingEmptySubsequences: false)
            let isEncoded = word.hasPrefix("=?UTF-8?") && word.hasSuffix("?=") && pieces.count == 5
            if !result.isEmpty, !(isEncoded && wasEncoded) { result += " " }
            if isEncoded {
                let bytes = Array(pieces[3].utf8)
                let decoded =
                    pieces[2] == "B"
                    ? decodedBase64(bytes) : decodedQuotedPrintable(bytes.map { $0 == UInt8(ascii: "_") ? 32 : $0 })
                result += String(decoding: decoded, as: UTF8.self)
            } else {
                result += word
            }
            wasEncoded = isEncoded
        }
        return result
    }

    static func decodedQuotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), index + 2 < bytes.count {
                let digits = String(decoding: bytes[index + 1...index + 2], as: UTF8.self)
                if let byte = UInt8(digits, radix: 16) { result.append(byte) }
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    static func decodedBase64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in bytes {
            guard let value = alphabet.firstIndex(of: digit) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }

    private static func part(_ text: String, before mark: String) -> String {
        text.firstRange(of: mark).map { String(text[..<$0.lowerBound]) } ?? text
    }
}
