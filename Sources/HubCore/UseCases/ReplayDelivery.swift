// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import DeliveryEngine
import Outbox

/// Sending one delivery anew: what is given, read from JSON.
package struct ReplayDelivery: Sendable {
    /// Also what has arrived, or is past its time.
    var force: Bool

    package init(force: Bool = false) { self.force = force }

    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        self.force = fields.boolean("force") ?? false
        fields.finish()
        try problems.throwIfAny()
    }
}

extension Hub {
    /// Makes a delivery ready anew, whatever it came to; one that waits for its next attempt is made at once.
    ///
    /// - Throws: ``FaultCode/replayRefused`` with what to do instead.
    package func replay(
        _ id: Delivery.ID,
        _ command: ReplayDelivery,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        return try await once(idempotency) { keep async throws(Fault) in
            let now = self.clock.now
            let (reply, lane) = try await self.storage.write { transaction throws(Fault) in
                guard let before = try transaction.delivery(id) else { throw Fault.noDelivery(id) }
                // A person waits for it: in front of what is made up for in bulk.
                let outcome = try transaction.replay(
                    id,
                    priority: .update,
                    force: command.force,
                    now: now,
                    planner: self.channels
                )
                guard case .replayed(let lane) = outcome else { throw outcome.refusal(of: before) }
                let record = try transaction.delivery(id) ?? before
                try AuditTrail.record(
                    "delivery.replayed",
                    on: id.description,
                    by: principal.name,
                    at: now,
                    detail: [
                        "state": before.state.rawValue, "generation": "\(record.generation)",
                        "force": "\(command.force)",
                    ],
                    in: transaction
                )
                let reply = try self.reply(202, DeliveryView(record))
                try keep(transaction, reply)
                return (reply, lane)
            }
            self.engine.wake([lane])
            return reply
        }
    }
}

extension ReplayOutcome {
    /// Why a delivery is not sent anew, and what can be done.
    fileprivate func refusal(of record: DeliveryRecord) -> Fault {
        let (message, action): (String, String?) =
            switch self {
            case .replayed: ("It is sent anew.", nil)
            case .busy: ("An attempt is under way.", "Wait for its outcome, then see whether it is still needed.")
            case .delivered:
                (
                    record.state == .delivered
                        ? "It has arrived already." : "The reader was reached at another address.",
                    "Say “force” to send it all the same; the reader then has it twice."
                )
            case .expired:
                ("It is past the time in which it was of use.", "Say “force” to give it a new term and send it.")
            case .overtaken:
                (
                    "The reader has a newer update of the incident, or is about to: an older one never follows it.",
                    "Nothing needs to be sent. If the reader needs other words, publish a new update."
                )
            case .refused(let fault): (fault.message, fault.suggestedAction ?? Self.remedy(for: fault.code))
            }
        var context = ["where": "/id", "state": record.state.rawValue]
        if case .refused(let fault) = self { context["because"] = fault.code.rawValue }
        return Fault(.replayRefused, message, suggestedAction: action, context: context)
    }

    private static func remedy(for code: FaultCode) -> String? {
        switch code {
        case .destinationHeld: "Release the destination first, and say what becomes of what was held for it."
        case .unsubscribed: "Respect it. If the reader must be told, use another way that was agreed on."
        default: FaultCatalogue.shipped[code.rawValue]?.action
        }
    }
}
