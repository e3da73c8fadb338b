// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Outbox

/// Sending a message outside an incident: what is given, read from JSON.
package struct SendMessage: Sendable {
    var statement: Statement
    var audiences: [AudienceName]
    var destinations: [Destination]
    var severity: Severity?

    /// Here `channels` is the names of the configured channels.
    /// - Throws: the first of everything that is wrong with the document.
    package init(_ document: Document, channels: [ChannelName]) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let title = fields.string("title")
        let statement = Statement.read(fields, title: title)
        if statement == nil {
            fields.problem("body", "The message says nothing.", suggestion: "Give “body”, “sections” or “template”.")
        } else if statement?.template == nil, title == nil {
            fields.problem("title", "“title” is missing.")
        }
        self.severity = fields.parsed("severity", "a severity", choices: Severity.allCases.map(\.rawValue)) {
            Severity(rawValue: $0)
        }
        self.audiences = []
        self.destinations = []
        for (recipient, pointer) in fields.list("to") ?? [] {
            if case .string(let text) = recipient.content {
                if let name = AudienceName(text) {
                    audiences.append(name)
                } else {
                    problems.add(.invalid, "“\(text.prefix(80))” is not an audience's name.", at: pointer, line: nil)
                }
            } else if let destination = DestinationFields.read(
                Fields(recipient, at: pointer, problems: problems),
                channels: channels.map(\.text).sorted(),
                problems: problems
            ) {
                if destination.secret != nil {
                    // Whoever sends does not choose which of the hub's secrets signs.
                    problems.add(
                        .invalid,
                        "A destination's secret belongs into the configuration.",
                        at: "\(pointer)/secret",
                        line: nil,
                        suggestion: "Leave “secret” out, or send to an audience."
                    )
                }
                destinations.append(destination)
            }
        }
        if audiences.isEmpty, destinations.isEmpty {
            fields.problem(
                "to",
                "The message goes to nobody.",
                suggestion: "Name audiences, or destinations as {\"channel\": …, \"to\": …}."
            )
        }
        fields.finish()
        try problems.throwIfAny()
        guard let statement else { throw Fault(.schemaInvalid, "The message cannot be read.") }
        self.statement = statement
    }
}

extension Hub {
    /// The names of the configured channels.
    package var channelNames: [ChannelName] { channels.all.map(\.name) }

    /// Accepts a message outside an incident for delivery.
    package func send(
        _ command: SendMessage,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        return try await once(idempotency) { keep async throws(Fault) in
            try self.storage.checkRoom()
            let now = self.clock.now
            let composition = try self.compose(command, now: now)
            let id = composition.messageSet.standard.id
            let (reply, lanes) = try await self.storage.write { transaction throws(Fault) in
                try self.requireAudiences(command.audiences, in: transaction, at: "/to")
                let result = try transaction.enqueue(
                    OutboxMessage(
                        content: composition.messageSet,
                        priority: (command.severity ?? .sev3) >= .sev2 ? .critical : .update,
                        acceptedAt: now
                    ),
                    to: self.audiences.recipients(
                        command.audiences,
                        destinations: command.destinations.map { self.channels.canonical($0) }
                    ),
                    planner: self.channels
                )
                try AuditTrail.record(
                    "message.sent",
                    on: id.text,
                    by: principal.name,
                    at: now,
                    detail: ["title": composition.messageSet.standard.title],
                    in: transaction
                )
                let findings =
                    composition.findings
                    + (try self.personalFindings(composition.messageSet, for: command.audiences, in: transaction))
                let reply = try self.reply(
                    202,
                    SentView(id: id.text, deliveries: result.deliveries, findings: findings)
                )
                try keep(transaction, reply)
                return (reply, result.lanes)
            }
            self.engine.wake(lanes)
            return reply
        }
    }

    func compose(_ command: SendMessage, now: Timestamp) throws(Fault) -> ComposedMessage {
        for (index, destination) in command.destinations.enumerated() {
            do {
                _ = try channels[destination.channel]?.adapter.host(for: destination)
            } catch {
                throw error.with("where", "/to/\(index + command.audiences.count)/to")
            }
        }
        return try command.statement.compose(
            id: makeIdentifier("msg"),
            facts: Facts(severity: command.severity, publishedAt: now),
            title: command.statement.title ?? "",
            defaultLocale: locale,
            with: Composer(templates)
        )
    }
}

private struct SentView: Encodable {
    let id: String
    let deliveries: Int
    let findings: [Finding]
    let state = "queued"

    private enum CodingKeys: String, CodingKey { case id, deliveries, findings, state }
}
