// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Logging
import Outbox
import Testing

/// A hub that has sent a message to the buyers, ada among them, and to which mails come back.
final class BounceScene: Sendable {
    static let tokens = BounceTokens(key: Array(repeating: 9, count: 32))

    let scene: HubScene
    let log = LogRecord()
    let intake: BounceIntake
    let ada: DeliveryRecord
    let bo: DeliveryRecord

    init() async throws {
        let scene = try await HubScene()
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers"]}"#)
        try await scene.attempt()
        self.scene = scene
        ada = try await scene.delivery(to: "ada@example.com")
        bo = try await scene.delivery(to: "bo@example.com")
        intake = BounceIntake(hub: scene.hub, tokens: Self.tokens, logger: log.logger)
    }

    /// The envelope's sender of a delivery's mail.
    func sender(of record: DeliveryRecord) -> String {
        "bounces+\(Self.tokens.token(for: record.id, key: Self.key(of: record)))@market.example"
    }

    static func key(of record: DeliveryRecord) -> String { Delivery.key(of: record.id, message: record.message) }

    /// The header of a delivery's mail, as a report gives it back.
    func header(of record: DeliveryRecord, hasLink: Bool = true) -> String {
        let link = hasLink ? HubScene.links.unsubscribeURL(for: record.destination) : nil
        let field = link.map { "List-Unsubscribe: <\($0)>\n" } ?? ""
        return "Message-ID: <\(Self.key(of: record))@market.example>\n\(field)To: \(record.destination.address)\n"
    }

    /// What a mail system reports of one recipient.
    static func report(
        to sender: String,
        recipient: String = "ada@example.com",
        status: String = "5.1.1",
        action: String = "failed",
        returned: String = ""
    ) -> String {
        """
        From: MAILER-DAEMON@mx.example.com
        To: \(sender)
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: rfc822; \(recipient)
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: smtp; 550 \(status) <\(recipient)> was refused

        --b
        Content-Type: text/rfc822-headers

        \(returned)
        --b--

        """
    }

    static func complaint(_ type: String, to sender: String, returned: String = "") -> String {
        """
        From: feedback@mailbox.example
        To: \(sender)
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b
        Content-Type: message/feedback-report

        Feedback-Type: \(type)
        Version: 1

        --b
        Content-Type: message/rfc822

        \(returned)

        --b--

        """
    }

    @discardableResult
    func take(_ mail: String) async throws -> BounceResult { try await intake.take(mail: Array(mail.utf8), by: "test") }

    func report(_ body: String, by role: Role = .relay) async throws -> Document {
        let principal = Principal(name: "script", role: role)
        return try await intake.take(ReportBounces(json(body), channels: intake.channelNames), by: principal).document
    }

    /// Whom a further message to all readers reaches by mail.
    func reached() async throws -> Set<String> {
        let answer = try await scene.send(#"{"title": "U", "body": "b", "to": ["buyers", "sellers"]}"#)
        let filter = DeliveryFilter(message: answer.text("id").flatMap { Message.ID($0) }, channel: .sample("mail"))
        let items = try await scene.deliveries(filter).items("items")
        return Set(items.filter { $0.text("state") == "pending" }.compactMap { $0.text("to") })
    }

    static let everyone: Set = ["ada@example.com", "bo@example.com", "cy@example.com"]

    func actions() async throws -> [String] {
        try await scene.audit().map(\.action).filter { $0.contains("bounced") || $0.contains("compl") }
    }
}

extension LogRecord {
    var logger: Logger { Logger(label: "test") { _ in RecordingLogHandler(record: self) } }
}
