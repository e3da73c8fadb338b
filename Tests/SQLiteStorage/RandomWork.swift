// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import OutboxTesting

/// The same random operations for the same seed, on whatever ledger it is given.
final class RandomWork {
    /// What a step showed, for comparing two ledgers.
    struct Trace: Equatable {
        var operation: String
        var claims: [Claim] = []
        var lost: [Delivery.ID] = []
        var lanes: [LaneStatus] = []
        var count = 0
    }

    private var random: SeededGenerator
    private let harness: any LedgerHarness
    private let seed: UInt64
    private var scene: LedgerScene?
    private var now: Int64 = 0
    private var inHand: [Claim] = []
    private var sequences: [String: Int] = [:]

    init(seed: UInt64, harness: any LedgerHarness) {
        self.random = SeededGenerator(seed: seed)
        self.seed = seed
        self.harness = harness
    }

    func open() async throws {
        let scene = try await LedgerScene(harness)
        // Numbers of destinations follow the order of their first use: the same in both from here on.
        try await scene.publish(priority: .backfill, to: RandomWork.readers, at: 0)
        self.scene = scene
    }

    func step() async throws -> Trace {
        guard let scene else { return Trace(operation: "not open") }
        now += Int64.random(in: 0...40, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: return try await publish(scene)
        case 3: return try await expand(scene)
        case 4...8: return try await exchange(scene)
        default:
            guard Int.random(in: 0..<6, using: &random) == 0 else { return try await exchange(scene) }
            let moment = now
            inHand = []
            let opening = try await scene.open("node-\(moment)", at: moment) { orphan in
                orphan.attempt.isMultiple(of: 2) ? .held : .retry(at: LedgerScene.time(moment + 5), charged: true)
            }
            return Trace(operation: "open", count: opening.recovered)
        }
    }

    private static let readers = (0..<8)
        .map {
            LedgerScene.destination("reader-\($0)@host-\($0 % 3).example", on: $0 < 5 ? "mail" : "hooks")
        }

    private func publish(_ scene: LedgerScene) async throws -> Trace {
        let incident = "inc_\(Int.random(in: 0..<3, using: &random))"
        let isStandalone = Int.random(in: 0..<5, using: &random) == 0
        var sequence: Int?
        if !isStandalone {
            sequences[incident, default: 0] += 1
            sequence = sequences[incident]
        }
        scene.planner.order = seed.isMultiple(of: 2) ? .latest : .all
        // Every third seed lets deliveries expire.
        scene.planner.lifetime =
            seed.isMultiple(of: 3) ? .milliseconds(Int64.random(in: 20...300, using: &random)) : .seconds(9_000)
        let isLong = Int.random(in: 0..<8, using: &random) == 0
        let readers = RandomWork.readers.filter { _ in Bool.random(using: &random) }
        let crowd = isLong ? (0..<260).map { LedgerScene.destination("crowd-\($0)@host-9.example") } : []
        let result = try await scene.publish(
            sequence: sequence,
            incident: incident,
            priority: Priority.allCases.randomElement(using: &random) ?? .update,
            to: readers + crowd,
            at: now
        )
        return Trace(operation: "publish", lanes: result.lanes, count: result.deliveries)
    }

    private func expand(_ scene: LedgerScene) async throws -> Trace {
        let limit = Int.random(in: 1...200, using: &random)
        let page = try await harness.ledger.expand(limit: limit, now: LedgerScene.time(now), planner: scene.planner)
        return Trace(operation: "expand", lanes: page.lanes, count: page.created)
    }

    private func exchange(_ scene: LedgerScene) async throws -> Trace {
        var exchange = Exchange(epoch: scene.epoch, now: LedgerScene.time(now))
        for claim in inHand where Bool.random(using: &random) {
            exchange.finishes.append(finish(claim))
            inHand.removeAll { $0.delivery == claim.delivery }
        }
        for status in try await harness.ledger.lanes() where Int.random(in: 0..<4, using: &random) > 0 {
            // Where deliveries expire, what they let go is asked for in another order: then all are claimed.
            let limit = seed.isMultiple(of: 3) ? 1_000 : Int.random(in: 1...20, using: &random)
            exchange.quotas.append(Exchange.Quota(lane: status.lane.id, limit: limit))
        }
        let moment = now
        let picky = Int64.random(in: 2...9, using: &random)
        let result = try await harness.ledger.exchange(exchange) { candidate in
            candidate.delivery.rawValue.isMultiple(of: picky) ? .postpone(until: LedgerScene.time(moment + 15)) : .admit
        }
        inHand += result.claims.sorted { $0.delivery < $1.delivery }
        let claims = seed.isMultiple(of: 3) ? result.claims.sorted { $0.delivery < $1.delivery } : result.claims
        return Trace(operation: "exchange", claims: claims, lost: result.lost, lanes: result.lanes)
    }

    private func finish(_ claim: Claim) -> Finish {
        let ended = LedgerScene.time(now)
        let receipt = Receipt(id: "\(claim.delivery)-\(claim.attempt)")
        let ends: [(AttemptOutcome, Disposition)] = [
            (.delivered(receipt), .delivered), (.delivered(receipt), .delivered),
            (.failed(LedgerScene.refused), .retry(at: ended + .milliseconds(30), charged: true)),
            (.failed(LedgerScene.refused), .retry(at: ended, charged: false)),
            (.failed(LedgerScene.refused), .dead), (.unknown(LedgerScene.refused), .held),
            (.failed(LedgerScene.refused), .expired),
        ]
        let (outcome, disposition) = ends.randomElement(using: &random) ?? ends[0]
        return Finish(
            delivery: claim.delivery,
            // Now and then an attempt that is not the one in flight.
            attempt: Int.random(in: 0..<20, using: &random) == 0 ? claim.attempt + 1 : claim.attempt,
            endedAt: ended,
            outcome: outcome,
            disposition: disposition
        )
    }
}

/// SplitMix64: small, fast and the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
