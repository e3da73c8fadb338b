// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// The `message` of a send request.
package struct FCMMessage: Codable, Hashable, Sendable {
    package struct Notification: Codable, Hashable, Sendable {
        package var title: String
        package var body: String
    }

    package struct Android: Codable, Hashable, Sendable {
        package struct Notification: Codable, Hashable, Sendable {
            package var channel_id: String?
            /// A notification replaces one with the same tag.
            package var tag: String
        }

        package var priority: String
        /// Of several that wait for a device, the newest is handed over.
        package var collapse_key: String?
        package var ttl: String?
        package var notification: Notification
    }

    package struct Apple: Codable, Hashable, Sendable {
        package struct Payload: Codable, Hashable, Sendable {
            package var aps: [String: String]
        }

        package var headers: [String: String]
        package var payload: Payload
    }

    package struct Web: Codable, Hashable, Sendable {
        package struct Options: Codable, Hashable, Sendable {
            package var link: String
        }

        package var headers: [String: String]
        package var notification: [String: String]
        package var fcm_options: Options
    }

    package var token: String?
    package var fid: String?
    package var topic: String?
    package var notification: Notification
    /// For the app; Google lets it hold texts alone.
    package var data: [String: String]
    package var android: Android
    package var apns: Apple
    package var webpush: Web

    /// Bytes that Google takes for a device.
    package static let longest = 4_096
    /// Bytes that Google takes for a topic.
    package static let longestForTopic = 2_048
    /// Bytes that a request adds: the target and how long the message may wait.
    static let reserve = 640
    static let reserveForTopic = 320
}

extension FCMMessage {
    init(_ marked: MarkedMessage, settings: FCMSettings, home: String, isForTopic: Bool) {
        let message = marked.message
        let facts = message.facts
        let incident = facts.incident?.id.text
        // What is longer than this leaves no room for words; the status page leads there as well.
        let link = facts.link.flatMap { $0.utf8.count <= (isForTopic ? 200 : 768) ? $0 : nil } ?? home
        let place = settings.updates == .edit ? incident ?? message.id.text : message.id.text
        let isUrgent = (facts.severity.map { $0 >= .sev3 } ?? true) && !message.isClosing
        self.notification = Notification(
            title: NotificationDialect.line(message.headline, longest: isForTopic ? 120 : 250),
            body: marked.notificationText(componentBytes: 100)
        )
        var data = ["message": message.id.text, "link": link, "drill": facts.isDrill ? "true" : "false"]
        data["incident"] = incident
        data["sequence"] = facts.incident.map { String($0.sequence) }
        data["severity"] = facts.severity?.rawValue
        data["phase"] = facts.phase?.rawValue
        self.data = data
        self.android = Android(
            priority: isUrgent ? "HIGH" : "NORMAL",
            collapse_key: incident,
            notification: Android.Notification(channel_id: settings.androidChannel, tag: place)
        )
        self.apns = Apple(
            headers: ["apns-priority": isUrgent ? "10" : "5", "apns-collapse-id": place],
            payload: Apple.Payload(aps: ["sound": "default", "thread-id": incident ?? message.id.text])
        )
        self.webpush = Web(
            headers: ["Urgency": isUrgent ? "high" : "normal"],
            notification: ["tag": place],
            fcm_options: Web.Options(link: link)
        )
    }

    /// Names whom it is for and how long it may wait.
    mutating func address(to target: FCMTarget, as field: FCMSettings.Target, ttl seconds: Int64, until end: Int64) {
        switch (target, field) {
        case (.topic(let name), _): topic = name
        case (.device(let name), .token): token = name
        case (.device(let name), .installation): fid = name
        }
        android.ttl = "\(seconds)s"
        apns.headers["apns-expiration"] = String(seconds == 0 ? 0 : end)
        webpush.headers["TTL"] = String(seconds)
    }

    static func json(_ value: some Encodable) throws(Fault) -> String { try ProviderJSON.written(value) }
}
