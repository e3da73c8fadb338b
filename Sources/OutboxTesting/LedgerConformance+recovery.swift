// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Sending anew everything that a filter names, page by page.
extension LedgerConformance {
    static let recovery: [LedgerCheck] = [
        LedgerCheck("a recovery sends the dead anew as backfill, oldest message first, and finishes") { scene in
            try await LedgerConformance.die(3, in: scene)
            let recovery = LedgerConformance.recovery(1)
            try await scene.harness.insert(recovery)
            scene.expectEqual(try await scene.harness.recovery(recovery.id), recovery, "as it was kept")
            var created: [Int] = []
            var order: [String] = []
            for moment in 0..<10 {
                let page = try await scene.recover(limit: 2, at: 100 + Int64(moment))
                created.append(page.created)
                if page.created > 0 { scene.expectEqual(page.lanes.map(\.lane.host), ["example.com"], "lanes") }
                let claims = try await scene.claim(at: 100 + Int64(moment))
                order += claims.map { "\($0.message.text) \($0.destination.address.prefix(3))" }
                scene.expectEqual(Set(claims.map(\.band)).subtracting([Band(.backfill)]), [], "bands")
                scene.expectEqual(Set(claims.map(\.generation)).subtracting([1]), [], "generations")
                if page.isFinished { break }
            }
            scene.expectEqual(created.filter { $0 > 0 }, [2, 2, 2], "pages")
            let expected = ["msg_1 ada", "msg_1 bo@", "msg_2 ada", "msg_2 bo@", "msg_3 ada", "msg_3 bo@"]
            scene.expectEqual(order, expected, "order")
            let after = try await scene.harness.recovery(recovery.id)
            scene.expectEqual(after?.state, .finished, "state")
            scene.expectEqual([after?.examined, after?.replayed, after?.skipped], [6, 6, 0], "counts")
            scene.expect(after?.finishedAt != nil, "it is not finished")
            scene.expectEqual(try await scene.recover(at: 900), Expansion(), "a page after the end")
        },
        LedgerCheck("a recovery leaves what has arrived, is overtaken or held as it is, and says how much") { scene in
            let readers = (0..<4).map { LedgerScene.destination("r-\($0)@example.com") }
            try await scene.publish(sequence: 1, to: readers, at: 0)
            for (index, claim) in try await scene.claim(at: 1).enumerated() {
                let isDead = index > 0
                let outcome = isDead ? AttemptOutcome.failed(LedgerScene.refused) : .delivered(Receipt())
                try await scene.finish(claim, as: isDead ? .dead : .delivered, outcome, at: 2)
            }
            // The second is overtaken, the third held; only the fourth is left.
            try await scene.publish(sequence: 2, to: [readers[1]], at: 3)
            for claim in try await scene.claim(at: 4) { try await scene.finish(claim, at: 5) }
            _ = try await scene.harness.hold(readers[2], because: LedgerScene.onHold, now: LedgerScene.time(6))
            var recovery = LedgerConformance.recovery(1)
            recovery.filter = DeliveryFilter(states: [.dead, .delivered])
            try await scene.harness.insert(recovery)
            _ = try await scene.recover(at: 10)
            _ = try await scene.recover(at: 11)
            let after = try await scene.harness.recovery(recovery.id)
            scene.expectEqual([after?.examined, after?.replayed, after?.skipped], [5, 1, 4], "counts")
            scene.expectEqual(
                try await scene.states(),
                [.delivered, .dead, .dead, .pending, .delivered],
                "states"
            )
        },
        LedgerCheck("a recovery goes by its filter, and without states it means the dead") { scene in
            try await scene.publish(sequence: 1, incident: "inc_1", to: [LedgerScene.ada, LedgerScene.hook], at: 0)
            try await scene.publish(sequence: 1, incident: "inc_2", to: [LedgerScene.ada], at: 0)
            for claim in try await scene.claim(at: 1) {
                try await scene.finish(claim, as: .dead, .failed(LedgerScene.refused), at: 2)
            }
            try await scene.publish(sequence: 2, incident: "inc_3", to: [LedgerScene.bo], at: 3)
            var recovery = LedgerConformance.recovery(1)
            recovery.filter = DeliveryFilter(incident: IncidentReference.ID("inc_1"), channel: LedgerScene.mail)
            try await scene.harness.insert(recovery)
            _ = try await scene.recover(at: 10)
            scene.expectEqual(try await scene.states(), [.pending, .dead, .dead, .pending], "states")
        },
        LedgerCheck("a recovery gives the expired a new term only where it is to") { scene in
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(at: 0)
            _ = try await scene.claim(at: 60)
            for (number, includesExpired) in [false, true].enumerated() {
                var recovery = LedgerConformance.recovery(number)
                recovery.includesExpired = includesExpired
                recovery.filter = DeliveryFilter(states: [.expired, .dead])
                try await scene.harness.insert(recovery)
                _ = try await scene.recover(at: 100)
                _ = try await scene.recover(at: 100)
                let after = try await scene.harness.recovery(recovery.id)
                scene.expectEqual(after?.replayed, includesExpired ? 1 : 0, "replayed")
                scene.expectEqual(after?.skipped, includesExpired ? 0 : 1, "skipped")
            }
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .pending, "state")
            scene.expectEqual(record?.expiresAt, LedgerScene.time(150), "expires")
        },
        LedgerCheck("a recovery with a new term for the expired sends nothing again that has arrived") { scene in
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(at: 0)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            var recovery = LedgerConformance.recovery(1)
            recovery.includesExpired = true
            recovery.filter = DeliveryFilter(states: Set(DeliveryState.allCases))
            try await scene.harness.insert(recovery)
            _ = try await scene.recover(at: 100)
            scene.expectEqual(try await scene.states(), [.delivered], "states")
        },
        LedgerCheck("a recovery stops while it is paused, goes on where it was, and ends when cancelled") { scene in
            try await LedgerConformance.die(3, in: scene)
            let recovery = LedgerConformance.recovery(1)
            try await scene.harness.insert(recovery)
            _ = try await scene.recover(limit: 2, at: 10)
            let paused = try await scene.harness.set(.paused, ofRecovery: recovery.id, now: LedgerScene.time(11))
            scene.expectEqual(paused?.state, .paused, "state")
            let idle = try await scene.recover(limit: 2, at: 12)
            scene.expectEqual(idle.created, 0, "sent anew while paused")
            scene.expect(idle.isFinished, "there is something to do while paused")
            scene.expectEqual(try await scene.harness.recovery(recovery.id)?.examined, 2, "examined")
            try await scene.harness.set(.running, ofRecovery: recovery.id, now: LedgerScene.time(13))
            _ = try await scene.recover(limit: 2, at: 14)
            scene.expectEqual(try await scene.harness.recovery(recovery.id)?.examined, 4, "examined after the pause")
            let cancelled = try await scene.harness.set(.cancelled, ofRecovery: recovery.id, now: LedgerScene.time(15))
            scene.expectEqual(cancelled?.state, .cancelled, "state in the end")
            scene.expectEqual(cancelled?.finishedAt, LedgerScene.time(15), "finished")
            scene.expectEqual(try await scene.recover(at: 16).created, 0, "sent anew after the end")
            let again = try await scene.harness.set(.running, ofRecovery: recovery.id, now: LedgerScene.time(17))
            scene.expectEqual(again, cancelled, "one that is over stays as it is")
            if let unknown = Recovery.ID("rec_none") {
                let none = try await scene.harness.set(.paused, ofRecovery: unknown, now: LedgerScene.time(18))
                scene.expect(none == nil, "a recovery out of nothing")
            }
        },
        LedgerCheck("a recovery goes on after a takeover, and recoveries are listed newest first") { scene in
            try await LedgerConformance.die(2, in: scene)
            for number in 1...2 { try await scene.harness.insert(LedgerConformance.recovery(number)) }
            _ = try await scene.recover(limit: 1, at: 10)
            try await scene.open(at: 11) { _ in .dead }
            for moment in 0..<20 where try await scene.recover(limit: 1, at: 12 + Int64(moment)).isFinished { break }
            let all = try await scene.harness.read { outbox throws(Fault) in try outbox.recoveries(limit: 10) }
            scene.expectEqual(all.map(\.id.text), ["rec_2", "rec_1"], "listed")
            scene.expectEqual(all.map(\.state), [.finished, .finished], "states")
            scene.expectEqual(all.map(\.replayed).reduce(0, +), 4, "replayed by both")
            let newest = try await scene.harness.read { outbox throws(Fault) in try outbox.recoveries(limit: 1) }
            scene.expectEqual(newest.map(\.id.text), ["rec_2"], "the newest alone")
        },
        LedgerCheck("where all updates count, a recovery brings them back in their order") { scene in
            scene.planner.order = .all
            for sequence in 1...3 { _ = try await LedgerConformance.dead(sequence, in: scene) }
            try await scene.harness.insert(LedgerConformance.recovery(1))
            _ = try await scene.recover(at: 10)
            var sent: [String] = []
            for moment in [11, 12, 13, 14] as [Int64] {
                for claim in try await scene.claim(at: moment) {
                    sent.append(claim.message.text)
                    try await scene.finish(claim, at: moment)
                }
            }
            scene.expectEqual(sent, ["msg_1", "msg_2", "msg_3"], "sent")
        },
    ]

    private static func recovery(_ number: Int) -> Recovery {
        // The identifier is made of a number, so the fallback is never taken.
        var random = SystemRandomNumberGenerator()
        let now = LedgerScene.time(Int64(number))
        let id = Recovery.ID("rec_\(number)") ?? Recovery.ID.make("rec", at: now, using: &random)
        return Recovery(id: id, filter: DeliveryFilter(), createdAt: now, createdBy: "ada")
    }

    /// So many messages to two readers, all of them dead.
    private static func die(_ count: Int, in scene: LedgerScene) async throws {
        for moment in 0..<count {
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo], at: Int64(moment))
        }
        for claim in try await scene.claim(at: 5) {
            try await scene.finish(claim, as: .dead, .failed(LedgerScene.refused), at: 6)
        }
    }
}
