// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Chains that are longer, meet each other, or end where nobody wants them.
extension LedgerConformance {
    static let chains: [LedgerCheck] = [
        LedgerCheck("of three steps the first that arrives ends the ones before and behind it") { scene in
            for winner in 0...2 {
                let base = Int64(winner) * 10_000
                let claims = try await LedgerConformance.threeSteps(in: scene, at: base)
                guard claims.count == 3 else { return scene.expect(false, "steps: \(claims.count)") }
                try await scene.finish(claims[winner], at: base + 1_500)
                for loser in claims where loser.delivery != claims[winner].delivery {
                    let disposition = Disposition.retry(at: LedgerScene.time(base + 9_000), charged: true)
                    try await scene.finish(loser, as: disposition, .failed(LedgerScene.refused), at: base + 1_600)
                }
                let records = try await scene.harness.records().suffix(3).map(\.self)
                let expected: [DeliveryState] = (0...2)
                    .map { $0 == winner ? .delivered : $0 < winner ? .rerouted : .cancelled }
                scene.expectEqual(records.map(\.state), expected, "states where step \(winner) arrives")
                let winnerID = records[winner].id.description
                for (index, record) in records.enumerated() where index != winner {
                    scene.expectEqual(
                        record.fault?.context[index < winner ? "to" : "by"],
                        winnerID,
                        "step \(index) where step \(winner) arrives"
                    )
                }
            }
        },
        LedgerCheck("a reader's own delivery there stands for the next step") { scene in
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.pager], at: 0)
            let claims = try await scene.claim(at: 1)
            guard claims.count == 2 else { return scene.expect(false, "claims: \(claims.count)") }
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(claims[0], as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.rerouted, .inFlight], "states")
            scene.expectEqual(records.map(\.reroutedTo), [records.last?.id, nil], "passed on to")
            scene.expectEqual(records.map(\.reroutedFrom), [nil, nil], "passed on from")
            scene.expect(claims[1].place == nil, "a reader's own delivery is no step of another's chain")
        },
        LedgerCheck("a reader's own delivery there that has arrived ends the one passed on to it at once") { scene in
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.pager], at: 0)
            let claims = try await scene.claim(at: 1)
            guard claims.count == 2 else { return scene.expect(false, "claims: \(claims.count)") }
            try await scene.finish(claims[1], at: 2)
            let later = Disposition.retry(at: LedgerScene.time(1_000), charged: true)
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(claims[0], as: later, .failed(LedgerScene.refused), reroute: step, at: 5)
            scene.expectEqual(try await scene.states(), [.rerouted, .delivered], "states")
        },
        LedgerCheck("a reader's own delivery is never cancelled with another's chain") { scene in
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.pager], at: 0)
            guard
                let record = try await scene.harness.records().first,
                let head = try await scene.claim(at: 1, admitting: { $0.delivery == record.id ? .admit : .stop }).first
            else { return scene.expect(false, "no claim") }
            let later = Disposition.retry(at: LedgerScene.time(1_000), charged: true)
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(head, as: later, .failed(LedgerScene.refused), reroute: step, at: 5)
            let again = try await scene.claim(at: 1_000) { $0.lane == head.lane ? .admit : .stop }
            for claim in again { try await scene.finish(claim, at: 1_001) }
            scene.expectEqual(try await scene.states(), [.delivered, .pending], "states")
        },
        LedgerCheck("an address that two readers share is not withdrawn while one of them counts on it") { scene in
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.colleague], at: 0)
            let heads = try await scene.claim(at: 1)
            guard heads.count == 2 else { return scene.expect(false, "claims: \(heads.count)") }
            let later = Disposition.retry(at: LedgerScene.time(1_000), charged: true)
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(heads[0], as: later, .failed(LedgerScene.refused), reroute: step, at: 5)
            try await scene.finish(heads[1], as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            scene.expectEqual(try await scene.states(), [.retrying, .rerouted, .pending], "states")
            let again = try await scene.claim(at: 1_000) { $0.lane == heads[0].lane ? .admit : .stop }
            for claim in again { try await scene.finish(claim, at: 1_001) }
            scene.expectEqual(try await scene.states(), [.delivered, .rerouted, .pending], "states after one arrival")
            for claim in try await scene.claim(at: 1_002) { try await scene.finish(claim, at: 1_003) }
            scene.expectEqual(try await scene.states(), [.delivered, .rerouted, .delivered], "states in the end")
        },
        LedgerCheck("two that would stand in for each other are not both given up") { scene in
            let left = LedgerScene.destination("left@example.org", else: [LedgerScene.destination("right@example.org")])
            let right = LedgerScene.destination(
                "right@example.org",
                else: [LedgerScene.destination("left@example.org")]
            )
            try await scene.publish(to: [left, right], at: 0)
            let claims = try await scene.claim(at: 1)
            guard claims.count == 2 else { return scene.expect(false, "claims: \(claims.count)") }
            for (claim, other) in zip(claims, [right, left]) {
                let step = scene.step(to: LedgerScene.destination(other.address), at: 5)
                try await scene.finish(claim, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            }
            scene.expectEqual(try await scene.states(), [.rerouted, .dead], "states")
        },
        LedgerCheck("a delivery there that has ended badly stands for nobody") { scene in
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.pager], at: 0)
            let claims = try await scene.claim(at: 1)
            guard claims.count == 2 else { return scene.expect(false, "claims: \(claims.count)") }
            try await scene.finish(claims[1], as: .dead, .failed(LedgerScene.gone), at: 2)
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(claims[0], as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.dead, .dead], "states")
            scene.expectEqual(records.first?.fault, LedgerScene.gone, "fault")
            scene.expect(records.first?.reroutedTo == nil, "passed on to what is dead")
        },
        LedgerCheck("nothing is passed on to a reader who wants none there") { scene in
            try await scene.publish(to: [LedgerScene.pager], at: 0)
            try await scene.harness.setUnsubscribed(
                true,
                channel: LedgerScene.pager.channel,
                address: LedgerScene.pager.address
            )
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.pager], at: 1)
            scene.expectEqual(try await scene.harness.records().count, 2, "deliveries")
            guard let head = try await scene.claim(at: 2).first(where: { $0.destination == LedgerScene.reachable })
            else { return scene.expect(false, "no claim") }
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(head, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            let records = try await scene.harness.records()
            scene.expectEqual(records.count, 2, "deliveries after the end")
            scene.expectEqual(records.last?.state, .dead, "state")
            scene.expectEqual(records.last?.fault, LedgerScene.gone, "fault")
        },
        LedgerCheck("a step to a held destination is held from the start") { scene in
            try await scene.publish(to: [LedgerScene.pager], at: 0)
            _ = try await scene.harness.hold(LedgerScene.pager, because: LedgerScene.onHold, now: LedgerScene.time(1))
            try await scene.publish(to: [LedgerScene.reachable], at: 2)
            guard let head = try await scene.claim(at: 3).first else { return scene.expect(false, "no claim") }
            let step = scene.step(to: LedgerScene.pager, at: 5)
            let result = try await scene.finish(head, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            scene.expect(result.lanes.isEmpty, "a lane was given work")
            scene.expectEqual(try await scene.states(), [.held, .rerouted, .held], "states")
            scene.expectEqual(try await scene.harness.records().last?.fault, LedgerScene.onHold, "fault")
        },
        LedgerCheck("a step keeps the order of the incident at its own destination") { scene in
            try await scene.publish(sequence: 1, to: [LedgerScene.reachable], at: 0)
            guard let head = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.publish(sequence: 2, to: [LedgerScene.pager], at: 2)
            for claim in try await scene.claim(at: 3) { try await scene.finish(claim, at: 4) }
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(head, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 5)
            scene.expectEqual(try await scene.states(), [.rerouted, .delivered, .superseded], "states")
            scene.expect(try await scene.claim(at: 100).isEmpty, "an older update was claimed")
        },
        LedgerCheck("a retry that gives way to a newer update passes nothing on") { scene in
            try await scene.publish(sequence: 1, to: [LedgerScene.reachable], at: 0)
            guard let head = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.publish(sequence: 2, to: [LedgerScene.reachable], at: 2)
            let later = Disposition.retry(at: LedgerScene.time(1_000), charged: true)
            let step = scene.step(to: LedgerScene.pager, at: 5)
            try await scene.finish(head, as: later, .failed(LedgerScene.refused), reroute: step, at: 5)
            scene.expectEqual(try await scene.states(), [.superseded, .pending], "states")
        },
        LedgerCheck("a reader whom a chain reached before his own turn is not withdrawn with the chain") { scene in
            // Whether the head arrives before or after the reader's own page is made.
            for isEarly in [true, false] {
                let crowd = LedgerScene.crowd(300, at: isEarly ? "early.example" : "late.example")
                try await scene.publish(to: [LedgerScene.reachable] + crowd + [LedgerScene.pager], at: 0)
                try await scene.expand(limit: 1, at: 1)
                guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
                let later = Disposition.retry(at: LedgerScene.time(2), charged: true)
                let step = scene.step(to: LedgerScene.pager, at: 2)
                try await scene.finish(first, as: later, .failed(LedgerScene.refused), reroute: step, at: 2)
                if !isEarly { try await scene.expand(at: 3) }
                let heads = try await scene.claim(1, at: 3) { $0.delivery == first.delivery ? .admit : .stop }
                scene.expectEqual(heads.count, 1, "the head's second attempt")
                for head in heads { try await scene.finish(head, at: 4) }
                if isEarly { try await scene.expand(at: 5) }
                let pager = try await scene.harness.records()
                    .last { $0.destination == LedgerScene.pager && $0.message == first.message }
                scene.expectEqual(pager?.state, .pending, "the reader's own delivery")
                scene.expect(pager?.dueAt != nil, "it is not due")
                // The rest is not of interest.
                for claim in try await scene.claim(1_000, at: 6) { try await scene.finish(claim, at: 7) }
            }
        },
    ]

    /// Three steps of one chain, all under way.
    private static func threeSteps(in scene: LedgerScene, at base: Int64) async throws -> [Claim] {
        guard let pair = try await sideBySide(in: scene, at: base) else { return [] }
        let later = Disposition.retry(at: LedgerScene.time(base + 1_100), charged: true)
        let step = scene.step(2, to: LedgerScene.phone, at: base + 1_050)
        try await scene.finish(pair.next, as: later, .failed(LedgerScene.refused), reroute: step, at: base + 1_050)
        let claims = try await scene.claim(at: base + 1_100).sorted { $0.delivery < $1.delivery }
        return [pair.head] + claims
    }
}
