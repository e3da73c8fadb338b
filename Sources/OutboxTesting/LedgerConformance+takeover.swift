// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

extension LedgerConformance {
    static let takeover: [LedgerCheck] = [
        LedgerCheck("what an earlier epoch left in flight is unknown and disposed of") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.hook])
            let claims = try await scene.claim(at: 1)
            let opening = try await scene.open(at: 50) { orphan in
                orphan.channel.text == "mail" ? .retry(at: LedgerScene.time(60), charged: false) : .held
            }
            scene.expectEqual(claims.count, 2, "claims")
            scene.expectEqual(opening.recovered, 2, "recovered")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.retrying, .held], "states")
            scene.expectEqual(records.map(\.fault?.code), [.outcomeUnknown, .outcomeUnknown], "faults")
            scene.expectEqual(records.first?.dueAt, LedgerScene.time(60), "due")
            for record in records {
                let attempts = try await scene.harness.attempts(of: record.id)
                scene.expectEqual(attempts.map(\.result), [.unknown], "results")
                scene.expectEqual(attempts.first?.endedAt, LedgerScene.time(50), "ended")
                scene.expectEqual(attempts.first?.node, "node-a", "node")
            }
            let again = try await scene.claim(at: 60)
            scene.expectEqual(again.map(\.attempt), [2], "the next attempt")
            if let claim = again.first {
                let nodes = try await scene.harness.attempts(of: claim.delivery).map(\.node)
                scene.expectEqual(nodes, ["node-a", "node-b"], "nodes")
            }
        },
        LedgerCheck("a node that was taken over from finishes nothing and claims nothing") { scene in
            try await scene.publish(at: 0)
            try await scene.publish(at: 1)
            let old = scene.epoch
            guard let claim = try await scene.claim(1, at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.open(at: 10) { _ in .retry(at: LedgerScene.time(10), charged: false) }
            let before = try await scene.harness.records()
            let late = try await scene.finish(claim, epoch: old, at: 11)
            scene.expectEqual(late.lost, [claim.delivery], "lost")
            scene.expect(try await scene.claim(at: 12, epoch: old).isEmpty, "an old epoch claimed")
            scene.expectEqual(try await scene.harness.records(), before, "records")
            let renewed = try await scene.claim(at: 12)
            scene.expectEqual(renewed.count, 2, "claims of the new epoch")
            let mixed = try await scene.finish(claim, attempt: 2, epoch: old, at: 13)
            scene.expectEqual(mixed.lost, [claim.delivery], "lost with the right attempt and the old epoch")
        },
        LedgerCheck("what a run tells of its attempt after another has settled it is noted with the attempt alone") {
            scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo])
            let old = scene.epoch
            let claims = try await scene.claim(at: 1)
            try await scene.open(at: 10) { _ in .held }
            let before = try await scene.harness.records()
            let tally = try await scene.states()
            guard let ada = claims.first, let bo = claims.last, claims.count == 2 else {
                return scene.expect(false, "no claims")
            }
            let receipt = Receipt(id: "r1", note: "250 ok", restUntil: LedgerScene.time(99))
            let told = try await scene.finish(ada, .delivered(receipt), epoch: old, at: 20)
            scene.expectEqual(told.lost, [ada.delivery], "lost")
            try await scene.finish(bo, as: .dead, .failed(LedgerScene.gone), epoch: old, blaming: true, at: 21)
            scene.expectEqual(try await scene.harness.records(), before, "records")
            scene.expectEqual(try await scene.states(), tally, "states")
            let first = try await scene.harness.attempts(of: ada.delivery)
            scene.expectEqual(first.map(\.result), [.unknown], "the result is what it was")
            scene.expectEqual(first.first?.endedAt, LedgerScene.time(10), "ended")
            scene.expectEqual(first.first?.late?.at, LedgerScene.time(20), "learned")
            scene.expectEqual(first.first?.late?.result, .delivered, "late result")
            scene.expectEqual(first.first?.late?.receipt, Receipt(id: "r1", note: "250 ok"), "late receipt")
            let second = try await scene.harness.attempts(of: bo.delivery).first?.late
            scene.expectEqual(second?.result, .failed, "late result")
            scene.expectEqual(second?.fault, LedgerScene.gone, "late fault")
            // The first word stands.
            try await scene.finish(ada, as: .dead, .failed(LedgerScene.refused), epoch: old, at: 30)
            scene.expectEqual(try await scene.harness.attempts(of: ada.delivery), first, "attempts")
        },
        LedgerCheck("nothing is noted for doubt, for another epoch's attempt, or for what was recorded") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo])
            let old = scene.epoch
            let claims = try await scene.claim(at: 1)
            guard let ada = claims.first, let bo = claims.last, claims.count == 2 else {
                return scene.expect(false, "no claims")
            }
            try await scene.finish(bo, as: .dead, .failed(LedgerScene.gone), at: 2)
            try await scene.open(at: 10) { _ in .held }
            try await scene.finish(ada, as: .held, .unknown(LedgerScene.untold), epoch: old, at: 20)
            try await scene.finish(ada, epoch: scene.epoch, at: 21)
            try await scene.finish(ada, attempt: 2, epoch: old, at: 22)
            try await scene.finish(bo, epoch: old, at: 23)
            for claim in claims {
                let late = try await scene.harness.attempts(of: claim.delivery).compactMap(\.late)
                scene.expect(late.isEmpty, "noted: \(late)")
            }
        },
        LedgerCheck("opening with nothing in flight changes nothing") { scene in
            try await scene.publish()
            let before = try await scene.harness.records()
            let old = scene.epoch
            let opening = try await scene.open(at: 5) { _ in .dead }
            scene.expectEqual(opening.recovered, 0, "recovered")
            scene.expect(opening.epoch > old, "the epoch did not rise")
            scene.expectEqual(try await scene.harness.records(), before, "records")
        },
    ]
}
