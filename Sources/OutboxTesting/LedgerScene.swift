// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// A ledger opened by one node, with short words for what tests do to it.
///
/// Times are milliseconds from the scene's beginning.
package final class LedgerScene {
    package let harness: any LedgerHarness
    package private(set) var epoch: Int64
    package private(set) var violations: [String] = []
    package var planner = StubPlanner()
    private var messages = 0

    package init(_ harness: any LedgerHarness) async throws(Fault) {
        self.harness = harness
        self.epoch = try await harness.ledger.open(node: "node-a", now: LedgerScene.time(0)) { _ in .dead }.epoch
    }

    // MARK: - Judging

    package func expect(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { violations.append(violation()) }
    }

    package func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) {
        if found != expected { violations.append("\(what): \(found) instead of \(expected)") }
    }

    // MARK: - Doing

    /// Makes a message; with a sequence it is an update of the incident.
    package func message(
        sequence: Int? = nil,
        incident: String = "inc_1",
        priority: Priority = .update,
        at now: Int64 = 0
    ) -> OutboxMessage? {
        messages += 1
        guard
            let id = Message.ID("msg_\(messages)"), let update = Identifier<UpdateSubject>("upd_\(messages)"),
            let incident = IncidentReference.ID(incident)
        else { return nil }
        let reference = sequence.map {
            IncidentReference(id: incident, title: "Checkout fails", update: update, sequence: $0)
        }
        let message = Message(
            id: id,
            title: "Checkout fails",
            sections: [Section(.whatHappened, "Payments are declined.")],
            facts: Facts(incident: reference, publishedAt: LedgerScene.time(now))
        )
        return OutboxMessage(content: MessageSet(message), priority: priority, acceptedAt: LedgerScene.time(now))
    }

    @discardableResult
    package func publish(
        sequence: Int? = nil,
        incident: String = "inc_1",
        priority: Priority = .update,
        to destinations: [Destination] = [LedgerScene.ada],
        at now: Int64 = 0
    ) async throws(Fault) -> EnqueueResult {
        guard let message = message(sequence: sequence, incident: incident, priority: priority, at: now) else {
            return EnqueueResult(deliveries: 0, lanes: [])
        }
        return try await harness.enqueue(message, destinations: destinations, planner: planner)
    }

    /// Takes the ledger over as a node of that name.
    @discardableResult
    package func open(
        _ node: String = "node-b",
        at now: Int64,
        settling: @escaping @Sendable (Orphan) -> Disposition
    ) async throws(Fault) -> LedgerOpening {
        let opening = try await harness.ledger.open(node: node, now: LedgerScene.time(now), settling: settling)
        epoch = opening.epoch
        return opening
    }

    /// Claims from every lane.
    @discardableResult
    package func claim(
        _ limit: Int = 100,
        at now: Int64,
        epoch: Int64? = nil,
        shares: [Exchange.Share] = Exchange.Share.all,
        admitting: @escaping @Sendable (Candidate) -> Admission = { _ in .admit }
    ) async throws(Fault) -> [Claim] {
        var exchange = Exchange(epoch: epoch ?? self.epoch, now: LedgerScene.time(now))
        for status in try await harness.ledger.lanes() {
            exchange.quotas.append(Exchange.Quota(lane: status.lane.id, limit: limit, shares: shares))
        }
        return try await harness.ledger.exchange(exchange, admitting: admitting).claims
    }

    @discardableResult
    package func finish(
        _ claim: Claim,
        as disposition: Disposition = .delivered,
        _ outcome: AttemptOutcome = .delivered(Receipt(id: "r1")),
        attempt: Int? = nil,
        epoch: Int64? = nil,
        reroute: Reroute? = nil,
        blaming: Bool = false,
        at now: Int64
    ) async throws(Fault) -> ExchangeResult {
        let end = Finish(
            delivery: claim.delivery,
            attempt: attempt ?? claim.attempt,
            endedAt: LedgerScene.time(now),
            outcome: outcome,
            disposition: disposition,
            reroute: reroute,
            blamesDestination: blaming
        )
        let exchange = Exchange(epoch: epoch ?? self.epoch, now: LedgerScene.time(now), finishes: [end])
        return try await harness.ledger.exchange(exchange) { _ in .stop }
    }

    /// The step to a destination, planned as everything in the scene.
    package func step(
        _ number: Int = 1,
        to destination: Destination,
        patience: Duration? = nil,
        at now: Int64
    ) -> Reroute {
        var plan = planner.plan(for: destination, priority: .update, acceptedAt: LedgerScene.time(now))
        plan.patience = patience
        return Reroute(destination: destination, plan: plan, step: number)
    }

    /// Asks about overdue deliveries.
    package func sweep(
        _ lane: Lane.ID? = nil,
        limit: Int = 100,
        epoch: Int64? = nil,
        at now: Int64,
        deciding: @escaping @Sendable (Overdue) -> RerouteDecision
    ) async throws(Fault) -> RerouteResult {
        let sweep = RerouteSweep(epoch: epoch ?? self.epoch, now: LedgerScene.time(now), lane: lane, limit: limit)
        return try await harness.ledger.reroute(sweep, deciding: deciding)
    }

    @discardableResult
    package func replay(
        _ id: Delivery.ID,
        as priority: Priority = .backfill,
        force: Bool = false,
        at now: Int64
    ) async throws(Fault) -> ReplayOutcome {
        try await harness.replay(id, priority: priority, force: force, now: LedgerScene.time(now), planner: planner)
    }

    @discardableResult
    package func recover(limit: Int = 100, at now: Int64) async throws(Fault) -> Expansion {
        try await harness.ledger.recover(limit: limit, now: LedgerScene.time(now), planner: planner)
    }

    @discardableResult
    package func expand(limit: Int = 1_000, at now: Int64) async throws(Fault) -> Expansion {
        try await harness.ledger.expand(limit: limit, now: LedgerScene.time(now), planner: planner)
    }

    // MARK: - Looking

    package func states() async throws(Fault) -> [DeliveryState] {
        try await harness.records().map(\.state)
    }
}
