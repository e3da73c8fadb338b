// SPDX-License-Identifier: Apache-2.0

/// What LinkedIn makes of “little text”: escapes undone, hashtags and mentions in their templates shown, and everything
/// behind a reserved character that stands for nothing cut off.
struct LinkedInCommentary: Hashable, Sendable {
    /// What readers see.
    private(set) var shown = ""
    private(set) var isCut = false
    private(set) var mentions = 0

    private static let reserved = Set("|{}@[]()<>#*_~".unicodeScalars)

    init(_ text: String) {
        var rest = Substring(text)[...].unicodeScalars
        while let scalar = rest.first {
            if let (words, isMention, length) = Self.template(Substring(rest)) {
                shown += words
                mentions += isMention ? 1 : 0
                rest = rest.dropFirst(length)
                continue
            }
            rest = rest.dropFirst()
            if scalar == "\\" {
                guard let next = rest.popFirst() else { break }
                shown.unicodeScalars.append(next)
            } else if Self.reserved.contains(scalar) {
                isCut = true
                return
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
    }

    /// In UTF-16 units, escapes not counted.
    var length: Int { shown.utf16.count }

    var note: String? {
        let notes = [isCut ? "cut at a reserved character" : nil, mentions > 0 ? "mentions \(mentions)" : nil]
        let all = notes.compactMap(\.self).joined(separator: ", ")
        return all.isEmpty ? nil : all
    }

    /// A hashtag `{hashtag|\#|name}` or a mention `@[name](urn:li:…)` at the beginning, and how many scalars it has.
    private static func template(_ text: Substring) -> (words: String, isMention: Bool, length: Int)? {
        let start = ##"{hashtag|\#|"##
        if text.hasPrefix(start), let end = text.firstIndex(of: "}") {
            let name = text[..<end].dropFirst(start.count)
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
            return ("#\(name)", false, text[...end].unicodeScalars.count)
        }
        guard text.hasPrefix("@["), let middle = text.firstRange(of: "](urn:li:"),
            let end = text[middle.upperBound...].firstIndex(of: ")")
        else { return nil }
        let name = text[..<middle.lowerBound].dropFirst(2)
        guard !name.contains("[") else { return nil }
        return ("@\(name)", true, text[...end].unicodeScalars.count)
    }
}
