// SPDX-License-Identifier: Apache-2.0

/// A mail as the wire sees it: its header names, and what no relay should be given.
struct MailShape {
    /// In lower case, in order.
    private(set) var headerNames: [String] = []
    private(set) var flaws: Set<String> = []

    init(_ content: [UInt8]) {
        var isHeader = true
        var line: [UInt8] = []
        var previous: UInt8 = 0
        for byte in content {
            if byte == 0x0A, previous == 0x0D {
                line.removeLast()
                if line.count > 998 { flaws.insert("a line is longer than 998 octets.") }
                if isHeader { isHeader = readHeader(line) }
                line = []
            } else {
                if byte == 0x0A { flaws.insert("a line feed stands alone.") }
                if previous == 0x0D { flaws.insert("a carriage return stands alone.") }
                if byte >= 0x80 || byte == 0 { flaws.insert("the mail is not 7 bit.") }
                line.append(byte)
            }
            previous = byte
        }
        if isHeader { flaws.insert("the mail has no body.") }
    }

    /// Returns false at the empty line that ends the headers.
    private mutating func readHeader(_ line: [UInt8]) -> Bool {
        guard let first = line.first else { return false }
        if first == 0x20 || first == 0x09 { return true }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        if name.count == line.count { flaws.insert("a header line has no colon.") }
        headerNames.append(String(decoding: name, as: UTF8.self).lowercased())
        return true
    }
}
