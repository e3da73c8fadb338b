// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

extension LedgerConformance {
    static let order: [LedgerCheck] = [
        LedgerCheck("where the latest counts, a newer update replaces what waits") { scene in
            try await scene.publish(sequence: 1, at: 0)
            try await scene.publish(sequence: 2, at: 5)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.superseded, .pending], "states")
            scene.expectEqual(records.first?.fault?.code, .superseded, "fault")
            scene.expectEqual(records.first?.fault?.context["update"], "upd_2", "by which update")
            scene.expectEqual(records.first?.finishedAt, LedgerScene.time(5), "finished")
            scene.expectEqual(records.map(\.dueAt), [nil, LedgerScene.time(5)], "due")
            scene.expectEqual(try await scene.claim(at: 10).map(\.message.text), ["msg_2"], "claims")
        },
        LedgerCheck("where the latest counts, a newer update waits for the attempt under way") { scene in
            try await scene.publish(sequence: 1, at: 0)
            guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.publish(sequence: 2, at: 2)
            try await scene.publish(sequence: 3, at: 3)
            scene.expectEqual(try await scene.states(), [.inFlight, .superseded, .pending], "states")
            scene.expect(try await scene.claim(at: 10).isEmpty, "claimed beside an attempt under way")
            scene.expect(try await scene.harness.records().last?.dueAt == nil, "what waits is not due")
            let result = try await scene.finish(first, at: 20)
            scene.expectEqual(result.lanes.map(\.nextDue), [LedgerScene.time(3)], "the lane given work")
            let next = try await scene.claim(at: 21)
            scene.expectEqual(next.map(\.message.text), ["msg_3"], "claims")
            scene.expectEqual(next.first?.thread, Receipt(id: "r1"), "thread")
        },
        LedgerCheck("where the latest counts, a retry gives way to a newer update") { scene in
            try await scene.publish(sequence: 1, at: 0)
            guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.publish(sequence: 2, at: 2)
            let later = Disposition.retry(at: LedgerScene.time(9_000), charged: true)
            try await scene.finish(first, as: later, .failed(LedgerScene.refused), at: 3)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.superseded, .pending], "states")
            scene.expectEqual(records.map(\.dueAt), [nil, LedgerScene.time(2)], "due")
            scene.expectEqual(records.first?.fault?.code, .superseded, "fault")
            let attempts = try await scene.harness.attempts(of: first.delivery)
            scene.expectEqual(attempts.first?.fault, LedgerScene.refused, "the attempt's own fault")
            scene.expectEqual(try await scene.claim(at: 4).map(\.message.text), ["msg_2"], "claims")
        },
        LedgerCheck("where all count, each update waits for the one before it") { scene in
            scene.planner.order = .all
            for sequence in 1...3 { try await scene.publish(sequence: sequence, at: Int64(sequence)) }
            scene.expectEqual(try await scene.states(), [.pending, .pending, .pending], "states")
            var seen: [String] = []
            for moment in [10, 20, 30] as [Int64] {
                let claims = try await scene.claim(at: moment)
                scene.expectEqual(claims.count, 1, "claims at a time")
                for claim in claims {
                    seen.append(claim.message.text)
                    try await scene.finish(claim, at: moment + 1)
                }
            }
            scene.expectEqual(seen, ["msg_1", "msg_2", "msg_3"], "sequence")
        },
        LedgerCheck("where all count, a retry keeps the newer ones waiting") { scene in
            scene.planner.order = .all
            for sequence in 1...2 { try await scene.publish(sequence: sequence) }
            guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let later = Disposition.retry(at: LedgerScene.time(500), charged: true)
            try await scene.finish(first, as: later, .failed(LedgerScene.refused), at: 2)
            scene.expect(try await scene.claim(at: 499).isEmpty, "the newer overtook the older")
            let second = try await scene.claim(at: 500)
            scene.expectEqual(second.map(\.message.text), ["msg_1"], "claims")
            for claim in second { try await scene.finish(claim, as: .dead, .failed(LedgerScene.refused), at: 501) }
            scene.expectEqual(try await scene.claim(at: 502).map(\.message.text), ["msg_2"], "claims after its end")
        },
        LedgerCheck("where all count, held and expired ones let the next go") { scene in
            scene.planner.order = .all
            try await scene.publish(sequence: 1)
            scene.planner.lifetime = .milliseconds(10)
            try await scene.publish(sequence: 2)
            scene.planner.lifetime = .seconds(60)
            try await scene.publish(sequence: 3)
            guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.finish(first, as: .held, .unknown(LedgerScene.refused), at: 20)
            let next = try await scene.claim(at: 21)
            scene.expectEqual(next.map(\.message.text), ["msg_3"], "claims")
            scene.expectEqual(try await scene.states(), [.held, .expired, .inFlight], "states")
        },
        LedgerCheck("an update that comes after a newer one was delivered is superseded") { scene in
            try await scene.publish(sequence: 5)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            for order in [DeliveryOrder.latest, .all] {
                scene.planner.order = order
                try await scene.publish(sequence: 4, at: 3)
            }
            scene.expectEqual(try await scene.states(), [.delivered, .superseded, .superseded], "states")
            scene.expect(try await scene.claim(at: 10).isEmpty, "an older update was claimed")
        },
        LedgerCheck("where all count, an older update that comes late goes first") { scene in
            scene.planner.order = .all
            try await scene.publish(sequence: 2, at: 0)
            try await scene.publish(sequence: 1, at: 1)
            let claims = try await scene.claim(at: 10)
            scene.expectEqual(claims.map(\.message.text), ["msg_2"], "claims")
            for claim in claims { try await scene.finish(claim, at: 11) }
            scene.expectEqual(try await scene.claim(at: 12).map(\.message.text), ["msg_1"], "claims after it")
        },
        LedgerCheck("order is kept for each incident and destination by itself") { scene in
            try await scene.publish(sequence: 1, incident: "inc_1", to: [LedgerScene.ada])
            try await scene.publish(sequence: 2, incident: "inc_2", to: [LedgerScene.ada])
            try await scene.publish(sequence: 2, incident: "inc_1", to: [LedgerScene.bo])
            try await scene.publish(to: [LedgerScene.ada])
            try await scene.publish(to: [LedgerScene.ada])
            let claims = try await scene.claim(at: 1)
            scene.expectEqual(claims.count, 5, "claims")
            scene.expectEqual(try await scene.states(), Array(repeating: .inFlight, count: 5), "states")
        },
        LedgerCheck("the thread is that of the first delivery to the destination") { scene in
            for sequence in 1...3 {
                try await scene.publish(sequence: sequence, to: [LedgerScene.ada, LedgerScene.bo])
                for claim in try await scene.claim(at: Int64(sequence)) {
                    let expected = sequence == 1 ? nil : Receipt(id: "1 to \(claim.destination.address)")
                    scene.expectEqual(claim.thread, expected, "thread of update \(sequence)")
                    let receipt = Receipt(id: "\(sequence) to \(claim.destination.address)")
                    try await scene.finish(claim, as: .delivered, .delivered(receipt), at: Int64(sequence))
                }
            }
        },
    ]
}
