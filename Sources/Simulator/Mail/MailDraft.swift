// SPDX-License-Identifier: Apache-2.0

/// A mail on its way in: the transaction between MAIL and the final dot.
struct MailDraft: Hashable {
    let sender: String
    var recipients: [String] = []
    /// As received, dot-unstuffed.
    var bytes: [UInt8] = []
    /// What arrived, past the limit too.
    var size = 0
    var bareLineFeeds = 0
    var longestLine = 0
    /// Whether the line before ended in CRLF: only then can a dot be the end.
    private var followsCRLF = true

    init(sender: String) { self.sender = sender }

    /// Takes a line of DATA.
    ///
    /// - Returns: true where the line is the end.
    mutating func take(_ line: [UInt8], endsWithCRLF: Bool, limit: Int) -> Bool {
        defer { followsCRLF = endsWithCRLF }
        var line = line[...]
        if followsCRLF, line.first == UInt8(ascii: ".") {
            if line.count == 1, endsWithCRLF { return true }
            line = line.dropFirst()
        }
        longestLine = max(longestLine, line.count)
        if !endsWithCRLF { bareLineFeeds += 1 }
        size += line.count + (endsWithCRLF ? 2 : 1)
        if size <= limit {
            bytes += line
            bytes += endsWithCRLF ? [13, 10] : [10]
        }
        return false
    }
}
