// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// What Gotify is told: the body of a request.
package struct GotifyMessage: Codable, Hashable, Sendable {
    package struct Extras: Codable, Hashable, Sendable {
        package struct Display: Codable, Hashable, Sendable {
            package var contentType = "text/markdown"
        }

        package struct Notification: Codable, Hashable, Sendable {
            package struct Click: Codable, Hashable, Sendable {
                package var url: String
            }

            package var click: Click
        }

        package var display = Display()
        package var notification: Notification?

        private enum CodingKeys: String, CodingKey {
            case display = "client::display"
            case notification = "client::notification"
        }
    }

    package var title: String
    package var message: String
    /// 0 to 10; from 4 on a phone makes a sound, from 8 on it does not stop at that.
    package var priority: Int
    package var extras: Extras

    /// Bytes of a message: Gotify names no limit, and this much a phone can still show.
    package static let longest = 16 * 1_024
}

extension GotifyMessage {
    init(_ marked: MarkedMessage) {
        let message = marked.message
        let link = message.facts.link.flatMap { $0.utf8.count <= 2_048 ? $0 : nil }
        let title = message.headline.unicodeScalars.filter { $0.properties.generalCategory != .control }
        self.title = TextLimit(250, .bytes).truncate(String(String.UnicodeScalarView(title)))
        self.message = marked.gotifyText
        self.priority = message.gotifyPriority
        self.extras = Extras(notification: link.map { Extras.Notification(click: Extras.Notification.Click(url: $0)) })
    }

    func json() throws(Fault) -> String { try ProviderJSON.written(self) }
}

extension Message {
    fileprivate var gotifyPriority: Int {
        let usual =
            switch facts.severity {
            case .sev1: 10
            case .sev2: 8
            case .sev3, nil: 5
            case .sev4, .sev5: 2
            }
        return isClosing ? min(usual, 5) : usual
    }
}

extension MarkedMessage {
    /// How things stand, the passages below their headings, the components, when work is planned and the next
    /// update due, and the link.
    fileprivate var gotifyText: String {
        let facts = message.facts
        let dialect = CommonMarkDialect()
        var pieces: [String] = []
        if let state = message.stateLine {
            pieces.append(dialect.strong("\(message.stateSign) \(dialect.text(state))"))
        }
        for passage in passages {
            let heading = dialect.text(Message.heading(for: passage.name, locale: message.locale))
            pieces.append(dialect.strong(heading))
            pieces.append(passage.blocks.written(in: dialect))
        }
        if !facts.components.isEmpty {
            let names = TextLimit(500, .bytes).truncate(facts.components.map(\.text).joined(separator: ", "))
            pieces.append(dialect.text(names))
        }
        pieces += timeLines.map(dialect.text)
        if let link = facts.link, link.utf8.count <= 2_048 { pieces.append(dialect.link(link, dialect.text(link))) }
        // An empty message is refused.
        if pieces.isEmpty { pieces.append(dialect.text(TextLimit(200, .bytes).truncate(message.headline))) }
        return pieces.joined(separator: "\n\n")
    }
}
