// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What becomes of held deliveries when their destination is released.
extension LedgerConformance {
    static let releasing: [LedgerCheck] = [
        LedgerCheck("what is not held cannot be released") { scene in
            try await scene.publish(to: [LedgerScene.ada])
            for destination in [LedgerScene.ada, LedgerScene.bo] {
                scene.expect(try await LedgerConformance.release(destination, .all, in: scene) == nil, "\(destination)")
            }
        },
        LedgerCheck("all that was held is sent, each update in its order") { scene in
            try await LedgerConformance.hold(3, in: scene)
            let result = try await LedgerConformance.release(LedgerScene.ada, .all, at: 100, in: scene)
            scene.expectEqual(result?.created, 3, "released")
            scene.expectEqual(result?.isFinished, true, "finished")
            scene.expectEqual(result?.lanes.map(\.nextDue), [LedgerScene.time(100)], "the lane given work")
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .pending, "state")
            scene.expectEqual(record?.dueAt, LedgerScene.time(100), "due")
            scene.expect(record?.fault == nil, "a released delivery has a fault")
            var sent: [String] = []
            for moment in [100, 101, 102] as [Int64] {
                for claim in try await scene.claim(at: moment) {
                    sent.append(claim.message.text)
                    scene.expectEqual(claim.generation, 0, "generation")
                    try await scene.finish(claim, at: moment)
                }
            }
            scene.expectEqual(sent, ["msg_1", "msg_2", "msg_3"], "sent")
            scene.expect(try await LedgerConformance.release(LedgerScene.ada, .all, in: scene) == nil, "released twice")
        },
        LedgerCheck("a released destination is reached again at once") { scene in
            try await LedgerConformance.hold(1, in: scene)
            try await LedgerConformance.release(LedgerScene.ada, .none, at: 100, in: scene)
            let result = try await scene.publish(to: [LedgerScene.ada], at: 101)
            scene.expectEqual(result.lanes.count, 1, "lanes given work")
            scene.expectEqual(try await scene.claim(at: 101).count, 1, "claims")
            let held = try await scene.harness.read { outbox throws(Fault) in
                try outbox.heldDestinations(on: nil, limit: 10)
            }
            scene.expect(held.isEmpty, "it is still listed as held")
            let again = try await scene.harness.hold(
                LedgerScene.ada,
                because: LedgerScene.gone,
                now: LedgerScene.time(102)
            )
            scene.expect(again, "it cannot be held again")
        },
        LedgerCheck("of each incident the newest alone is sent, and all that belongs to none") { scene in
            try await LedgerConformance.hold(3, in: scene)
            try await scene.publish(sequence: 7, incident: "inc_2", at: 20)
            for moment in [21, 22] as [Int64] { try await scene.publish(at: moment) }
            let result = try await LedgerConformance.release(LedgerScene.ada, .latest, at: 100, in: scene)
            scene.expectEqual(result?.created, 6, "dealt with")
            let records = try await scene.harness.records()
            let expected: [DeliveryState] = [.superseded, .superseded, .pending, .pending, .pending, .pending]
            scene.expectEqual(records.map(\.state), expected, "states")
            scene.expectEqual(records.first?.fault?.code, .superseded, "fault")
            scene.expectEqual(records.first?.fault?.context["update"], "upd_3", "by which update")
            scene.expectEqual(records.first?.finishedAt, LedgerScene.time(100), "finished")
            let sent = try await scene.claim(at: 100).map(\.message.text)
            scene.expectEqual(Set(sent), ["msg_3", "msg_4", "msg_5", "msg_6"], "sent")
        },
        LedgerCheck("the newest alone is sent even where all updates count") { scene in
            scene.planner.order = .all
            try await LedgerConformance.hold(3, in: scene)
            try await LedgerConformance.release(LedgerScene.ada, .latest, at: 100, in: scene)
            scene.expectEqual(try await scene.states(), [.superseded, .superseded, .pending], "states")
        },
        LedgerCheck("where nothing is to be sent, all that was held is withdrawn") { scene in
            try await LedgerConformance.hold(2, in: scene)
            let result = try await LedgerConformance.release(LedgerScene.ada, .none, at: 100, in: scene)
            scene.expectEqual(result?.created, 2, "dealt with")
            scene.expectEqual(result?.lanes.isEmpty, true, "no lane given work")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.cancelled, .cancelled], "states")
            scene.expectEqual(records.map(\.fault?.code), [.withdrawn, .withdrawn], "faults")
            scene.expectEqual(records.last?.finishedAt, LedgerScene.time(100), "finished")
            scene.expect(try await scene.claim(at: 200).isEmpty, "a withdrawn delivery was claimed")
        },
        LedgerCheck("a long list is released page by page, and none of it is held again in between") { scene in
            for moment in 0..<5 { try await scene.publish(at: Int64(moment)) }
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(6))
            _ = try await scene.claim(at: 7)
            var pages: [Int] = []
            var claimed = 0
            while pages.count < 10 {
                let page = try await LedgerConformance.release(LedgerScene.ada, .all, limit: 2, at: 100, in: scene)
                guard let page else { break }
                pages.append(page.created)
                claimed += try await scene.claim(at: 100).count
                if page.isFinished { break }
            }
            scene.expectEqual(pages, [2, 2, 1], "pages")
            scene.expectEqual(claimed, 5, "claims")
            scene.expect(try await LedgerConformance.release(LedgerScene.ada, .all, in: scene) == nil, "released again")
        },
        LedgerCheck("the newest alone is sent in however many pages") { scene in
            try await LedgerConformance.hold(5, in: scene)
            var pages = 0
            while pages < 10 {
                pages += 1
                let page = try await LedgerConformance.release(LedgerScene.ada, .latest, limit: 2, at: 100, in: scene)
                if page?.isFinished ?? true { break }
            }
            scene.expectEqual(pages, 3, "pages")
            let expected: [DeliveryState] = [.superseded, .superseded, .superseded, .superseded, .pending]
            scene.expectEqual(try await scene.states(), expected, "states")
        },
        LedgerCheck("what is past its time when it is released is given a new term") { scene in
            scene.planner.lifetime = .milliseconds(50)
            try await scene.publish(at: 0)
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(1))
            _ = try await scene.claim(at: 2)
            try await LedgerConformance.release(LedgerScene.ada, .all, at: 1_000, in: scene)
            let claims = try await scene.claim(at: 1_010)
            scene.expectEqual(claims.map(\.expiresAt), [LedgerScene.time(1_050)], "expires")
            scene.expectEqual(claims.map(\.acceptedAt), [LedgerScene.time(0)], "accepted")
        },
        LedgerCheck("what has failed before starts its schedule anew and goes on with its attempts") { scene in
            try await scene.publish(at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let later = Disposition.retry(at: LedgerScene.time(10), charged: true)
            try await scene.finish(claim, as: later, .failed(LedgerScene.refused), at: 2)
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(3))
            _ = try await scene.claim(at: 10)
            try await LedgerConformance.release(LedgerScene.ada, .all, at: 100, in: scene)
            let again = try await scene.claim(at: 100)
            scene.expectEqual(again.map(\.attempt), [2], "attempt")
            scene.expectEqual(again.map(\.failures), [0], "failures")
            scene.expectEqual(again.map(\.band), [Band(.update)], "band")
        },
        LedgerCheck("what is held for another reason stays held") { scene in
            scene.planner.start = .held
            try await scene.publish(at: 0)
            scene.planner.start = .ready
            try await scene.publish(at: 1)
            guard let claim = try await scene.claim(at: 2).first else { return scene.expect(false, "no claim") }
            try await scene.finish(claim, as: .held, .unknown(LedgerScene.untold), at: 3)
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(4))
            try await scene.publish(at: 5)
            let held = try await scene.harness.read { outbox throws(Fault) in
                try outbox.heldDestinations(on: nil, limit: 10)
            }
            scene.expectEqual(held.map(\.held), [1], "held for the destination")
            let result = try await LedgerConformance.release(LedgerScene.ada, .all, at: 100, in: scene)
            scene.expectEqual(result?.created, 1, "dealt with")
            scene.expectEqual(try await scene.states(), [.held, .held, .pending], "states")
        },
        LedgerCheck("what had not come to its turn goes on as if nothing had been held") { scene in
            try await scene.publish(at: 50)
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(1))
            let before = try await scene.harness.records()
            let result = try await LedgerConformance.release(LedgerScene.ada, .none, at: 2, in: scene)
            scene.expectEqual(result?.created, 0, "dealt with")
            scene.expectEqual(try await scene.harness.records(), before, "records")
            scene.expectEqual(try await scene.claim(at: 50).count, 1, "claims")
        },
    ]

    /// Updates of one incident that are held for their destination.
    private static func hold(_ count: Int, in scene: LedgerScene) async throws {
        try await scene.publish(sequence: 1, at: 0)
        _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(1))
        _ = try await scene.claim(at: 2)
        guard count > 1 else { return }
        for sequence in 2...count { try await scene.publish(sequence: sequence, at: Int64(sequence) + 1) }
    }

    @discardableResult
    private static func release(
        _ destination: Destination,
        _ choice: ReleaseChoice,
        limit: Int = 1_000,
        at now: Int64 = 9_000,
        in scene: LedgerScene
    ) async throws -> Expansion? {
        try await scene.harness.release(
            destination,
            choice,
            limit: limit,
            now: LedgerScene.time(now),
            planner: scene.planner
        )
    }
}
