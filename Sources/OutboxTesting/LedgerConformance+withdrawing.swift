// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Withdrawing what waits on a channel.
extension LedgerConformance {
    static let withdrawing: [LedgerCheck] = [
        LedgerCheck("what waits on a channel is withdrawn, what is under way is left") { scene in
            try await scene.publish(to: [LedgerScene.ada, LedgerScene.hook], at: 0)
            try await scene.publish(to: [LedgerScene.ada], at: 1)
            let claims = try await scene.claim(1, at: 1) { $0.lane.rawValue == 1 ? .admit : .stop }
            try await scene.publish(to: [LedgerScene.bo], at: 2)
            guard
                let retried = try await scene.claim(1, at: 1, admitting: { $0.lane.rawValue == 1 ? .admit : .stop })
                    .first
            else { return scene.expect(false, "no claim") }
            let later = Disposition.retry(at: LedgerScene.time(90), charged: true)
            try await scene.finish(retried, as: later, .failed(LedgerScene.refused), at: 3)
            let count = try await LedgerConformance.withdraw(in: scene, at: 10)
            scene.expectEqual(count, 2, "withdrawn")
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.inFlight, .pending, .cancelled, .cancelled], "states")
            scene.expectEqual(records.map(\.fault), [nil, nil, withdrawal, withdrawal], "faults")
            scene.expectEqual(records.last?.finishedAt, LedgerScene.time(10), "finished")
            scene.expectEqual(try await scene.claim(at: 90).map(\.destination), [LedgerScene.hook], "claims")
            for claim in claims { try await scene.finish(claim, at: 91) }
            scene.expectEqual(try await scene.states().first, .delivered, "what was under way")
        },
        LedgerCheck("an update that waits for the one before it is withdrawn too") { scene in
            scene.planner.order = .all
            try await scene.publish(sequence: 1, at: 0)
            guard let first = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            for sequence in 2...3 { try await scene.publish(sequence: sequence, at: Int64(sequence)) }
            scene.expectEqual(try await LedgerConformance.withdraw(in: scene, at: 10), 2, "withdrawn")
            try await scene.finish(first, at: 11)
            scene.expectEqual(try await scene.states(), [.delivered, .cancelled, .cancelled], "states")
            scene.expect(try await scene.claim(at: 12).isEmpty, "a withdrawn update was claimed")
        },
        LedgerCheck("much is withdrawn page by page") { scene in
            scene.planner.order = .all
            for sequence in 1...5 {
                try await scene.publish(
                    sequence: sequence,
                    to: [LedgerScene.ada, LedgerScene.hook],
                    at: Int64(sequence)
                )
            }
            var pages: [Int] = []
            while pages.count < 10 {
                let count = try await LedgerConformance.withdraw(limit: 2, in: scene, at: 10)
                pages.append(count)
                if count < 2 { break }
            }
            scene.expectEqual(pages, [2, 2, 1], "pages")
            let records = try await scene.harness.records()
            let cancelled = records.filter { $0.state == .cancelled }
            scene.expectEqual(Set(cancelled.map(\.destination)), [LedgerScene.ada], "destinations withdrawn")
            scene.expectEqual(cancelled.count, 5, "deliveries withdrawn")
        },
    ]

    private static let withdrawal = Fault(.withdrawn, "Someone took it back.")

    private static func withdraw(limit: Int = 1_000, in scene: LedgerScene, at now: Int64) async throws -> Int {
        try await scene.harness.write { outbox throws(Fault) in
            try outbox.cancelWaiting(
                on: LedgerScene.mail,
                because: withdrawal,
                limit: limit,
                now: LedgerScene.time(now)
            )
        }
    }
}
