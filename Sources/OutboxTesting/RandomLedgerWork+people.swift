// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What sweeps and people do.
extension RandomLedgerWork {
    func sweep() async throws(Fault) -> String {
        let lanes = try await harness.ledger.lanes().map(\.lane.id)
        let lane = Bool.random(using: &random) ? pick(lanes) : nil
        let limit = lane == nil ? Int.random(in: 1...10, using: &random) : 10_000
        let moment = now
        let planner = scene.planner
        let result = try await scene.sweep(lane, limit: limit, at: moment) { overdue in
            switch overdue.delivery.rawValue % 5 {
            case 0: .wait(until: LedgerScene.time(moment + 60))
            case 1: .stay
            default: RandomLedgerWork.step(behind: overdue.place, at: moment, planner).map { .pass($0) } ?? .stay
            }
        }
        return "sweep \(lane.map { "\($0.rawValue)" } ?? "all") \(result)"
    }

    func expire() async throws(Fault) -> String {
        guard let lane = pick(try await harness.ledger.lanes().map(\.lane.id)) else { return "expire nothing" }
        let limit = Int.random(in: 1...40, using: &random)
        var text = "expire"
        var place: QueuePlace?
        repeat {
            let page = try await harness.ledger.expire(in: lane, after: place, limit: limit, now: LedgerScene.time(now))
            text += " \(page)"
            place = page.place
        } while place != nil
        return text
    }

    func hold() async throws(Fault) -> String {
        guard let reader = pick(RandomLedgerWork.readers + RandomLedgerWork.standIns) else { return "hold nobody" }
        let isNew = try await harness.hold(reader, because: LedgerScene.onHold, now: LedgerScene.time(now))
        let held = try await harness.read { outbox throws(Fault) in try outbox.heldDestinations(on: nil, limit: 99) }
        return "hold \(reader.address) \(isNew) \(held)"
    }

    func release() async throws(Fault) -> String {
        guard
            let reader = pick(RandomLedgerWork.readers + RandomLedgerWork.standIns),
            let choice = pick(ReleaseChoice.allCases)
        else { return "release nobody" }
        var text = "release \(reader.address) \(choice)"
        for _ in 0..<100 {
            let page = try await harness.release(
                reader,
                choice,
                limit: Int.random(in: 1...5, using: &random),
                now: LedgerScene.time(now),
                planner: scene.planner
            )
            text += " \(page.map { "\($0)" } ?? "not held")"
            if page?.isFinished ?? true { break }
        }
        return text
    }

    func replay() async throws(Fault) -> String {
        guard let record = pick(try await harness.records()) else { return "replay nothing" }
        let outcome = try await scene.replay(
            record.id,
            as: pick(Priority.allCases) ?? .backfill,
            force: Int.random(in: 0..<4, using: &random) == 0,
            at: now
        )
        return "replay \(record.id) \(outcome)"
    }

    func recover() async throws(Fault) -> String {
        if Int.random(in: 0..<3, using: &random) == 0, let id = Recovery.ID("rec_\(recoveries + 1)") {
            recoveries += 1
            let states = pick([nil, DeliveryState.unreached, [.dead, .expired, .held], Set(DeliveryState.allCases)])
            let recovery = Recovery(
                id: id,
                filter: DeliveryFilter(states: states ?? nil),
                includesExpired: Bool.random(using: &random),
                createdAt: LedgerScene.time(now),
                createdBy: "ada"
            )
            try await harness.insert(recovery)
        }
        let page = try await scene.recover(limit: Int.random(in: 1...40, using: &random), at: now)
        let all = try await harness.read { outbox throws(Fault) in try outbox.recoveries(limit: 9) }
        return "recover \(page) \(all.map { "\($0.id) \($0.state) \($0.examined) \($0.replayed) \($0.skipped)" })"
    }

    func withdraw() async throws(Fault) -> String {
        let channel = Bool.random(using: &random) ? LedgerScene.mail : LedgerScene.hook.channel
        let time = LedgerScene.time(now)
        let count = try await harness.write { outbox throws(Fault) in
            try outbox.cancelWaiting(
                on: channel,
                because: Fault(.withdrawn, "Someone took it back."),
                limit: 100_000,
                now: time
            )
        }
        return "withdraw \(channel) \(count)"
    }

    func prune() async throws(Fault) -> String {
        let retention = Retention(
            attempts: .milliseconds(900),
            messages: .milliseconds(1_800),
            statistics: .seconds(9_000_000)
        )
        let count = try await harness.pruneAll(retention, now: LedgerScene.time(now))
        return "prune \(count)"
    }
}
