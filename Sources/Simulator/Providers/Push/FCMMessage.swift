// SPDX-License-Identifier: Apache-2.0

/// A send request, looked at as Google does before it takes one.
struct FCMMessage {
    let target: String
    let isForDevice: Bool
    /// Whether it is judged and not sent.
    let isOnlyJudged: Bool
    /// What the reader sees.
    let text: String
    let tag: String?
    let priority: String?

    private static let fields: Set = [
        "name", "data", "notification", "android", "webpush", "apns", "fcm_options", "token", "fid", "topic",
        "condition",
    ]
    private static let longest = 4_096
    private static let longestForTopic = 2_048
    private static let longestLife = 2_419_200.0

    init(_ request: ProviderRequest) throws(FCMRefusal) {
        guard let body = request.json, let message = body["message"], let fields = message.object else {
            throw .malformed("message", "Invalid JSON payload received. The message is missing.")
        }
        for field in body.object?.keys.sorted() ?? [] where field != "message" && field != "validate_only" {
            throw .malformed(field, "Invalid JSON payload received. Unknown name \"\(field)\": Cannot find field.")
        }
        for field in fields.keys.sorted() where !Self.fields.contains(field) {
            let words = "Invalid JSON payload received. Unknown name \"\(field)\" at 'message': Cannot find field."
            throw .malformed("message", words)
        }
        try Self.check(message)
        let kinds = ["token", "fid", "topic", "condition"].filter { fields[$0] != nil }
        guard kinds.count == 1, let kind = kinds.first, let target = fields[kind]?.text, !target.isEmpty else {
            let words =
                kinds.count > 1 ? "oneof field 'target' is already set." : "Recipient of the message is not set."
            throw FCMRefusal(400, "INVALID_ARGUMENT", words, code: "INVALID_ARGUMENT", field: "message.target")
        }
        self.isForDevice = kind == "token" || kind == "fid"
        try Self.check(target, as: kind)
        guard Self.size(message) <= (isForDevice ? Self.longest : Self.longestForTopic) else {
            throw FCMRefusal(400, "INVALID_ARGUMENT", "Message is too big.", code: "INVALID_ARGUMENT", field: "message")
        }
        let lines = [message["notification"]?["title"]?.text, message["notification"]?["body"]?.text]
        let text = lines.compactMap(\.self).joined(separator: "\n")
        self.target = target
        self.isOnlyJudged = body["validate_only"]?.flag ?? false
        self.text = text.isEmpty ? "(data only)" : text
        self.tag = message["android"]?["notification"]?["tag"]?.text
        self.priority = message["android"]?["priority"]?.text?.lowercased()
    }

    private static func check(_ message: ProviderJSON) throws(FCMRefusal) {
        if let data = message["data"] {
            guard let pairs = data.object, pairs.values.allSatisfy({ $0.text != nil }) else {
                let field = "message.data[0].value"
                throw .malformed(field, "Invalid value at '\(field)' (TYPE_STRING)")
            }
            if let key = pairs.keys.sorted().first(where: isReserved) {
                let words = "Invalid data payload key: \(key)"
                throw FCMRefusal(400, "INVALID_ARGUMENT", words, code: "INVALID_ARGUMENT", field: "message.data")
            }
        }
        for path in [["notification"], ["apns", "headers"], ["webpush", "headers"]] {
            let value = path.dropFirst().reduce(message[path[0]]) { $0?[$1] }
            guard let value else { continue }
            guard let pairs = value.object, pairs.values.allSatisfy({ $0.text != nil }) else {
                let field = "message.\(path.joined(separator: "."))"
                throw .malformed(field, "Invalid value at '\(field)' (TYPE_STRING)")
            }
        }
        if let priority = message["android"]?["priority"] {
            guard ["HIGH", "NORMAL"].contains(priority.text?.uppercased() ?? "") else {
                throw .malformed("message.android.priority", "Invalid value at 'message.android.priority'")
            }
        }
        if let life = message["android"]?["ttl"] {
            let seconds = life.text.flatMap { $0.hasSuffix("s") ? Double($0.dropLast()) : nil }
            guard let seconds, (0...longestLife).contains(seconds) else {
                let field = "message.android.ttl"
                throw .malformed(field, "Invalid value at '\(field)' (Field 'ttl', Illegal duration)")
            }
        }
    }

    private static func isReserved(_ key: String) -> Bool { key == "from" || key == "gcm" || key.hasPrefix("google") }

    private static func check(_ target: String, as kind: String) throws(FCMRefusal) {
        switch kind {
        case "topic":
            guard target.utf8.allSatisfy({ $0.isOfWord || "~.%".utf8.contains($0) }) else {
                throw .malformed("message.topic", "Invalid topic name")
            }
        case "condition": break
        default:
            guard target.utf8.count >= 10, !target.hasPrefix("bad"),
                target.utf8.allSatisfy({ $0.isOfWord || ":.".utf8.contains($0) })
            else {
                let words = "The registration token is not a valid FCM registration token"
                throw FCMRefusal(400, "INVALID_ARGUMENT", words, code: "INVALID_ARGUMENT")
            }
        }
    }

    /// Bytes of all keys and values.
    private static func size(_ value: ProviderJSON) -> Int {
        switch value {
        case .text(let text): text.utf8.count
        case .object(let fields): fields.reduce(0) { $0 + $1.key.utf8.count + size($1.value) }
        case .list(let values): values.reduce(0) { $0 + size($1) }
        case .null, .bool, .number: 1
        }
    }
}
