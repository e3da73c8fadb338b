// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import FoundationEssentials

/// What is encrypted for the browser: a declarative push message, which a service worker reads as well.
///
/// Browsers that know declarative messages (`web_push`: 8030) show it by themselves; in all others the site's service
/// worker shows `notification`, whose keys are those of `showNotification()`.
package struct WebPushMessage: Codable, Hashable, Sendable {
    package struct Notification: Codable, Hashable, Sendable {
        package var title: String
        package var body: String
        /// Where a click leads.
        package var navigate: String
        package var lang: String
        package var dir: String
        /// A notification replaces one with the same tag.
        package var tag: String
        /// Whether one that replaces another rings again.
        package var renotify = true
        package var requireInteraction: Bool
        /// Milliseconds since 1970.
        package var timestamp: Int64
        package var data: Content
        /// Buttons below the text; nil for none.
        package var actions: [Action]?
    }

    /// A button that opens a page.
    package struct Action: Codable, Hashable, Sendable {
        package var action: String
        package var title: String
        package var navigate: String
    }

    /// The facts, for a service worker that wants to do more.
    package struct Content: Codable, Hashable, Sendable {
        package var message: String
        package var incident: String?
        package var sequence: Int?
        package var severity: Severity?
        package var phase: Phase?
        package var components: [ComponentName]
        package var drill: Bool
    }

    /// What tells a declarative message from any other JSON: the number of the standard.
    package var mark = 8_030
    package var notification: Notification

    private enum CodingKeys: String, CodingKey {
        case mark = "web_push"
        case notification
    }
}

extension WebPushMessage {
    /// The message as JSON of at most so many bytes, and what it cost.
    static func written(
        _ message: Message,
        updates: UpdateMode,
        home: String,
        longest bytes: Int,
        dropOrder: [SectionName]
    ) throws(Fault) -> FittedMarkup<String> {
        var failure: Fault?
        let fitted = message.fitted(dropOrder: dropOrder, fits: { $0.utf8.count <= bytes }) { marked in
            do throws(Fault) {
                return try WebPushMessage(marked, updates: updates, home: home).json()
            } catch {
                failure = error
                return ""
            }
        }
        if let failure { throw failure }
        return fitted
    }

    private init(_ marked: MarkedMessage, updates: UpdateMode, home: String) {
        let message = marked.message
        let facts = message.facts
        // What is longer than this leaves no room for words; the status page leads there as well. The longest is the link
        // that confirms a subscription: it holds the endpoint, sealed.
        let link = facts.link.flatMap { $0.utf8.count <= 3_200 ? $0 : nil } ?? home
        self.notification = Notification(
            title: NotificationDialect.line(message.headline, longest: 300),
            body: marked.notificationText(componentBytes: 200),
            navigate: link,
            lang: message.locale.text,
            dir: message.locale.isRightToLeft ? "rtl" : "ltr",
            tag: updates == .edit ? facts.incident?.id.text ?? message.id.text : message.id.text,
            requireInteraction: (facts.severity.map { $0 >= .sev2 } ?? false) && !message.isClosing,
            timestamp: facts.publishedAt.milliseconds,
            data: Content(
                message: message.id.text,
                incident: facts.incident?.id.text,
                sequence: facts.incident?.sequence,
                severity: facts.severity,
                phase: facts.phase,
                components: Array(facts.components.prefix(8)),
                drill: facts.isDrill
            ),
            actions: nil
        )
    }

    /// What was rendered for all, with a button that leads this reader to what was chosen; as it was where that would be
    /// too long, for the pages behind the message lead there as well.
    static func personal(_ rendered: String, for delivery: Delivery) throws(Fault) -> String {
        let label: Message.Label = delivery.preferencesURL == nil ? .unsubscribe : .preferences
        guard let link = delivery.preferencesURL ?? delivery.unsubscribeURL,
            var message = try? JSONDecoder().decode(WebPushMessage.self, from: Data(rendered.utf8))
        else { return rendered }
        let title = Message.label(label, locale: delivery.message.locale)
        message.notification.actions = [Action(action: "choose", title: title, navigate: link)]
        let text = try message.json()
        return text.utf8.count <= PushEncryption.longestText ? text : rendered
    }

    private func json() throws(Fault) -> String { try ProviderJSON.written(self) }
}
