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
