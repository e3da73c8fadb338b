// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Outbox

/// Everything that can happen to a ledger, at random: the same for the same seed, on whatever ledger it is given.
///
/// Two ledgers that keep the same rules show the same in every step; and whatever happens, no older update arrives after
/// a newer one.
package final class RandomLedgerWork {
    package let harness: any LedgerHarness
    /// What was found wrong so far.
    package private(set) var violations: [String] = []
    var random: SeededRandom
    let scene: LedgerScene
    private(set) var now: Int64 = 0
    /// Attempts that are under way.
    var inHand: [Claim] = []
    private var sequences: [String: Int] = [:]
    private(set) var updates: [Message.ID: (incident: String, sequence: Int)] = [:]
    var lastArrival: [String: Int] = [:]
    var lastAttempt: [Delivery.ID: Int] = [:]
    private var messages = 0
    var recoveries = 0
    /// Whether deliveries are to expire within the work.
    private let isShortLived: Bool

    package init(seed: UInt64, harness: any LedgerHarness) async throws(Fault) {
        self.random = SeededRandom(seed: seed)
        self.harness = harness
        self.scene = try await LedgerScene(harness)
        self.isShortLived = seed.isMultiple(of: 3)
        scene.planner.order = seed.isMultiple(of: 2) ? .latest : .all
        // Numbers of destinations follow the order of their first use: the same on all ledgers from here on.
        try await publish(sequence: nil, to: RandomLedgerWork.readers + RandomLedgerWork.standIns)
    }

    /// Readers with nowhere else to turn to, with one address, with two, with one they share, and two who stand in for
    /// each other.
    static let readers: [Destination] = [
        LedgerScene.destination("plain@one.example"),
        LedgerScene.destination("single@one.example", else: [standIns[0]]),
        LedgerScene.destination("double@two.example", else: [standIns[1], standIns[0]]),
        LedgerScene.destination("sharing@two.example", else: [standIns[0]]),
        LedgerScene.destination("left@three.example", on: "hooks", else: [standIns[2]]),
        LedgerScene.destination(
            "right@three.example",
            on: "hooks",
            else: [LedgerScene.destination("left@three.example", on: "hooks")]
        ),
        LedgerScene.destination("last@two.example", on: "hooks"),
    ]
    static let standIns: [Destination] = [
        LedgerScene.destination("desk@pager.example", on: "pager"),
        LedgerScene.destination("duty@pager.example", on: "pager"),
        LedgerScene.destination("right@three.example", on: "hooks"),
    ]

    /// Does something.
    ///
    /// - Returns: what it was, and what the ledger said to it.
    package func step() async throws(Fault) -> String {
        now += Int64.random(in: 0...40, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: return try await publish()
        case 18..<25: return try await expand()
        case 25..<62: return try await exchange()
        case 62..<71: return try await sweep()
        case 71..<76: return try await expire()
        case 76..<80: return try await hold()
        case 80..<86: return try await release()
        case 86..<93: return try await replay()
        case 93..<97: return try await recover()
        case 97: return try await withdraw()
        case 98: return try await prune()
        default: return try await takeOver()
        }
    }

    func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    func report(_ violation: String) { violations.append("at \(now): \(violation)") }

    // MARK: - Publishing

    private func publish() async throws(Fault) -> String {
        let incident = "inc_\(Int.random(in: 0..<3, using: &random))"
        var sequence: Int?
        if Int.random(in: 0..<5, using: &random) > 0 {
            sequences[incident, default: 0] += 1
            sequence = sequences[incident]
        }
        var readers = (RandomLedgerWork.readers + RandomLedgerWork.standIns).filter { _ in Bool.random(using: &random) }
        if Int.random(in: 0..<40, using: &random) == 0 {
            readers += (0..<260).map { LedgerScene.destination("crowd-\($0)@crowd.example") }
        }
        return try await publish(sequence: sequence, incident: incident, to: readers)
    }

    @discardableResult
    private func publish(
        sequence: Int?,
        incident: String = "inc_0",
        to readers: [Destination]
    ) async throws(Fault) -> String {
        messages += 1
        if let sequence, let message = Message.ID("msg_\(messages)") { updates[message] = (incident, sequence) }
        scene.planner.lifetime =
            isShortLived ? .milliseconds(Int64.random(in: 20...400, using: &random)) : .seconds(9_000)
        scene.planner.patience = .milliseconds(Int64.random(in: 10...200, using: &random))
        let result = try await scene.publish(
            sequence: sequence,
            incident: incident,
            priority: pick(Priority.allCases) ?? .update,
            to: readers,
            at: now
        )
        return "publish \(result)"
    }

    private func expand() async throws(Fault) -> String {
        let page = try await scene.expand(limit: Int.random(in: 1...300, using: &random), at: now)
        return "expand \(page)"
    }

    // MARK: - The end

    /// Lets everything come to its end: what is held for its destination is released, what is open arrives.
    package func drain() async throws(Fault) {
        for destination in RandomLedgerWork.readers + RandomLedgerWork.standIns {
            now += 1
            let time = LedgerScene.time(now)
            _ = try await harness.release(destination, .all, limit: 10_000, now: time, planner: scene.planner)
        }
        while try await !scene.expand(at: now).isFinished {}
        for _ in 0..<500 {
            now += 1_000
            var finishes: [Finish] = []
            for claim in inHand {
                let receipt = Receipt(id: "\(claim.delivery)")
                finishes.append(
                    Finish(
                        delivery: claim.delivery,
                        attempt: claim.attempt,
                        endedAt: LedgerScene.time(now),
                        outcome: .delivered(receipt),
                        disposition: .delivered
                    )
                )
            }
            var exchange = Exchange(epoch: scene.epoch, now: LedgerScene.time(now), finishes: finishes)
            for status in try await harness.ledger.lanes() {
                exchange.quotas.append(Exchange.Quota(lane: status.lane.id, limit: 10_000))
            }
            if finishes.isEmpty, exchange.quotas.isEmpty { return }
            let result = try await harness.ledger.exchange(exchange) { _ in .admit }
            for finish in finishes { ended(finish) }
            for claim in result.claims { began(claim) }
        }
        report("no end of work")
    }
}
