// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Deleting what is past its retention, and nothing else.
extension LedgerConformance {
    static let retention: [LedgerCheck] = [
        LedgerCheck("attempts of what arrived go before the delivery does") { scene in
            try await scene.publish(at: 0)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            let before = try await scene.harness.records()
            let delivery = before.first?.id ?? Delivery.ID(0)
            try await LedgerConformance.prune(in: scene, at: day * 14 + 1)
            scene.expectEqual(try await scene.harness.attempts(of: delivery).count, 1, "attempts kept long enough")
            try await LedgerConformance.prune(in: scene, at: day * 14 + 2)
            scene.expectEqual(try await scene.harness.attempts(of: delivery).count, 0, "attempts past their time")
            scene.expectEqual(try await scene.harness.records(), before, "records")
            guard case .replayed = try await scene.replay(delivery, force: true, at: day * 15) else { return }
            scene.expectEqual(try await scene.claim(at: day * 15).map(\.attempt), [2], "numbered on")
        },
        LedgerCheck("attempts of what was given up stay as long as the delivery") { scene in
            try await scene.publish(at: 0)
            try await scene.publish(to: [LedgerScene.bo], at: 0)
            for (claim, end) in zip(try await scene.claim(at: 1), [Disposition.dead, .expired]) {
                try await scene.finish(claim, as: end, .failed(LedgerScene.refused), at: 2)
            }
            try await LedgerConformance.prune(in: scene, at: day * 60)
            for record in try await scene.harness.records() {
                scene.expectEqual(
                    try await scene.harness.attempts(of: record.id).count,
                    1,
                    "attempts of \(record.state)"
                )
            }
        },
        LedgerCheck("a message goes with all its deliveries when the last of them is past its time") { scene in
            try await scene.publish(sequence: 1, to: [LedgerScene.ada, LedgerScene.bo], at: 0)
            let claims = try await scene.claim(at: 1)
            for (claim, moment) in zip(claims, [2, day]) { try await scene.finish(claim, at: moment) }
            let records = try await scene.harness.records()
            guard let message = records.first?.message, claims.count == 2 else {
                return scene.expect(false, "no message")
            }
            try await LedgerConformance.prune(in: scene, at: day * 90 + 2)
            scene.expectEqual(try await scene.harness.records(), records, "records kept long enough")
            scene.expect(try await LedgerConformance.prune(in: scene, at: day * 91) > 0, "nothing was deleted")
            scene.expect(try await scene.harness.records().isEmpty, "deliveries past their time")
            scene.expect(try await scene.harness.ledger.message(message) == nil, "the message past its time")
            let tally = try await scene.harness.read { outbox throws(Fault) in try outbox.tally(ofMessage: message) }
            scene.expectEqual(tally, [:], "tally")
            scene.expectEqual(try await LedgerConformance.prune(in: scene, at: day * 91), 0, "deleted twice")
        },
        LedgerCheck("what is pending, under way, due again, held or dead is kept whatever its age") { scene in
            scene.planner.lifetime = .milliseconds(day * 900)
            for _ in 0..<4 { try await scene.publish(at: 0) }
            let claims = try await scene.claim(at: 1)
            guard claims.count == 4 else { return scene.expect(false, "claims: \(claims.count)") }
            let later = Disposition.retry(at: LedgerScene.time(day * 800), charged: true)
            try await scene.finish(claims[1], as: later, .failed(LedgerScene.refused), at: 2)
            try await scene.finish(claims[2], as: .held, .unknown(LedgerScene.untold), at: 2)
            try await scene.finish(claims[3], as: .dead, .failed(LedgerScene.gone), at: 2)
            try await scene.publish(at: 3)
            let before = try await scene.harness.records()
            scene.expectEqual(before.map(\.state), [.inFlight, .retrying, .held, .dead, .pending], "states")
            try await LedgerConformance.prune(in: scene, at: day * 700)
            scene.expectEqual(try await scene.harness.records(), before, "records")
            for record in before {
                let attempts = try await scene.harness.attempts(of: record.id)
                scene.expectEqual(attempts.count, record.attempts, "attempts of \(record.state)")
                scene.expect(
                    try await scene.harness.ledger.message(record.message) != nil,
                    "message of \(record.state)"
                )
            }
        },
        LedgerCheck("a message that one delivery still holds on to is kept whole") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo], at: 0)
            for (claim, isDead) in zip(try await scene.claim(at: 1), [true, false]) {
                let outcome = isDead ? AttemptOutcome.failed(LedgerScene.gone) : .delivered(Receipt())
                try await scene.finish(claim, as: isDead ? .dead : .delivered, outcome, at: 2)
            }
            let before = try await scene.harness.records()
            try await LedgerConformance.prune(in: scene, at: day * 700)
            scene.expectEqual(try await scene.harness.records(), before, "records")
        },
        LedgerCheck("a message whose recipients are not all expanded is kept") { scene in
            try await scene.publish(to: LedgerScene.crowd(300), at: 0)
            try await scene.expand(limit: 1, at: 1)
            for claim in try await scene.claim(at: 2) { try await scene.finish(claim, at: 3) }
            try await LedgerConformance.prune(in: scene, at: day * 700)
            if let message = Message.ID("msg_1") {
                scene.expect(try await scene.harness.ledger.message(message) != nil, "the message is gone")
            }
            scene.expect(try await scene.states() == [.delivered], "what arrived is gone")
            scene.expectEqual(try await scene.expand(at: day * 700).created, 299, "made after pruning")
        },
        LedgerCheck("delivery numbers are never used again") { scene in
            for _ in 0..<3 { try await scene.publish(at: 0) }
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            let last = try await scene.harness.records().last?.id
            try await LedgerConformance.prune(in: scene, at: day * 700)
            scene.expect(try await scene.harness.records().isEmpty, "something was kept")
            try await scene.publish(at: day * 701)
            let next = try await scene.harness.records().first?.id
            scene.expect((next ?? Delivery.ID(0)) > (last ?? Delivery.ID(0)), "number \(next?.description ?? "") again")
        },
        LedgerCheck("much is deleted page by page, and the order of an incident outlives it") { scene in
            try await scene.publish(sequence: 2, to: LedgerScene.crowd(20), at: 0)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            let page = try await scene.harness.write { outbox throws(Fault) in
                try outbox.prune(Retention(), limit: 5, now: LedgerScene.time(day * 700))
            }
            scene.expect((1...5).contains(page), "rows in a page of five: \(page)")
            try await scene.harness.pruneAll(Retention(), limit: 5, now: LedgerScene.time(day * 700))
            scene.expect(try await scene.harness.records().isEmpty, "something was kept")
            try await scene.publish(sequence: 1, to: LedgerScene.crowd(1), at: day * 701)
            scene.expectEqual(try await scene.states(), [.superseded], "an older update after the newer")
        },
        LedgerCheck("statistics are kept as long as they are to be") { scene in
            try await scene.publish(at: 0)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            let read = { () async throws(Fault) -> Int in
                try await scene.harness.read { outbox throws(Fault) in
                    try outbox.statistics(since: LedgerScene.time(-day)).count
                }
            }
            try await LedgerConformance.prune(in: scene, at: day * 399)
            scene.expectEqual(try await read(), 1, "hours kept long enough")
            try await LedgerConformance.prune(in: scene, at: day * 402)
            scene.expectEqual(try await read(), 0, "hours past their time")
        },
    ]

    private static let day: Int64 = 86_400_000

    @discardableResult
    private static func prune(in scene: LedgerScene, at now: Int64) async throws -> Int {
        try await scene.harness.pruneAll(Retention(), now: LedgerScene.time(now))
    }
}
