// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Sending a reader nothing more, or something again: what is given, read from JSON.
package struct WithholdMessages: Sendable {
    var channel: ChannelName
    var address: String
    /// Why; never an address.
    var note: String?

    /// Here `channels` is the names of the configured channels.
    package init(_ document: Document, channels: [ChannelName]) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let channel = fields.parsed(
            "channel",
            "a configured channel",
            required: true,
            choices: channels.map(\.text)
        ) { text in channels.first { $0.text == text } }
        let address = fields.parsed("to", "an address", required: true) {
            $0.isEmpty || $0.utf8.count > 2_048 ? nil : $0
        }
        self.note = fields.string("note")
        fields.finish()
        try problems.throwIfAny()
        guard let channel, let address else { throw Fault(.schemaInvalid, "The reader cannot be read.") }
        self.channel = channel
        self.address = address
    }
}

extension Hub {
    /// Sends nothing more to a reader, known or not, until the hub's people say otherwise.
    package func withhold(_ command: WithholdMessages, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.send)
        _ = try await suppress(
            command.address,
            on: command.channel,
            because: .withheld,
            note: command.note,
            by: principal.name,
            isRecorded: true
        )
        return try reply(200, ["state": SuppressionReason.withheld.rawValue])
    }

    /// Lets a reader be written to again, whatever kept messages from the address.
    package func releaseSubscriber(_ command: WithholdMessages, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let places = namesakes(of: command.address, on: command.channel)
        let now = clock.now
        let isKnown = try await storage.write { transaction throws(Fault) in
            var isKnown = false
            for place in places
            where try transaction.suppression(channel: place.channel, address: place.address) != nil {
                try transaction.suppress(nil, channel: place.channel, address: place.address, isRecorded: false)
                isKnown = true
            }
            guard isKnown else { return false }
            let detail = command.note.map { ["note": String($0.prefix(200))] } ?? [:]
            try AuditTrail.record(
                "destination.released",
                on: command.channel.text,
                by: principal.name,
                at: now,
                detail: detail,
                in: transaction
            )
            return true
        }
        guard isKnown else {
            throw Fault(.notFound, "Nothing keeps messages from that reader.", context: ["where": "/to"])
        }
        return try reply(200, ["state": "released"])
    }
}
