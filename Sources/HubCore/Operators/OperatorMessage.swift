// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// What operators are sent: several notices in one stand-alone message, in English.
package enum OperatorMessage {
    /// What the id of every such message begins with: the hub never reports on its own reports.
    static let prefix: StaticString = "opn"

    /// Whether a message is one of the hub's own to its operators.
    package static func isOne(_ id: Message.ID) -> Bool { id.text.hasPrefix("\(prefix)_") }

    /// Puts notices, at least one, into words, in the order in which they happened.
    ///
    /// Here `link` is where operators can look.
    package static func compose(
        _ notices: [OperatorNotice],
        id: Message.ID,
        link: String,
        now: Timestamp
    ) -> OutboxMessage {
        let title =
            notices.count == 1 ? notices.first?.headline ?? "" : "\(notices.count) things to know about the channels"
        let advice = notices.compactMap { notice in notice.advice.map { (notice, $0) } }
        var sections = [Section(.whatHappened, list(notices.map(\.markdown)))]
        if !advice.isEmpty {
            let words = advice.map { notice, advice in
                notices.count == 1 ? advice : "\(notice.headline): \(advice)"
            }
            sections.append(Section(.whatYouCanDo, list(words)))
        }
        let message = Message(
            id: id,
            title: title,
            sections: sections,
            facts: Facts(publishedAt: now, link: link)
        )
        return OutboxMessage(
            content: MessageSet(message),
            priority: notices.contains(where: \.isUrgent) ? .critical : .update,
            acceptedAt: now
        )
    }

    private static func list(_ items: [String]) -> String {
        items.count == 1 ? items.joined() : items.map { "- \($0)" }.joined(separator: "\n")
    }
}
