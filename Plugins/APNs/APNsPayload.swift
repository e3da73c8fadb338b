// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import FoundationEssentials

/// The JSON that Apple hands to the device.
package struct APNsPayload: Codable, Hashable, Sendable {
    package struct Alert: Codable, Hashable, Sendable {
        package var title: String
        /// How things stand, in words and with a sign.
        package var subtitle: String?
        package var body: String
    }

    package enum Interruption: String, Codable, Hashable, Sendable {
        /// Breaks through a summary and a focus, where the device's owner lets it.
        case timeSensitive = "time-sensitive"
        case active, passive
    }

    package struct APS: Codable, Hashable, Sendable {
        package var alert: Alert
        package var sound: String?
        /// Notifications with the same one are shown as a group.
        package var threadID: String?
        package var interruption: Interruption

        private enum CodingKeys: String, CodingKey {
            case alert, sound
            case threadID = "thread-id"
            case interruption = "interruption-level"
        }
    }

    /// The facts, for the app.
    package struct Facts: Codable, Hashable, Sendable {
        package var message: String
        package var incident: String?
        package var sequence: Int?
        package var severity: Severity?
        package var phase: Phase?
        package var link: String
        package var drill: Bool
    }

    package var aps: APS
    package var belfry: Facts

    /// Bytes of JSON that Apple takes.
    package static let longest = 4_096
}

extension APNsPayload {
    init(_ marked: MarkedMessage, settings: APNsSettings, home: String) {
        let message = marked.message
        let facts = message.facts
        self.aps = APS(
            alert: Alert(
                title: NotificationDialect.line(message.headline, longest: 300),
                subtitle: message.stateLine.map { "\(message.stateSign) \($0)" },
                body: marked.notificationText(saysState: false, componentBytes: 200)
            ),
            sound: settings.sound.isEmpty ? nil : settings.sound,
            threadID: settings.updates == .thread ? facts.incident?.id.text : nil,
            interruption: message.interruption
        )
        self.belfry = Facts(
            message: message.id.text,
            incident: facts.incident?.id.text,
            sequence: facts.incident?.sequence,
            severity: facts.severity,
            phase: facts.phase,
            // What is longer than this leaves no room for words; the status page leads there as well.
            link: facts.link.flatMap { $0.utf8.count <= 2_048 ? $0 : nil } ?? home,
            drill: facts.isDrill
        )
    }

    func json() throws(Fault) -> String { try ProviderJSON.written(self) }
}

extension Message {
    fileprivate var interruption: APNsPayload.Interruption {
        switch facts.severity {
        case .sev1, .sev2: isClosing ? .active : .timeSensitive
        case .sev4, .sev5: .passive
        case .sev3, nil: .active
        }
    }
}
