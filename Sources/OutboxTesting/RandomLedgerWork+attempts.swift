// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What the engine does, and what has to be true of it.
extension RandomLedgerWork {
    func exchange() async throws(Fault) -> String {
        var exchange = Exchange(epoch: scene.epoch, now: LedgerScene.time(now))
        for claim in inHand where Bool.random(using: &random) { exchange.finishes.append(finish(claim)) }
        for status in try await harness.ledger.lanes() where Int.random(in: 0..<4, using: &random) > 0 {
            let limit = Int.random(in: 1...20, using: &random)
            exchange.quotas.append(Exchange.Quota(lane: status.lane.id, limit: limit, shares: shares()))
        }
        let moment = now
        let picky = Int64.random(in: 2...9, using: &random)
        let result = try await harness.ledger.exchange(exchange) { candidate in
            candidate.delivery.rawValue.isMultiple(of: picky) ? .postpone(until: LedgerScene.time(moment + 15)) : .admit
        }
        for finish in exchange.finishes where !result.lost.contains(finish.delivery) { ended(finish) }
        for claim in result.claims { began(claim) }
        return "exchange \(result)"
    }

    private func shares() -> [Exchange.Share] {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return Exchange.Share.all }
        return Band.allCases.filter { _ in Int.random(in: 0..<5, using: &random) > 0 }
            .map { band in
                let limit = Int.random(in: 0...8, using: &random)
                return Exchange.Share(band, weight: Int.random(in: 1...9, using: &random), limit: limit)
            }
    }

    func began(_ claim: Claim) {
        let last = lastAttempt[claim.delivery, default: 0]
        if claim.attempt != last + 1 { report("attempt \(claim.attempt) of \(claim.delivery) after \(last)") }
        lastAttempt[claim.delivery] = claim.attempt
        if claim.expiresAt <= LedgerScene.time(now) { report("\(claim.delivery) was claimed past its time") }
        if let thread = thread(of: claim), inHand.contains(where: { self.thread(of: $0)?.key == thread.key }) {
            report("two attempts at once for \(thread.key)")
        }
        inHand.append(claim)
    }

    func ended(_ finish: Finish) {
        guard let index = inHand.firstIndex(where: { $0.delivery == finish.delivery }) else { return }
        let claim = inHand.remove(at: index)
        guard finish.disposition == .delivered, let thread = thread(of: claim) else { return }
        if thread.sequence < lastArrival[thread.key] ?? 0 {
            report("update \(thread.sequence) arrived after \(lastArrival[thread.key] ?? 0) of \(thread.key)")
        }
        lastArrival[thread.key] = thread.sequence
    }

    private func thread(of claim: Claim) -> (key: String, sequence: Int)? {
        updates[claim.message].map { ("\($0.incident) \(claim.destination.address)", $0.sequence) }
    }

    private func finish(_ claim: Claim) -> Finish {
        let ended = LedgerScene.time(now)
        let receipt = Receipt(id: "\(claim.delivery)-\(claim.attempt)")
        let ends: [(AttemptOutcome, Disposition)] = [
            (.delivered(receipt), .delivered), (.delivered(receipt), .delivered), (.delivered(receipt), .delivered),
            (.failed(LedgerScene.refused), .retry(at: ended + .milliseconds(30), charged: true)),
            (.failed(LedgerScene.refused), .retry(at: ended, charged: false)),
            (.unknown(LedgerScene.untold), .retry(at: ended + .milliseconds(50), charged: true)),
            (.failed(LedgerScene.gone), .dead), (.failed(LedgerScene.refused), .dead),
            (.unknown(LedgerScene.untold), .dead),
            (.failed(LedgerScene.gone), .held),
            (.unknown(LedgerScene.untold), .held), (.failed(LedgerScene.refused), .expired),
        ]
        let (outcome, disposition) = pick(ends) ?? ends[0]
        let isPassedOn = disposition != .delivered && Int.random(in: 0..<4, using: &random) > 0
        return Finish(
            delivery: claim.delivery,
            // Now and then an attempt that is not the one in flight.
            attempt: Int.random(in: 0..<20, using: &random) == 0 ? claim.attempt + 1 : claim.attempt,
            endedAt: ended,
            outcome: outcome,
            disposition: disposition,
            reroute: isPassedOn
                ? claim.place.flatMap { RandomLedgerWork.step(behind: $0, at: now, scene.planner) } : nil,
            blamesDestination: Bool.random(using: &random)
        )
    }

    /// The next step of a chain, if there is one.
    static func step(behind place: ChainPlace, at now: Int64, _ planner: StubPlanner) -> Reroute? {
        let chain = place.head.fallbacks
        guard !place.isPassedOn, place.step < chain.count else { return nil }
        var destination = chain[place.step]
        destination.fallbacks = []
        var plan = planner.plan(for: destination, priority: .update, acceptedAt: LedgerScene.time(now))
        plan.patience = place.step + 1 < chain.count ? planner.patience : nil
        return Reroute(destination: destination, plan: plan, step: place.step + 1)
    }

    /// Has the run before tell what came of some of its attempts, after they were settled.
    private func hearLate(of claims: [Claim], from epoch: Int64) async throws(Fault) -> String {
        var exchange = Exchange(epoch: epoch, now: LedgerScene.time(now))
        for claim in claims where Bool.random(using: &random) { exchange.finishes.append(finish(claim)) }
        let before = try await harness.records()
        let lost = try await harness.ledger.exchange(exchange) { _ in .stop }.lost
        if lost != exchange.finishes.map(\.delivery) { report("\(lost) alone were lost of a run that was over") }
        if try await harness.records() != before { report("a run that was over changed a delivery") }
        var notes = ""
        for claim in claims {
            for attempt in try await harness.attempts(of: claim.delivery) {
                guard let late = attempt.late else { continue }
                if attempt.result != .unknown { report("a late result of what was known of \(claim.delivery)") }
                notes += ", \(claim.delivery) \(attempt.number) \(late)"
            }
        }
        return notes
    }

    func takeOver() async throws(Fault) -> String {
        let moment = now
        let (epoch, left) = (scene.epoch, inHand)
        inHand = []
        let opening = try await scene.open("node-\(moment)", at: moment) { orphan in
            switch orphan.attempt % 3 {
            case 0: .held
            case 1: .retry(at: LedgerScene.time(moment + 5), charged: true)
            default: .dead
            }
        }
        return "open \(opening.recovered)\(try await hearLate(of: left, from: epoch))"
    }
}
