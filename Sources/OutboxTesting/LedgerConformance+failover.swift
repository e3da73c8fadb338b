// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Passing a message on to the next address of its chain, and what becomes of the others when one arrives.
extension LedgerConformance {
    static let failover: [LedgerCheck] = [
        LedgerCheck("a dead delivery that is passed on is rerouted, and says where to") { scene in
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let head = ChainPlace(head: LedgerScene.reachable, step: 0, isPassedOn: false)
            scene.expectEqual(claim.place, head, "place of the head")
            let step = scene.step(to: LedgerScene.pager, at: 5)
            let result = try await scene.finish(claim, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            scene.expectEqual(result.lanes.map(\.lane.channel.text), ["pager"], "lanes given work")
            scene.expectEqual(result.lanes.first?.nextDue, LedgerScene.time(5), "the lane's next due")
            let records = try await scene.harness.records()
            guard records.count == 2 else { return scene.expect(false, "deliveries: \(records.count)") }
            scene.expectEqual(records.map(\.state), [.rerouted, .pending], "states")
            scene.expectEqual(records[0].fault?.code, .rerouted, "fault")
            scene.expectEqual(records[0].fault?.context["to"], records[1].id.description, "where to")
            scene.expectEqual(records[0].finishedAt, LedgerScene.time(5), "finished")
            scene.expectEqual(records.map(\.reroutedTo), [records[1].id, nil], "passed on to")
            scene.expectEqual(records.map(\.reroutedFrom), [nil, records[0].id], "passed on from")
            scene.expectEqual(records[1].message, records[0].message, "message")
            scene.expectEqual(records[1].destination, LedgerScene.pager, "destination")
            scene.expectEqual(records[1].expiresAt, step.plan.expiresAt, "expires")
            let attempt = try await scene.harness.attempts(of: records[0].id).first
            scene.expectEqual(attempt?.fault, LedgerScene.gone, "the attempt's own fault")
            let next = try await scene.claim(at: 6).first
            let place = ChainPlace(head: LedgerScene.reachable, step: 1, isPassedOn: false)
            scene.expectEqual(next?.place, place, "place of the next step")
            scene.expectEqual(next?.attempt, 1, "attempt")
            scene.expectEqual(next?.acceptedAt, LedgerScene.time(0), "accepted")
            scene.expectEqual(next?.band, Band(.update), "band")
        },
        LedgerCheck("what is passed on goes on trying, and ends when the next step arrives") { scene in
            try await LedgerConformance.passOn(in: scene)
            guard let next = try await scene.claim(at: 6).first else { return scene.expect(false, "no next step") }
            scene.expectEqual(try await scene.states(), [.retrying, .inFlight], "states")
            try await scene.finish(next, at: 20)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.rerouted, .delivered], "states after an arrival")
            scene.expectEqual(records[0].fault?.code, .rerouted, "fault")
            scene.expectEqual(records[0].fault?.context["to"], records[1].id.description, "where to")
            scene.expectEqual(records[0].finishedAt, LedgerScene.time(20), "finished")
            scene.expect(records[0].dueAt == nil, "what is closed is not due")
            scene.expect(try await scene.claim(at: 90_000).isEmpty, "a rerouted delivery was claimed")
        },
        LedgerCheck("where the first address arrives after all, the later step is cancelled") { scene in
            guard let first = try await LedgerConformance.passOn(in: scene) else {
                return scene.expect(false, "nothing was passed on")
            }
            let claims = try await scene.claim(at: 1_000) { $0.lane == first.lane ? .admit : .stop }
            guard let head = claims.first else { return scene.expect(false, "no second attempt") }
            scene.expectEqual(head.place?.isPassedOn, true, "passed on")
            try await scene.finish(head, at: 1_002)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.delivered, .cancelled], "states")
            scene.expectEqual(records[1].fault?.code, .reachedElsewhere, "fault")
            scene.expectEqual(records[1].fault?.context["by"], records[0].id.description, "by which")
            scene.expectEqual(records[1].finishedAt, LedgerScene.time(1_002), "finished")
            scene.expect(try await scene.claim(at: 90_000).isEmpty, "a cancelled delivery was claimed")
        },
        LedgerCheck("one under way when another arrives ends so too, unless it arrives") { scene in
            let ends: [(Disposition, AttemptOutcome, DeliveryState)] = [
                (.retry(at: LedgerScene.time(9_000), charged: true), .failed(LedgerScene.refused), .rerouted),
                (.dead, .failed(LedgerScene.gone), .rerouted),
                (.held, .unknown(LedgerScene.untold), .rerouted),
                (.expired, .failed(LedgerScene.refused), .rerouted),
                (.delivered, .delivered(Receipt(id: "r2")), .delivered),
            ]
            for (index, end) in ends.enumerated() {
                let base = Int64(index) * 10_000
                guard let pair = try await LedgerConformance.sideBySide(in: scene, at: base) else {
                    return scene.expect(false, "no attempts side by side")
                }
                try await scene.finish(pair.next, at: base + 1_001)
                try await scene.finish(pair.head, as: end.0, end.1, at: base + 1_002)
                let records = try await scene.harness.records().suffix(2).map(\.self)
                scene.expectEqual(records.map(\.state), [end.2, .delivered], "states after \(end.0)")
                guard end.2 == .rerouted else { continue }
                scene.expectEqual(records[0].fault?.code, .rerouted, "fault after \(end.0)")
                scene.expectEqual(records[0].fault?.context["to"], records[1].id.description, "where to")
                let attempts = try await scene.harness.attempts(of: records[0].id)
                scene.expect(attempts.last?.result != .delivered, "the attempt's own result")
            }
        },
        LedgerCheck("a later step under way when the first arrives is cancelled, and passes nothing on") { scene in
            guard let pair = try await LedgerConformance.sideBySide(in: scene) else {
                return scene.expect(false, "no attempts side by side")
            }
            try await scene.finish(pair.head, at: 1_001)
            let step = scene.step(2, to: LedgerScene.phone, at: 1_002)
            try await scene.finish(pair.next, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 1_002)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.delivered, .cancelled], "states")
            scene.expectEqual(records.last?.fault?.code, .reachedElsewhere, "fault")
            scene.expectEqual(records.last?.fault?.context["by"], records.first?.id.description, "by which")
        },
        LedgerCheck("what is held for its unknown outcome is rerouted when the next step arrives") { scene in
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(claim, as: .held, .unknown(LedgerScene.untold), reroute: step, at: 5)
            scene.expectEqual(try await scene.states(), [.held, .pending], "states")
            guard let next = try await scene.claim(at: 6).first else { return scene.expect(false, "no next step") }
            try await scene.finish(next, at: 7)
            scene.expectEqual(try await scene.states(), [.rerouted, .delivered], "states after an arrival")
        },
        LedgerCheck("one that was passed on before and dies is rerouted, even by a takeover") { scene in
            guard let pair = try await LedgerConformance.sideBySide(in: scene) else {
                return scene.expect(false, "no attempts side by side")
            }
            try await scene.finish(pair.head, as: .dead, .failed(LedgerScene.gone), at: 1_001)
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .rerouted, "state")
            scene.expectEqual(record?.fault?.context["to"], pair.next.delivery.description, "where to")
            guard try await LedgerConformance.sideBySide(in: scene, at: 2_000) != nil else {
                return scene.expect(false, "no second pair")
            }
            try await scene.open(at: 4_000) { _ in .dead }
            scene.expectEqual(
                try await scene.states(),
                [.rerouted, .dead, .rerouted, .dead],
                "states after a takeover"
            )
        },
        LedgerCheck("the step is taken once") { scene in
            guard let pair = try await LedgerConformance.sideBySide(in: scene) else {
                return scene.expect(false, "no attempts side by side")
            }
            let step = scene.step(to: LedgerScene.phone, at: 1_001)
            try await scene.finish(pair.head, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 1_001)
            let records = try await scene.harness.records()
            scene.expectEqual(records.count, 2, "deliveries")
            scene.expectEqual(records.first?.reroutedTo, pair.next.delivery, "passed on to")
        },
    ]

    /// Passes a delivery on after a failure: it is due again a second after `base`, the next step at once.
    @discardableResult
    static func passOn(in scene: LedgerScene, at base: Int64 = 0) async throws -> Claim? {
        try await scene.publish(to: [LedgerScene.reachable], at: base)
        guard let first = try await scene.claim(at: base + 1).last else { return nil }
        let later = Disposition.retry(at: LedgerScene.time(base + 1_000), charged: true)
        let step = scene.step(to: LedgerScene.pager, at: base + 5)
        try await scene.finish(first, as: later, .failed(LedgerScene.refused), reroute: step, at: base + 5)
        return first
    }

    /// The same, until both are under way.
    static func sideBySide(in scene: LedgerScene, at base: Int64 = 0) async throws -> (head: Claim, next: Claim)? {
        try await passOn(in: scene, at: base)
        guard
            let next = try await scene.claim(at: base + 6).last, let head = try await scene.claim(at: base + 1_000).last
        else { return nil }
        return (head, next)
    }
}
