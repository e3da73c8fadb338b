// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// What is sent to a workflow: a message with one adaptive card.
struct TeamsCard: Codable, Hashable, Sendable {
    struct Action: Codable, Hashable, Sendable {
        var type = "Action.OpenUrl"
        var title: String
        var url: String
    }

    struct Frame: Codable, Hashable, Sendable { var width = "Full" }

    struct Content: Codable, Hashable, Sendable {
        var schema = "http://adaptivecards.io/schemas/adaptive-card.json"
        var type = "AdaptiveCard"
        var version = "1.4"
        /// For clients that cannot show the card, and for notifications.
        var fallbackText: String
        var lang: String
        var body: [TeamsElement]
        var actions: [Action]
        var msteams = Frame()

        private enum CodingKeys: String, CodingKey {
            case type, version, fallbackText, lang, body, actions, msteams
            case schema = "$schema"
        }
    }

    struct Attachment: Codable, Hashable, Sendable {
        var contentType = "application/vnd.microsoft.card.adaptive"
        var content: Content
    }

    var type = "message"
    var attachments: [Attachment]

    init(_ content: Content) { self.attachments = [Attachment(content: content)] }

    /// Bytes of the whole request that Teams takes; a little below the 28 KB that are documented, however they are meant.
    static let mostBytes = 27_500

    /// Sections are given up in `dropOrder`, then the text is cut, until Teams takes the request.
    static func fitted(
        _ message: Message,
        dropOrder: [SectionName]
    ) throws(Fault) -> (json: String, findings: [Finding]) {
        let fitted = message.fitted(
            dropOrder: dropOrder,
            fits: { $0.map { $0.utf8.count <= TeamsCard.mostBytes } ?? false },
            write: { TeamsCard($0).json }
        )
        guard let json = fitted.output else { throw Fault(.internalError, "The card cannot be written as JSON.") }
        return (json, fitted.findings(part: "card"))
    }

    private var json: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in it can fail to be written.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension TeamsCard {
    private init(_ marked: MarkedMessage) {
        let message = marked.message
        let dialect = TeamsDialect()
        let headline = "\(message.stateSign) \(TextLimit(500, .utf16).truncate(message.headline))"
        let color = TeamsCard.color(of: message)
        var title = TeamsElement.heading(dialect.text(headline))
        title.size = "Large"
        var body = [title]
        if let state = message.stateLine {
            var line = TeamsElement.heading(dialect.text(state))
            line.color = color
            line.spacing = "Small"
            body.append(line)
        }
        body.append(.facts(TeamsCard.facts(of: message)))
        for passage in marked.passages {
            body.append(.heading(dialect.text(Message.heading(for: passage.name, locale: message.locale))))
            body += passage.blocks.compactMap { TeamsElement.element($0) }
        }
        let link = message.facts.link.flatMap { MarkdownAddress.isSafe($0) ? $0 : nil }
        self.init(
            Content(
                fallbackText: MassMentions.neutralised(headline),
                lang: message.locale.language,
                body: body,
                actions: link.map { [Action(title: Message.label(.history, locale: message.locale), url: $0)] } ?? []
            )
        )
    }

    private static func facts(of message: Message) -> [TeamsElement.Fact] {
        let dialect = TeamsDialect()
        var facts: [TeamsElement.Fact] = []
        if !message.facts.components.isEmpty {
            let names = TextLimit(500, .utf16).truncate(message.facts.components.map(\.text).joined(separator: ", "))
            facts.append(
                TeamsElement.Fact(title: Message.label(.affected, locale: message.locale), value: dialect.text(names))
            )
        }
        if let planned = message.plannedTime {
            let title = Message.label(.planned, locale: message.locale)
            facts.append(TeamsElement.Fact(title: title, value: planned))
        }
        if let next = message.awaitedUpdate {
            let title = Message.heading(for: .nextUpdate, locale: message.locale)
            facts.append(TeamsElement.Fact(title: title, value: Message.readable(next, locale: message.locale)))
        }
        let published = Message.readable(message.facts.publishedAt, locale: message.locale)
        facts.append(TeamsElement.Fact(title: Message.label(.asOf, locale: message.locale), value: published))
        return facts
    }

    /// Beside the words, never instead of them.
    private static func color(of message: Message) -> String {
        if message.isClosing { return "Good" }
        return message.facts.severity.map { $0 >= .sev2 ? "Attention" : "Warning" } ?? "Accent"
    }
}
