// SPDX-License-Identifier: Apache-2.0

/// A message as Pushover's readers see it.
struct PushoverMessage {
    let place: String
    let text: String
    let priority: Int

    private static let limits = [("message", 1_024), ("title", 250), ("url", 512), ("url_title", 100)]

    init(_ fields: [String: String]) throws(PushoverRefusal) {
        let user = fields["user"] ?? ""
        guard Self.isKey(user), !user.hasPrefix("gone") else {
            throw .wrong("user", "invalid", "user identifier is not a valid user, group, or subscribed user key")
        }
        if let device = fields["device"], device == "lost" || !(1...25).contains(device.utf8.count) {
            throw .wrong("device", "invalid", "device name is not valid for user")
        }
        guard let message = fields["message"], !message.isEmpty else {
            throw .wrong("message", "cannot be blank", "message cannot be blank")
        }
        for (name, limit) in Self.limits where (fields[name] ?? "").unicodeScalars.count > limit {
            throw .wrong(name, "is too long", "\(name) is too long (maximum is \(limit) characters)")
        }
        guard let priority = Int(fields["priority"] ?? "0"), (-2...2).contains(priority) else {
            throw .wrong("priority", "is invalid", "priority is invalid, must be from -2 to 2")
        }
        if priority == 2 {
            guard (fields["retry"].flatMap { Int($0) } ?? 0) >= 30 else {
                throw .wrong("retry", "is too small", "retry must be supplied with priority=2, 30 at least")
            }
            guard (1...10_800).contains(fields["expire"].flatMap { Int($0) } ?? 0) else {
                throw .wrong("expire", "is invalid", "expire must be supplied with priority=2, 10800 at most")
            }
        }
        if fields["html"] == "1", fields["monospace"] == "1" {
            throw .wrong("html", "is invalid", "html and monospace are mutually exclusive")
        }
        let plain = fields["html"] == "1" ? Self.withoutTags(message) : message
        self.place = "user \(user.prefix(4))…" + (fields["device"].map { " \($0)" } ?? "")
        self.text = [fields["title"], plain, fields["url"]].compactMap(\.self).joined(separator: "\n")
        self.priority = priority
    }

    /// Thirty letters and digits.
    static func isKey(_ text: String) -> Bool {
        text.utf8.count == 30 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private static func withoutTags(_ html: String) -> String {
        var text = ""
        var isInTag = false
        for character in html {
            if character == "<" { isInTag = true }
            if !isInTag { text.append(character) }
            if character == ">" { isInTag = false }
        }
        return ChatText.withoutEntities(text)
    }
}
