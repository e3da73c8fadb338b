// SPDX-License-Identifier: Apache-2.0

/// What a `Content-Type` says (RFC 2045 5.1): `multipart/report; report-type=delivery-status; boundary="b"`.
struct MediaType: Hashable, Sendable {
    /// In lower case, without parameters; `text/plain` where nothing, or nothing readable, was said.
    let name: String
    /// By their names in lower case; of several of one name the first.
    let parameters: [String: String]

    static let plain = MediaType(name: "text/plain", parameters: [:])

    var isMultipart: Bool { name.hasPrefix("multipart/") }

    private init(name: String, parameters: [String: String]) {
        self.name = name
        self.parameters = parameters
    }

    init(_ value: String) {
        let pieces = MediaType.pieces(of: value)
        let name = pieces.first?.lowercased() ?? ""
        guard name.utf8.contains(UInt8(ascii: "/")) else {
            self = .plain
            return
        }
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            guard let equals = piece.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = piece[..<equals].lowercased()
            if parameters[key] == nil { parameters[key] = String(piece[equals...].dropFirst()) }
        }
        self.init(name: name, parameters: parameters)
    }

    /// What stands between semicolons, without quotes, comments and the spaces outside quotes.
    private static func pieces(of value: String) -> [String] {
        var pieces: [[UInt8]] = [[]]
        var isQuoted = false
        var isEscaped = false
        var comments = 0
        for byte in value.utf8 {
            if isEscaped {
                if comments == 0 { pieces[pieces.count - 1].append(byte) }
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\") where isQuoted || comments > 0: isEscaped = true
            case UInt8(ascii: "\"") where comments == 0: isQuoted.toggle()
            case UInt8(ascii: "(") where !isQuoted: comments += 1
            case UInt8(ascii: ")") where !isQuoted && comments > 0: comments -= 1
            case _ where comments > 0: break
            case UInt8(ascii: ";") where !isQuoted: pieces.append([])
            case _ where byte.isBlank && !isQuoted: break
            default: pieces[pieces.count - 1].append(byte)
            }
        }
        return pieces.map { String(decoding: $0, as: UTF8.self) }
    }
}
