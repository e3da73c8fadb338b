// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

extension LedgerConformance {
    static let claiming: [LedgerCheck] = [
        LedgerCheck("what is accepted is ready at once and its lane is reported") { scene in
            let result = try await scene.publish(to: [LedgerScene.ada, LedgerScene.hook], at: 5)
            scene.expectEqual(result.deliveries, 2, "deliveries")
            scene.expectEqual(result.lanes.map(\.lane.host), ["example.com", "example.net"], "reported lanes")
            let lanes = try await scene.harness.ledger.lanes()
            scene.expectEqual(lanes.map(\.lane.channel.text), ["mail", "hooks"], "channels")
            scene.expectEqual(lanes.map(\.nextDue), Array(repeating: LedgerScene.time(5), count: 2), "next due")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.pending, .pending], "states")
            scene.expectEqual(records.map(\.dueAt), [LedgerScene.time(5), LedgerScene.time(5)], "due")
            scene.expectEqual(records.map(\.createdAt), [LedgerScene.time(5), LedgerScene.time(5)], "created")
        },
        LedgerCheck("a claim carries all that the attempt needs, and its attempt is on record") { scene in
            try await scene.publish(sequence: 1, priority: .critical, at: 1)
            guard let claim = try await scene.claim(at: 3).first else { return scene.expect(false, "no claim") }
            scene.expectEqual(claim.destination, LedgerScene.ada, "destination")
            scene.expectEqual(claim.message.text, "msg_1", "message")
            scene.expectEqual(claim.attempt, 1, "attempt")
            scene.expectEqual(claim.band, Band(.critical), "band")
            scene.expectEqual(claim.generation, 0, "generation")
            scene.expect(claim.place == nil, "a place in a chain that is none")
            scene.expectEqual(claim.acceptedAt, LedgerScene.time(1), "accepted")
            scene.expectEqual(claim.expiresAt, LedgerScene.time(86_400_001), "expires")
            scene.expect(claim.thread == nil, "a first delivery has no thread")
            let attempts = try await scene.harness.attempts(of: claim.delivery)
            let expected = AttemptRecord(number: 1, startedAt: LedgerScene.time(3), result: .underWay, node: "node-a")
            scene.expectEqual(attempts, [expected], "attempts")
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .inFlight, "state")
            scene.expect(record?.dueAt == nil, "what is in flight is not due")
            scene.expectEqual(record?.attempts, 1, "attempts counted")
        },
        LedgerCheck("candidates come by priority, then by when they are due") { scene in
            try await scene.publish(priority: .backfill, at: 1)
            try await scene.publish(priority: .update, at: 3)
            try await scene.publish(priority: .update, at: 2)
            try await scene.publish(priority: .critical, at: 4)
            let claims = try await scene.claim(at: 10)
            scene.expectEqual(claims.map(\.message.text), ["msg_4", "msg_3", "msg_2", "msg_1"], "order")
        },
        LedgerCheck("no more is claimed than a quota admits, and nothing twice") { scene in
            for moment in 0..<5 { try await scene.publish(at: Int64(moment)) }
            let first = try await scene.claim(2, at: 10)
            let second = try await scene.claim(10, at: 10)
            scene.expectEqual(first.count, 2, "claims within the quota")
            scene.expectEqual(second.count, 3, "the rest")
            scene.expectEqual(Set((first + second).map(\.delivery)).count, 5, "distinct deliveries")
            scene.expect(try await scene.claim(at: 10).isEmpty, "nothing is left to claim")
        },
        LedgerCheck("nothing is claimed before it is due") { scene in
            try await scene.publish(at: 50)
            scene.expect(try await scene.claim(at: 49).isEmpty, "claimed before it was due")
            scene.expectEqual(try await scene.claim(at: 50).count, 1, "claims when due")
        },
        LedgerCheck("a postponed candidate costs no attempt and comes at its time") { scene in
            try await scene.publish(at: 0)
            let until = LedgerScene.time(100)
            let claims = try await scene.claim(at: 10) { _ in .postpone(until: until) }
            scene.expect(claims.isEmpty, "a postponed candidate was claimed")
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.dueAt, until, "due")
            scene.expectEqual(record?.attempts, 0, "attempts")
            scene.expectEqual(record?.state, .pending, "state")
            scene.expectEqual(try await scene.harness.ledger.lanes().first?.nextDue, until, "lane's next due")
            scene.expect(try await scene.claim(at: 99).isEmpty, "claimed before its time")
            scene.expectEqual(try await scene.claim(at: 100).first?.attempt, 1, "attempt")
        },
        LedgerCheck("a stop ends the lane and leaves the others") { scene in
            for _ in 0..<3 { try await scene.publish(to: [LedgerScene.ada, LedgerScene.hook]) }
            let asked = Asked()
            let claims = try await scene.claim(at: 1) { candidate in
                asked.ask(candidate.lane) == 1 && candidate.lane.rawValue == 1 ? .stop : .admit
            }
            scene.expectEqual(Set(claims.map(\.destination)), [LedgerScene.hook], "claims of the other lane")
            scene.expectEqual(claims.count, 3, "claims")
            scene.expectEqual(asked.count(of: Lane.ID(1)), 1, "times asked after a stop")
        },
        LedgerCheck("an expired candidate is closed without being asked about") { scene in
            scene.planner.lifetime = .milliseconds(20)
            try await scene.publish(at: 0)
            let asked = Asked()
            let claims = try await scene.claim(at: 20) { candidate in
                _ = asked.ask(candidate.lane)
                return .admit
            }
            scene.expect(claims.isEmpty, "an expired delivery was claimed")
            scene.expectEqual(asked.count(of: Lane.ID(1)), 0, "times asked")
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .expired, "state")
            scene.expectEqual(record?.fault?.code, .expired, "fault")
            scene.expectEqual(record?.finishedAt, LedgerScene.time(20), "finished")
            scene.expect(record?.dueAt == nil, "what is closed is not due")
            scene.expect(try await scene.harness.ledger.lanes().isEmpty, "a lane without work is reported")
        },
        LedgerCheck("a lane says when each band of it is next due") { scene in
            try await scene.publish(priority: .critical, at: 30)
            try await scene.publish(priority: .digest, at: 20)
            try await scene.publish(priority: .digest, at: 10)
            let status = try await scene.harness.ledger.lanes().first
            let expected = [
                BandStatus(Band(.critical), due: LedgerScene.time(30)),
                BandStatus(Band(.digest), due: LedgerScene.time(10)),
            ]
            scene.expectEqual(status?.bands, expected, "bands")
            scene.expectEqual(status?.nextDue, LedgerScene.time(10), "next due")
        },
        LedgerCheck("a delivery that starts held or dead is on record and never ready") { scene in
            scene.planner.start = .held
            try await scene.publish(at: 1)
            scene.planner.start = .dead(Fault(.addressInvalid, "That is no mailbox."))
            try await scene.publish(at: 2)
            scene.expect(try await scene.claim(at: 10).isEmpty, "it was claimed")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.held, .dead], "states")
            scene.expectEqual(records.last?.fault?.code, .addressInvalid, "fault")
            scene.expectEqual(records.map(\.finishedAt), [nil, LedgerScene.time(2)], "finished")
        },
        LedgerCheck("an accepted message is found as it was accepted") { scene in
            guard let message = scene.message(sequence: 4, priority: .digest, at: 7) else { return }
            _ = try await scene.harness.enqueue(message, destinations: [LedgerScene.ada], planner: scene.planner)
            scene.expectEqual(try await scene.harness.ledger.message(message.id), message, "message")
            if let other = Message.ID("msg_other") {
                scene.expect(try await scene.harness.ledger.message(other) == nil, "a message out of nothing")
            }
        },
    ]

    /// Counts how often the ledger asks about a lane.
    private final class Asked: Sendable {
        private let counts = Mutex<[Lane.ID: Int]>([:])

        func ask(_ lane: Lane.ID) -> Int {
            counts.withLock { counts in
                counts[lane, default: 0] += 1
                return counts[lane] ?? 0
            }
        }

        func count(of lane: Lane.ID) -> Int { counts.withLock { $0[lane] ?? 0 } }
    }
}
