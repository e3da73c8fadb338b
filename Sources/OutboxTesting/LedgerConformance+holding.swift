// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Destinations and channels that are kept back.
extension LedgerConformance {
    static let holding: [LedgerCheck] = [
        LedgerCheck("what waits for a held destination is held when its turn comes, without being asked about") {
            scene in
            guard let id = try await LedgerConformance.meet(LedgerScene.ada, in: scene) else {
                return scene.expect(false, "no destination")
            }
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo], at: 0)
            try await scene.publish(to: [LedgerScene.ada], at: 1)
            let isNew = try await scene.harness.ledger.hold(id, because: LedgerScene.onHold, now: LedgerScene.time(2))
            scene.expect(isNew, "it was held before")
            scene.expectEqual(try await scene.states().suffix(3), [.pending, .pending, .pending], "before their turn")
            let asked = Mutex<[DestinationID]>([])
            let claims = try await scene.claim(at: 5) { candidate in
                asked.withLock { $0.append(candidate.destination) }
                return .admit
            }
            scene.expectEqual(claims.map(\.destination), [LedgerScene.bo], "claims")
            scene.expectEqual(asked.withLock { $0.contains(id) }, false, "asked about a held destination")
            let records = try await scene.harness.records().filter { $0.destination == LedgerScene.ada }.suffix(2)
            scene.expectEqual(records.map(\.state), [.held, .held], "states")
            scene.expectEqual(records.map(\.fault), [LedgerScene.onHold, LedgerScene.onHold], "faults")
            scene.expectEqual(records.map(\.dueAt), [nil, nil], "due")
            scene.expectEqual(records.map(\.finishedAt), [nil, nil], "finished")
            scene.expectEqual(records.map(\.attempts), [0, 0], "attempts")
            scene.expect(try await scene.harness.ledger.lanes().isEmpty, "a lane without work is reported")
        },
        LedgerCheck("a destination is held once, and the first reason stands") { scene in
            let id = try await LedgerConformance.meet(LedgerScene.ada, in: scene)
            let first = try await scene.harness.hold(
                LedgerScene.ada,
                because: LedgerScene.onHold,
                now: LedgerScene.time(1)
            )
            let again = try await scene.harness.hold(
                LedgerScene.ada,
                because: LedgerScene.gone,
                now: LedgerScene.time(2)
            )
            scene.expectEqual([first, again], [true, false], "newly held")
            if let id {
                let third = try await scene.harness.ledger.hold(id, because: LedgerScene.gone, now: LedgerScene.time(3))
                scene.expect(!third, "held again by its number")
            }
            let held = try await scene.harness.read { outbox throws(Fault) in
                try outbox.heldDestinations(on: nil, limit: 10)
            }
            scene.expectEqual(held.map(\.fault), [LedgerScene.onHold], "reasons")
            scene.expectEqual(held.map(\.since), [LedgerScene.time(1)], "since")
        },
        LedgerCheck("an address that nobody knows cannot be held") { scene in
            try await scene.publish(to: [LedgerScene.ada])
            for destination in [LedgerScene.bo, LedgerScene.destination("ada@example.com", on: "hooks")] {
                let isHeld = try await scene.harness.hold(
                    destination,
                    because: LedgerScene.onHold,
                    now: LedgerScene.time(1)
                )
                scene.expect(!isHeld, "\(destination.channel) \(destination.address) was held")
            }
        },
        LedgerCheck("what comes for a held destination is held from the start") { scene in
            try await scene.publish(to: [LedgerScene.ada], at: 0)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(3))
            let result = try await scene.publish(to: [LedgerScene.ada], at: 4)
            scene.planner.start = .dead(Fault(.addressInvalid, "That is no mailbox."))
            try await scene.publish(to: [LedgerScene.ada], at: 5)
            scene.expect(result.lanes.isEmpty, "a lane was given work")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.delivered, .held, .dead], "states")
            scene.expectEqual(records[1].fault, LedgerScene.onHold, "fault")
        },
        LedgerCheck("an attempt under way ends as it would, and its retry is held at its turn") { scene in
            for _ in 0..<2 { try await scene.publish(to: [LedgerScene.ada], at: 0) }
            let claims = try await scene.claim(at: 1)
            guard claims.count == 2 else { return scene.expect(false, "claims: \(claims.count)") }
            _ = try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.onHold, now: LedgerScene.time(3))
            try await scene.finish(claims[0], at: 4)
            let later = Disposition.retry(at: LedgerScene.time(10), charged: true)
            try await scene.finish(claims[1], as: later, .failed(LedgerScene.refused), at: 4)
            scene.expectEqual(try await scene.states(), [.delivered, .retrying], "states")
            scene.expect(try await scene.claim(at: 10).isEmpty, "a held destination was claimed")
            scene.expectEqual(try await scene.states(), [.delivered, .held], "states at its turn")
        },
        LedgerCheck("an end that says that the address is gone holds the delivery") { scene in
            try await scene.publish(to: [LedgerScene.ada], at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.finish(claim, as: .held, .failed(LedgerScene.gone), at: 2)
            _ = try await scene.harness.ledger.hold(
                claim.destinationID,
                because: LedgerScene.gone,
                now: LedgerScene.time(3)
            )
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .held, "state")
            scene.expectEqual(record?.fault, LedgerScene.gone, "fault")
            let released = try await scene.harness.release(
                LedgerScene.ada,
                .all,
                now: LedgerScene.time(9),
                planner: scene.planner
            )
            scene.expectEqual(released?.created, 1, "released")
            scene.expectEqual(try await scene.claim(at: 9).map(\.attempt), [2], "the next attempt")
        },
        LedgerCheck("held destinations are listed newest first, with how much is held for each") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo, LedgerScene.hook], at: 0)
            for (index, destination) in [LedgerScene.bo, LedgerScene.hook, LedgerScene.ada].enumerated() {
                let now = LedgerScene.time(Int64(index) + 1)
                _ = try await scene.harness.hold(destination, because: LedgerScene.onHold, now: now)
            }
            try await scene.publish(to: [LedgerScene.ada], at: 5)
            _ = try await scene.claim(at: 6)
            let all = try await scene.harness.read { outbox throws(Fault) in
                try outbox.heldDestinations(on: nil, limit: 10)
            }
            scene.expectEqual(
                all.map(\.destination),
                [LedgerScene.ada, LedgerScene.hook, LedgerScene.bo],
                "destinations"
            )
            scene.expectEqual(all.map(\.held), [2, 1, 1], "held deliveries")
            let mail = try await scene.harness.read { outbox throws(Fault) in
                try outbox.heldDestinations(on: LedgerScene.mail, limit: 10)
            }
            scene.expectEqual(mail.map(\.destination), [LedgerScene.ada, LedgerScene.bo], "on one channel")
            let first = try await scene.harness.read { outbox throws(Fault) in
                try outbox.heldDestinations(on: nil, limit: 1)
            }
            scene.expectEqual(first.map(\.destination), [LedgerScene.ada], "the newest alone")
        },
        LedgerCheck("a channel that is held is remembered until it is let go") { scene in
            let maintenance = Fault(.channelHeld, "Maintenance.")
            let hooks = LedgerScene.hook.channel
            try await scene.harness.write { outbox throws(Fault) in
                try outbox.setHeld(LedgerScene.onHold, channel: LedgerScene.mail, now: LedgerScene.time(1))
                try outbox.setHeld(maintenance, channel: LedgerScene.mail, now: LedgerScene.time(2))
                try outbox.setHeld(maintenance, channel: hooks, now: LedgerScene.time(3))
            }
            let both = try await scene.harness.read { outbox throws(Fault) in try outbox.heldChannels() }
            scene.expectEqual(both, [LedgerScene.mail: maintenance, hooks: maintenance], "held channels")
            try await scene.open(at: 4) { _ in .dead }
            try await scene.harness.write { outbox throws(Fault) in
                try outbox.setHeld(nil, channel: hooks, now: LedgerScene.time(5))
            }
            let one = try await scene.harness.read { outbox throws(Fault) in try outbox.heldChannels() }
            scene.expectEqual(one, [LedgerScene.mail: maintenance], "held channels after one was let go")
        },
    ]

    /// Delivers something to a destination, and so learns the ledger's number of it.
    static func meet(_ destination: Destination, in scene: LedgerScene) async throws -> DestinationID? {
        try await scene.publish(to: [destination], at: 0)
        let claim = try await scene.claim(at: 0).first
        if let claim { try await scene.finish(claim, at: 0) }
        return claim?.destinationID
    }
}
