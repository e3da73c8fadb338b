// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

extension LedgerConformance {
    static let expansion: [LedgerCheck] = [
        LedgerCheck("a long list is expanded in pages, each destination once") { scene in
            let result = try await scene.publish(to: LedgerScene.crowd(700) + LedgerScene.crowd(3), at: 1)
            scene.expect(result.lanes.isEmpty, "lanes were given work before expansion")
            scene.expect(result.deliveries >= 700, "fewer recipients than there are: \(result.deliveries)")
            scene.expect(try await scene.harness.records().isEmpty, "deliveries before expansion")
            var created: [Int] = []
            var isFinished = false
            while !isFinished, created.count < 20 {
                let page = try await scene.expand(limit: 300, at: 5)
                created.append(page.created)
                isFinished = page.isFinished
                if page.created > 0 {
                    scene.expectEqual(page.lanes.map(\.lane.host), ["example.com"], "lanes given work")
                }
            }
            scene.expectEqual(created, [300, 300, 100], "pages")
            let records = try await scene.harness.records()
            scene.expectEqual(Set(records.map(\.destination.address)).count, 700, "distinct destinations")
            scene.expectEqual(records.count, 700, "deliveries")
            scene.expect(try await scene.expand(limit: 10, at: 5).isFinished, "not finished at the end")
        },
        LedgerCheck("messages of one incident are expanded in their order") { scene in
            try await scene.publish(sequence: 1, to: LedgerScene.crowd(300))
            let second = try await scene.publish(sequence: 2, priority: .critical, to: [LedgerScene.ada])
            scene.expect(second.lanes.isEmpty, "a later update was expanded before an earlier one")
            let page = try await scene.expand(limit: 400, at: 5)
            scene.expectEqual(page.created, 300, "the earlier update's deliveries")
            let last = try await scene.expand(limit: 400, at: 5)
            scene.expectEqual(last.created, 1, "the later update's deliveries")
            scene.expect(last.isFinished, "not finished")
            scene.expectEqual(try await scene.harness.records().last?.message.text, "msg_2", "last message")
        },
        LedgerCheck("among the rest the most urgent message is expanded first") { scene in
            try await scene.publish(priority: .backfill, to: LedgerScene.crowd(300))
            try await scene.publish(priority: .critical, to: LedgerScene.crowd(300))
            _ = try await scene.expand(limit: 1, at: 5)
            scene.expectEqual(try await scene.harness.records().first?.message.text, "msg_2", "first message")
        },
        LedgerCheck("a short message does not wait for a long one that is being expanded") { scene in
            try await scene.publish(sequence: 1, to: LedgerScene.crowd(300))
            let result = try await scene.publish(sequence: 1, incident: "inc_2", to: [LedgerScene.ada])
            scene.expectEqual(result.lanes.count, 1, "lanes given work")
            scene.expectEqual(try await scene.claim(at: 1).map(\.message.text), ["msg_2"], "claims")
        },
        LedgerCheck("of several addresses of one person on a channel, one is written to") { scene in
            var home = LedgerScene.ada
            var work = LedgerScene.bo
            var hook = LedgerScene.hook
            (home.person, work.person, hook.person) = ("reader-1", "reader-1", "reader-1")
            try await scene.publish(to: [home, work, hook], at: 0)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.destination.address), [home.address, hook.address], "addresses")
        },
        LedgerCheck("what waits for a reader who wants nothing any more is withdrawn, and the next goes on") { scene in
            scene.planner.order = .all
            try await scene.publish(sequence: 1, to: [LedgerScene.ada, LedgerScene.bo], at: 0)
            try await scene.publish(sequence: 2, to: [LedgerScene.ada], at: 0)
            try await scene.harness.setUnsubscribed(true, channel: LedgerScene.mail, address: LedgerScene.ada.address)
            let claims = try await scene.claim(at: 1)
            scene.expectEqual(claims.map(\.destination.address), [LedgerScene.bo.address], "claims")
            scene.expectEqual(try await scene.claim(at: 2).count, 0, "later claims")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.cancelled, .inFlight, .cancelled], "states")
            scene.expectEqual(records.first?.fault?.code, .unsubscribed, "fault")
        },
        LedgerCheck("what a reader has asked for arrives though nothing else does") { scene in
            try await scene.publish(to: [LedgerScene.ada], at: 0)
            try await scene.harness.setUnsubscribed(true, channel: LedgerScene.mail, address: LedgerScene.ada.address)
            guard var message = scene.message(at: 1) else { return scene.expect(false, "no message") }
            message.isSolicited = true
            let asked = message
            try await scene.harness.enqueue(asked, destinations: [LedgerScene.ada], planner: scene.planner)
            scene.expectEqual(try await scene.claim(at: 2).map(\.message), [asked.id], "claims")
        },
    ]
}
