// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Sending one delivery anew because a person says so.
extension LedgerConformance {
    static let replay: [LedgerCheck] = [
        LedgerCheck("a dead delivery is ready anew: its next generation, its schedule from the start") { scene in
            try await scene.publish(priority: .critical, at: 0)
            guard let id = try await LedgerConformance.fail(3, in: scene) else { return scene.expect(false, "no end") }
            let outcome = try await scene.replay(id, as: .digest, at: 500)
            let band = [BandStatus(Band(.digest), due: LedgerScene.time(500))]
            if case .replayed(let status) = outcome {
                scene.expectEqual(status.bands, band, "bands of its lane")
            } else {
                scene.expect(false, "outcome: \(outcome)")
            }
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .pending, "state")
            scene.expectEqual(record?.dueAt, LedgerScene.time(500), "due")
            scene.expectEqual(record?.generation, 1, "generation")
            scene.expect(record?.fault == nil, "it has a fault still")
            scene.expect(record?.finishedAt == nil, "it is finished still")
            guard let claim = try await scene.claim(at: 500).first else { return scene.expect(false, "no claim") }
            scene.expectEqual(claim.attempt, 4, "attempts are numbered on")
            scene.expectEqual(claim.failures, 0, "failures")
            scene.expectEqual(claim.generation, 1, "generation of the claim")
            scene.expectEqual(claim.band, Band(.digest), "band")
            scene.expectEqual(claim.acceptedAt, LedgerScene.time(0), "accepted")
            try await scene.finish(claim, at: 501)
            let attempts = try await scene.harness.attempts(of: id)
            scene.expectEqual(attempts.map(\.number), [1, 2, 3, 4], "attempts on record")
        },
        LedgerCheck("a delivery that nobody knows cannot be sent anew") { scene in
            do {
                let outcome = try await scene.replay(Delivery.ID(4_711), at: 1)
                scene.expect(false, "outcome: \(outcome)")
            } catch let fault as Fault {
                scene.expectEqual(fault.code, .notFound, "fault")
            }
        },
        LedgerCheck("one that is under way is busy") { scene in
            try await scene.publish(at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let before = try await scene.harness.records()
            scene.expectEqual(try await scene.replay(claim.delivery, force: true, at: 2), .busy, "outcome")
            scene.expectEqual(try await scene.harness.records(), before, "records")
        },
        LedgerCheck("one that waits for a retry is due now, as new work of its generation") { scene in
            try await scene.publish(priority: .critical, at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let later = Disposition.retry(at: LedgerScene.time(90_000), charged: true)
            try await scene.finish(claim, as: later, .failed(LedgerScene.refused), at: 2)
            try await scene.replay(claim.delivery, as: .critical, at: 50)
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .pending, "state")
            scene.expectEqual(record?.dueAt, LedgerScene.time(50), "due")
            let again = try await scene.claim(at: 50)
            scene.expectEqual(again.map(\.attempt), [2], "attempt")
            scene.expectEqual(again.map(\.failures), [0], "failures")
            scene.expectEqual(again.map(\.generation), [0], "generation")
            scene.expectEqual(again.map(\.band), [Band(.critical)], "band")
        },
        LedgerCheck("one that waits anyway loses nothing of its urgency") { scene in
            try await scene.publish(priority: .critical, at: 0)
            guard let id = try await scene.harness.records().first?.id else { return scene.expect(false, "no record") }
            try await scene.replay(id, as: .backfill, at: 5)
            scene.expectEqual(try await scene.claim(at: 5).map(\.band), [Band(.critical)], "bands")
        },
        LedgerCheck("one that has arrived is sent again by force alone") { scene in
            try await scene.publish(sequence: 1, at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.finish(claim, at: 2)
            scene.expectEqual(try await scene.replay(claim.delivery, at: 3), .delivered, "outcome")
            scene.expectEqual(try await scene.states(), [.delivered], "state")
            guard case .replayed = try await scene.replay(claim.delivery, force: true, at: 4) else {
                return scene.expect(false, "not even by force")
            }
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .pending, "state by force")
            scene.expect(record?.receipt == nil, "the old receipt")
            let again = try await scene.claim(at: 4)
            scene.expectEqual(again.map(\.attempt), [2], "attempt")
            scene.expectEqual(again.map(\.thread), [Receipt(id: "r1")], "thread")
        },
        LedgerCheck("one that is past its time is given a new term by force alone") { scene in
            scene.planner.lifetime = .milliseconds(100)
            try await scene.publish(at: 0)
            _ = try await scene.claim(at: 100)
            scene.expectEqual(try await scene.states(), [.expired], "state")
            guard let id = try await scene.harness.records().first?.id else { return scene.expect(false, "no record") }
            scene.expectEqual(try await scene.replay(id, at: 100), .expired, "outcome")
            scene.expectEqual(try await scene.states(), [.expired], "state")
            guard case .replayed = try await scene.replay(id, force: true, at: 150) else {
                return scene.expect(false, "not even by force")
            }
            scene.expectEqual(try await scene.harness.records().first?.expiresAt, LedgerScene.time(250), "expires")
            scene.expectEqual(try await scene.claim(at: 249).count, 1, "claims")
        },
        LedgerCheck("a dead one past its time has expired too, and one with time left keeps its term") { scene in
            scene.planner.lifetime = .milliseconds(1_000)
            try await scene.publish(at: 0)
            guard let id = try await LedgerConformance.fail(1, in: scene) else { return scene.expect(false, "no end") }
            scene.expectEqual(try await scene.replay(id, at: 1_000), .expired, "outcome at its end")
            scene.planner.lifetime = .seconds(60)
            guard case .replayed = try await scene.replay(id, force: true, at: 999) else {
                return scene.expect(false, "not before its end")
            }
            scene.expectEqual(try await scene.harness.records().first?.expiresAt, LedgerScene.time(1_000), "expires")
        },
        LedgerCheck("nothing is sent anew to a held destination or to a reader who has unsubscribed") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo], at: 0)
            for claim in try await scene.claim(at: 1) {
                try await scene.finish(claim, as: .dead, .failed(LedgerScene.refused), at: 2)
            }
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(3))
            try await scene.harness.setUnsubscribed(true, channel: LedgerScene.mail, address: LedgerScene.bo.address)
            let before = try await scene.harness.records()
            var faults: [FaultCode] = []
            for record in before {
                if case .refused(let fault) = try await scene.replay(record.id, force: true, at: 4) {
                    faults.append(fault.code)
                }
            }
            scene.expectEqual(faults, [LedgerScene.onHold.code, .unsubscribed], "refusals")
            scene.expectEqual(try await scene.harness.records(), before, "records")
        },
        LedgerCheck("held, superseded and withdrawn ones can be sent anew") { scene in
            scene.planner.start = .held
            try await scene.publish(at: 0)
            scene.planner.start = .ready
            try await scene.publish(to: [LedgerScene.bo], at: 1)
            try await scene.harness.write { outbox throws(Fault) in
                let fault = Fault(.withdrawn, "Someone took it back.")
                let mail = LedgerScene.mail
                _ = try outbox.cancelWaiting(on: mail, because: fault, limit: 9, now: LedgerScene.time(2))
            }
            scene.expectEqual(try await scene.states(), [.held, .cancelled], "states before")
            for record in try await scene.harness.records() { try await scene.replay(record.id, at: 3) }
            scene.expectEqual(try await scene.claim(at: 3).count, 2, "claims")
            scene.expectEqual(try await scene.states(), [.inFlight, .inFlight], "states")
        },
        LedgerCheck("one goes by the plan of today: where its channel is gone it is refused") { scene in
            let unknown = Fault(.channelUnknown, "No such channel.")
            scene.planner.start = .dead(unknown)
            try await scene.publish(at: 0)
            guard let id = try await scene.harness.records().first?.id else { return scene.expect(false, "no record") }
            scene.expectEqual(try await scene.replay(id, at: 1), .refused(unknown), "outcome")
            scene.expectEqual(try await scene.states(), [.dead], "state")
            scene.planner.start = .ready
            guard case .replayed(let status) = try await scene.replay(id, at: 2) else {
                return scene.expect(false, "refused still")
            }
            scene.expectEqual(status.lane.host, "example.com", "host")
            scene.expectEqual(try await scene.claim(at: 2).count, 1, "claims")
        },
        LedgerCheck("one whose reader was reached by another step of its chain has arrived") { scene in
            guard let pair = try await LedgerConformance.sideBySide(in: scene) else {
                return scene.expect(false, "no attempts side by side")
            }
            try await scene.finish(pair.next, as: .dead, .failed(LedgerScene.gone), at: 1_001)
            try await scene.finish(pair.head, at: 1_002)
            scene.expectEqual(try await scene.states(), [.delivered, .dead], "states")
            scene.expectEqual(try await scene.replay(pair.next.delivery, at: 1_003), .delivered, "a later step")
            guard let other = try await LedgerConformance.sideBySide(in: scene, at: 2_000) else {
                return scene.expect(false, "no second pair")
            }
            try await scene.finish(other.head, as: .dead, .failed(LedgerScene.gone), at: 3_001)
            try await scene.finish(other.next, at: 3_002)
            scene.expectEqual(try await scene.replay(other.head.delivery, at: 3_003), .delivered, "an earlier step")
            guard case .replayed = try await scene.replay(other.head.delivery, force: true, at: 3_004) else {
                return scene.expect(false, "not even by force")
            }
        },
    ]

    /// Lets the one delivery there is fail so often, the last time for good.
    static func fail(_ times: Int, in scene: LedgerScene) async throws -> Delivery.ID? {
        var id: Delivery.ID?
        for round in 1...times {
            guard let claim = try await scene.claim(at: Int64(round)).first else { return nil }
            let later = Disposition.retry(at: LedgerScene.time(Int64(round) + 1), charged: true)
            let outcome = AttemptOutcome.failed(LedgerScene.refused)
            try await scene.finish(claim, as: round < times ? later : .dead, outcome, at: Int64(round))
            id = claim.delivery
        }
        return id
    }
}
