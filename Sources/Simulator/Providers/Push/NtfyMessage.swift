// SPDX-License-Identifier: Apache-2.0

/// A message as ntfy keeps it.
struct NtfyMessage {
    let topic: String
    let title: String?
    let text: String
    let priority: Int
    let tags: [String]
    let click: String?
    /// What an earlier message is known by, of which this one takes the place.
    let sequence: String?
    /// Whether the text was so long that readers get a file.
    let isFile: Bool

    private static let reserved: Set = [
        "docs", "static", "file", "app", "account", "settings", "signup", "login", "v1",
    ]
    private static let levels = ["min": 1, "low": 2, "default": 3, "high": 4, "max": 5, "urgent": 5]
    private static let longestText = 4_096
    private static let longestTitle = 1_024
    private static let longestTags = 512

    /// Reads what was published as JSON.
    init(_ json: ProviderJSON, _ request: ProviderRequest) throws(NtfyRefusal) {
        let isTyped = ["topic", "title", "message", "click"].allSatisfy { json[$0].map { $0.text != nil } ?? true }
        let tags = json["tags"]?.list ?? []
        guard isTyped, tags.allSatisfy({ $0.text != nil }) else { throw .noMessage }
        let topic = json["topic"]?.text ?? ""
        guard (1...64).contains(topic.utf8.count), topic.utf8.allSatisfy(\.isOfWord) else {
            throw .invalid(40_009, "topic invalid")
        }
        guard !Self.reserved.contains(topic) else { throw .invalid(40_010, "topic name is not allowed") }
        let priority = json["priority"].map { $0.whole ?? -1 } ?? 3
        guard (0...5).contains(priority) else {
            throw .invalid(40_007, "priority invalid", "publish/#message-priority")
        }
        self.topic = topic
        self.title = json["title"]?.text
        self.priority = priority == 0 ? 3 : priority
        self.tags = tags.compactMap(\.text)
        self.click = json["click"]?.text
        guard (title ?? "").utf8.count <= Self.longestTitle,
            self.tags.joined(separator: ",").utf8.count <= Self.longestTags
        else { throw .invalid(40_000, "title or tags too long", "publish/#limitations") }
        let named = ["x-sequence-id", "sequence-id", "sid"].lazy.compactMap { request.header($0) }.first
        self.sequence = named ?? json["sequence_id"]?.text
        guard sequence.map({ (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isOfWord) }) ?? true else {
            throw .invalid(40_049, "sequence ID invalid", "publish/#updating-deleting-notifications")
        }
        let text = json["message"]?.text ?? ""
        self.isFile = text.utf8.count > Self.longestText
        self.text = isFile ? "You received a file: attachment.txt" : text.isEmpty ? "triggered" : text
    }

    /// Reads what was published to a topic's own path: text, with its parameters as headers or in the query.
    init(_ request: ProviderRequest, topic: String) throws(NtfyRefusal) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { request.header($0) ?? request.query[$0] }.first
        }
        var fields: [String: ProviderJSON] = ["topic": .text(topic), "message": .text(request.raw.text)]
        fields["title"] = value("x-title", "title", "t").map { .text($0) }
        fields["priority"] = value("x-priority", "priority", "prio", "p")
            .map { ProviderJSON(Self.levels[$0] ?? Int($0) ?? -1) }
        fields["tags"] = value("x-tags", "tags", "tag", "ta")
            .map { .list($0.split(separator: ",").map { .text(String($0)) }) }
        fields["click"] = value("x-click", "click").map { .text($0) }
        try self.init(.object(fields), request)
    }
}
