// SPDX-License-Identifier: Apache-2.0

/// A message to Teams with adaptive cards.
struct TeamsCard: Decodable {
    struct Attachment: Decodable {
        var contentType: String
        var content: Content
    }

    struct Content: Decodable {
        var type: String
        var version: String?
        var body: [TeamsCardElement]?
        var actions: [TeamsCardElement]?
    }

    var type: String
    var attachments: [Attachment]

    /// What a workflow's trigger finds wrong with it.
    var shapeFlaw: String? {
        if type != "message" { return "Required property 'type' is not 'message'." }
        if attachments.isEmpty { return "Array 'attachments' has too few items." }
        return nil
    }

    /// What Teams finds wrong with the cards.
    var cardFlaw: String? {
        for card in attachments {
            guard card.contentType == "application/vnd.microsoft.card.adaptive" else {
                return "Attachments of the type '\(card.contentType)' cannot be posted."
            }
            guard card.content.type == "AdaptiveCard" else { return "The card's type is not 'AdaptiveCard'." }
            guard let version = card.content.version, TeamsCard.versions.contains(version) else {
                return "The card's version is not supported."
            }
            let elements = (card.content.body ?? []) + (card.content.actions ?? [])
            if elements.isEmpty { return "The card is empty." }
            if let flaw = elements.lazy.compactMap(\.flaw).first { return flaw }
        }
        return nil
    }

    private static let versions: Set = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]

    var plain: String {
        attachments.flatMap { ($0.content.body ?? []) + ($0.content.actions ?? []) }
            .map(\.plain).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The first colour that stands out.
    var note: String? {
        attachments.flatMap { $0.content.body ?? [] }.compactMap(\.color)
            .first { !["default", "dark", "light"].contains($0.lowercased()) }?
            .lowercased()
    }
}

/// A part of an adaptive card: what is shown, what holds others, or what can be pressed.
struct TeamsCardElement: Decodable {
    struct Fact: Decodable {
        var title: String
        var value: String
    }

    var type: String
    var text: String?
    var color: String?
    var facts: [Fact]?
    var items: [TeamsCardElement]?
    var columns: [TeamsCardElement]?
    var actions: [TeamsCardElement]?
    var title: String?
    var url: String?

    private static let types: Set = [
        "TextBlock", "FactSet", "Container", "ColumnSet", "Column", "ActionSet", "Image", "ImageSet", "RichTextBlock",
        "Table", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility",
    ]

    var flaw: String? {
        if !Self.types.contains(type) { return "Elements of the type '\(type)' are not supported." }
        if type == "TextBlock", text == nil { return "A TextBlock without 'text'." }
        if type == "FactSet", facts == nil { return "A FactSet without 'facts'." }
        if type == "Action.OpenUrl", !(url?.hasPrefix("https://") ?? false || url?.hasPrefix("http://") ?? false) {
            return "An Action.OpenUrl without a 'url'."
        }
        return inner.lazy.compactMap(\.flaw).first
    }

    private var inner: [TeamsCardElement] { (items ?? []) + (columns ?? []) + (actions ?? []) }

    var plain: String {
        if type == "Action.OpenUrl" { return "\(title ?? "") (\(url ?? ""))" }
        let own = [text ?? ""] + (facts ?? []).map { "\($0.title): \($0.value)" }
        let lines = own.map(ChatText.withoutBackslashes) + inner.map(\.plain)
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
