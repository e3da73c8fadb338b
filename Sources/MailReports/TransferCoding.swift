// SPDX-License-Identifier: Apache-2.0

/// How a part's bytes were made fit for the way (RFC 2045 6): what cannot be decoded is left out or taken as it is.
enum TransferCoding: Hashable, Sendable {
    case identity, quotedPrintable, base64

    init(_ value: String?) {
        switch value?.lowercased() {
        case "quoted-printable": self = .quotedPrintable
        case "base64": self = .base64
        default: self = .identity
        }
    }

    func decoded(_ content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        switch self {
        case .identity: content
        case .quotedPrintable: Self.quotedPrintable(content)[...]
        case .base64: Self.base64(content)[...]
        }
    }

    private static func quotedPrintable(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var rest = content
        while let line = rest.firstLine {
            let isLast = line.rest.isEmpty && content.last != 0x0A
            rest = line.rest
            var index = line.text.startIndex
            let text = line.text.trimmedAtEnd
            var isJoined = false
            while index < text.endIndex {
                guard text[index] == UInt8(ascii: "=") else {
                    result.append(text[index])
                    index += 1
                    continue
                }
                if index + 1 == text.endIndex {
                    isJoined = true
                    index += 1
                } else if index + 2 < text.endIndex, let high = text[index + 1].hexadecimalDigit,
                    let low = text[index + 2].hexadecimalDigit
                {
                    result.append(high << 4 | low)
                    index += 3
                } else {
                    result.append(text[index])
                    index += 1
                }
            }
            if !isJoined, !isLast { result += [0x0D, 0x0A] }
        }
        return result
    }

    private static func base64(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(content.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in content {
            if byte == UInt8(ascii: "=") { break }
            guard let digit = byte.base64Digit else { continue }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmedAtEnd: ArraySlice<UInt8> {
        var result = self
        while result.last?.isBlank == true { result = result.dropLast() }
        return result
    }
}

extension UInt8 {
    var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    fileprivate var base64Digit: UInt8? {
        switch self {
        case 0x41...0x5A: self - 0x41
        case 0x61...0x7A: self - 0x61 + 26
        case 0x30...0x39: self - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
