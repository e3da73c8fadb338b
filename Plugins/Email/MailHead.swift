// SPDX-License-Identifier: Apache-2.0

/// The fields of a mail's head, and where they end.
struct MailHead {
    private let mail: [UInt8]
    private var fields: [(name: String, range: Range<Int>)] = []
    /// Where the body begins.
    private(set) var end: Int

    init(of mail: [UInt8]) {
        self.mail = mail
        self.end = mail.count
        var start = 0
        var index = 0
        while index + 1 < mail.count {
            guard mail[index] == 13, mail[index + 1] == 10 else {
                index += 1
                continue
            }
            index += 2
            if index < mail.count, mail[index] == 32 || mail[index] == 9 { continue }
            guard index - start > 2 else {
                end = index
                return
            }
            let name = mail[start..<index].prefix { $0 != UInt8(ascii: ":") }
            fields.append((String(decoding: name, as: UTF8.self).lowercased(), start..<index))
            start = index
        }
    }

    /// The last field of that name, or an earlier one; verifiers look for them from the end (RFC 6376 5.4.2).
    func field(_ name: String, fromTheEnd place: Int) -> ArraySlice<UInt8>? {
        var place = place
        for field in fields.reversed() where field.name == name {
            if place == 0 { return mail[field.range] }
            place -= 1
        }
        return nil
    }
}
