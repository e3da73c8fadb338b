// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Asking about what waits in vain.
extension LedgerConformance {
    static let patience: [LedgerCheck] = [
        LedgerCheck("what has waited as long as its plan allows is asked about, and passed on") { scene in
            scene.planner.patience = .milliseconds(1_000)
            try await scene.publish(priority: .critical, to: [LedgerScene.reachable, LedgerScene.ada], at: 0)
            let asked = Questions()
            let early = try await scene.sweep(at: 999, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 0, "times asked too soon")
            scene.expectEqual(early.nextDue, LedgerScene.time(1_000), "next due")
            scene.expect(early.isFinished, "not finished")
            let record = try await scene.harness.records().first
            let step = scene.step(to: LedgerScene.pager, at: 1_000)
            let result = try await scene.sweep(at: 1_000) { overdue in
                asked.ask(overdue)
                return .pass(step)
            }
            scene.expectEqual(asked.all.map(\.delivery), [record?.id], "asked about")
            if let overdue = asked.all.first {
                let head = ChainPlace(head: LedgerScene.reachable, step: 0, isPassedOn: false)
                scene.expectEqual(overdue.place, head, "place")
                scene.expectEqual(overdue.priority, .critical, "priority")
                scene.expectEqual(overdue.acceptedAt, LedgerScene.time(0), "accepted")
                scene.expectEqual(overdue.expiresAt, record?.expiresAt, "expires")
                scene.expectEqual(overdue.state, .pending, "state")
                scene.expect(overdue.unknownSince == nil, "an unknown outcome out of nothing")
            }
            scene.expectEqual(result.passed, 1, "passed on")
            scene.expectEqual(result.lanes.map(\.lane.channel.text), ["pager"], "lanes given work")
            scene.expectEqual(result.lanes.first?.nextDue, LedgerScene.time(1_000), "the lane's next due")
            scene.expect(result.nextDue == nil, "something is left to ask about")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.pending, .pending, .pending], "states")
            scene.expectEqual(records.first?.reroutedTo, records.last?.id, "passed on to")
            scene.expectEqual(records.first?.dueAt, LedgerScene.time(0), "it goes on trying")
            _ = try await scene.sweep(at: 90_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 1, "times asked in the end")
        },
        LedgerCheck("one that is to wait is asked about again at its time, one that is to stay never") { scene in
            scene.planner.patience = .milliseconds(1_000)
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            let asked = Questions()
            let first = try await scene.sweep(at: 1_000) { overdue in
                asked.ask(overdue)
                return .wait(until: LedgerScene.time(3_000))
            }
            scene.expectEqual(first.passed, 0, "passed on")
            scene.expectEqual(first.nextDue, LedgerScene.time(3_000), "next due after a wait")
            scene.expect(first.isFinished, "not finished")
            _ = try await scene.sweep(at: 2_999, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 1, "times asked before its time")
            let second = try await scene.sweep(at: 3_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 2, "times asked at its time")
            scene.expect(second.nextDue == nil, "next due after a stay")
            _ = try await scene.sweep(at: 90_000, deciding: asked.stay)
            let lane = try await scene.harness.ledger.lanes().first?.lane.id
            _ = try await scene.sweep(lane, at: 90_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 2, "times asked in the end")
        },
        LedgerCheck("what is under way is not asked about until it waits again") { scene in
            scene.planner.patience = .milliseconds(1_000)
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let asked = Questions()
            let during = try await scene.sweep(at: 2_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 0, "times asked during an attempt")
            scene.expectEqual(during.nextDue, LedgerScene.time(1_000), "next due during an attempt")
            let later = Disposition.retry(at: LedgerScene.time(9_000), charged: true)
            try await scene.finish(claim, as: later, .unknown(LedgerScene.untold), at: 2_500)
            let waiting = try await scene.sweep(at: 900, deciding: asked.stay)
            scene.expectEqual(waiting.nextDue, LedgerScene.time(1_000), "next due once it waits again")
            _ = try await scene.sweep(at: 2_600) { overdue in
                asked.ask(overdue)
                return .wait(until: LedgerScene.time(9_500))
            }
            scene.expectEqual(asked.all.map(\.state), [.retrying], "states asked about")
            scene.expectEqual(asked.all.map(\.unknownSince), [LedgerScene.time(2_500)], "unknown since")
            for claim in try await scene.claim(at: 9_000) {
                let later = Disposition.retry(at: LedgerScene.time(20_000), charged: true)
                try await scene.finish(claim, as: later, .failed(LedgerScene.refused), at: 9_100)
            }
            _ = try await scene.sweep(at: 9_500, deciding: asked.stay)
            scene.expectEqual(asked.all.map(\.unknownSince), [LedgerScene.time(2_500), nil], "unknown since")
        },
        LedgerCheck("what is held for its outcome or its destination is asked about, what waits for approval is not") {
            scene in
            scene.planner.patience = .milliseconds(1_000)
            scene.planner.start = .held
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            scene.planner.start = .ready
            try await scene.publish(to: [LedgerScene.reachable], at: 1)
            guard let claim = try await scene.claim(at: 2).first else { return scene.expect(false, "no claim") }
            try await scene.finish(claim, as: .held, .unknown(LedgerScene.untold), at: 5)
            _ = try await scene.harness.hold(
                LedgerScene.reachable,
                because: LedgerScene.onHold,
                now: LedgerScene.time(6)
            )
            try await scene.publish(to: [LedgerScene.reachable], at: 7)
            let asked = Questions()
            let result = try await scene.sweep(at: 2_000, deciding: asked.stay)
            scene.expectEqual(asked.all.map(\.state), [.held, .held], "states asked about")
            scene.expectEqual(asked.all.map(\.unknownSince), [LedgerScene.time(5), nil], "unknown since")
            scene.expect(result.nextDue == nil, "next due")
        },
        LedgerCheck("what has ended is not asked about") { scene in
            scene.planner.patience = .milliseconds(1_000)
            try await scene.publish(sequence: 1, to: [LedgerScene.reachable], at: 0)
            try await scene.publish(sequence: 2, to: [LedgerScene.reachable], at: 1)
            for claim in try await scene.claim(at: 2) { try await scene.finish(claim, at: 3) }
            scene.expectEqual(try await scene.states(), [.superseded, .delivered], "states")
            let asked = Questions()
            let result = try await scene.sweep(at: 9_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 0, "times asked")
            scene.expect(result.nextDue == nil, "next due")
        },
        LedgerCheck("what waits for an older update is asked about too") { scene in
            scene.planner.patience = .milliseconds(1_000)
            scene.planner.order = .all
            for sequence in 1...2 {
                try await scene.publish(sequence: sequence, to: [LedgerScene.reachable], at: Int64(sequence))
            }
            let asked = Questions()
            _ = try await scene.sweep(at: 2_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 2, "times asked")
        },
        LedgerCheck("a lane's sweep asks about all that waits in it, whether its patience is over or not") { scene in
            let other = LedgerScene.destination("bo@example.edu", else: [LedgerScene.phone])
            try await scene.publish(to: [LedgerScene.reachable, LedgerScene.colleague, other], at: 0)
            let lanes = try await scene.harness.ledger.lanes().map(\.lane)
            guard let lane = lanes.first(where: { $0.host == "example.org" }) else {
                return scene.expect(false, "no lane")
            }
            let asked = Questions()
            let result = try await scene.sweep(lane.id, at: 1, deciding: asked.stay)
            scene.expectEqual(asked.all.map(\.lane), [lane.id, lane.id], "lanes asked about")
            scene.expect(result.isFinished, "not finished")
            scene.expectEqual(result.nextDue, LedgerScene.time(120_000), "next due in the other lane")
        },
        LedgerCheck("no more are passed on at a time than the sweep admits") { scene in
            let readers = (0..<5)
                .map {
                    LedgerScene.destination(
                        "reader-\($0)@example.org",
                        else: [LedgerScene.destination("b-\($0)@b.example")]
                    )
                }
            try await scene.publish(to: readers, at: 0)
            let planner = scene.planner
            var passed: [Int] = []
            var isFinished = false
            while !isFinished, passed.count < 10 {
                let result = try await scene.sweep(limit: 2, at: 200_000) { overdue in
                    guard let next = overdue.place.head.fallbacks.first else { return .stay }
                    let plan = planner.plan(for: next, priority: .update, acceptedAt: LedgerScene.time(200_000))
                    return .pass(Reroute(destination: next, plan: plan, step: 1))
                }
                passed.append(result.passed)
                isFinished = result.isFinished
            }
            scene.expectEqual(passed.filter { $0 > 0 }, [2, 2, 1], "passed on")
            scene.expectEqual(try await scene.harness.records().count, 10, "deliveries")
        },
        LedgerCheck("a lane's sweep comes to its end even where all are to wait") { scene in
            let readers = (0..<5).map { LedgerScene.destination("r-\($0)@example.org", else: [LedgerScene.phone]) }
            try await scene.publish(to: readers, at: 0)
            guard let lane = try await scene.harness.ledger.lanes().first?.lane.id else {
                return scene.expect(false, "no lane")
            }
            let asked = Questions()
            var sweeps = 0
            var isFinished = false
            while !isFinished, sweeps < 10 {
                sweeps += 1
                isFinished =
                    try await scene.sweep(lane, limit: 2, at: 1) { overdue in
                        asked.ask(overdue)
                        return .wait(until: LedgerScene.time(60_000))
                    }
                    .isFinished
            }
            scene.expect(isFinished, "no end after \(sweeps) sweeps")
            scene.expectEqual(Set(asked.all.map(\.delivery)).count, 5, "asked about")
        },
        LedgerCheck("a step with a next one has a patience of its own") { scene in
            scene.planner.patience = .milliseconds(1_000)
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            let step = scene.step(to: LedgerScene.pager, patience: .milliseconds(500), at: 1_000)
            let first = try await scene.sweep(at: 1_000) { _ in .pass(step) }
            scene.expectEqual(first.nextDue, LedgerScene.time(1_500), "next due")
            let asked = Questions()
            _ = try await scene.sweep(at: 1_500, deciding: asked.stay)
            let expected = ChainPlace(head: LedgerScene.reachable, step: 1, isPassedOn: false)
            scene.expectEqual(asked.all.map(\.place), [expected], "places asked about")
        },
        LedgerCheck("a node that was taken over from passes nothing on") { scene in
            scene.planner.patience = .milliseconds(1_000)
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            let old = scene.epoch
            try await scene.open(at: 10) { _ in .dead }
            let before = try await scene.harness.records()
            let asked = Questions()
            let result = try await scene.sweep(epoch: old, at: 2_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 0, "times asked")
            scene.expectEqual(result.passed, 0, "passed on")
            scene.expectEqual(try await scene.harness.records(), before, "records")
            _ = try await scene.sweep(at: 2_000, deciding: asked.stay)
            scene.expectEqual(asked.all.count, 1, "times the new node is asked")
        },
    ]

    /// Keeps what the ledger asked about.
    final class Questions: Sendable {
        private let seen = Mutex<[Overdue]>([])

        var all: [Overdue] { seen.withLock { $0 } }

        func ask(_ overdue: Overdue) { seen.withLock { $0.append(overdue) } }

        /// Leaves everything as it is.
        var stay: @Sendable (Overdue) -> RerouteDecision {
            { overdue in
                self.ask(overdue)
                return .stay
            }
        }
    }
}
