// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

extension LedgerConformance {
    static let finishing: [LedgerCheck] = [
        LedgerCheck("a delivered attempt closes the delivery with its receipt") { scene in
            try await scene.publish()
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let receipt = Receipt(id: "<1@example.com>", note: "250 ok")
            let result = try await scene.finish(claim, as: .delivered, .delivered(receipt), at: 9)
            scene.expect(result.lost.isEmpty, "the finish was lost")
            let record = try await scene.harness.records().first
            scene.expectEqual(record?.state, .delivered, "state")
            scene.expectEqual(record?.receipt, receipt, "receipt")
            scene.expectEqual(record?.finishedAt, LedgerScene.time(9), "finished")
            scene.expect(record?.fault == nil, "a delivered record has a fault")
            let attempt = try await scene.harness.attempts(of: claim.delivery).first
            scene.expectEqual(attempt?.result, .delivered, "result")
            scene.expectEqual(attempt?.endedAt, LedgerScene.time(9), "ended")
            scene.expectEqual(attempt?.receipt, receipt, "attempt's receipt")
        },
        LedgerCheck("a retry comes at its time, and counts only where it is charged") { scene in
            try await scene.publish()
            var claims: [Claim] = []
            for round in 0..<3 {
                guard let claim = try await scene.claim(at: Int64(round) * 100).first else { break }
                claims.append(claim)
                let due = LedgerScene.time(Int64(round + 1) * 100)
                let result = try await scene.finish(
                    claim,
                    as: .retry(at: due, charged: round != 1),
                    .failed(LedgerScene.refused),
                    at: Int64(round) * 100 + 10
                )
                scene.expectEqual(result.lanes.first?.nextDue, due, "the lane's next due")
                let record = try await scene.harness.records().first
                scene.expectEqual(record?.state, .retrying, "state")
                scene.expectEqual(record?.dueAt, due, "due")
                scene.expectEqual(record?.fault, LedgerScene.refused, "fault")
                scene.expect(record?.finishedAt == nil, "what is retried is not finished")
                scene.expect(try await scene.claim(at: Int64(round + 1) * 100 - 1).isEmpty, "claimed too soon")
            }
            scene.expectEqual(claims.map(\.attempt), [1, 2, 3], "attempt numbers")
            scene.expectEqual(claims.map(\.failures), [0, 1, 1], "failures charged")
            if let claim = claims.first {
                let attempts = try await scene.harness.attempts(of: claim.delivery)
                scene.expectEqual(attempts.map(\.number), [1, 2, 3], "attempts on record")
                scene.expectEqual(attempts.map(\.result), [.failed, .failed, .failed], "results")
            }
        },
        LedgerCheck("held, dead and expired close the delivery and say why") { scene in
            let ends: [(Disposition, DeliveryState, FaultCode)] = [
                (.held, .held, .outcomeUnknown), (.dead, .dead, .connectionRefused), (.expired, .expired, .expired),
            ]
            for _ in ends { try await scene.publish() }
            for (claim, end) in zip(try await scene.claim(at: 1), ends) {
                let unknown = Fault(.outcomeUnknown, "The connection broke after the last byte.")
                let outcome = end.1 == .held ? AttemptOutcome.unknown(unknown) : .failed(LedgerScene.refused)
                try await scene.finish(claim, as: end.0, outcome, at: 5)
            }
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), ends.map(\.1), "states")
            scene.expectEqual(records.map(\.fault?.code), ends.map(\.2), "faults")
            scene.expectEqual(records.map(\.finishedAt), [nil, LedgerScene.time(5), LedgerScene.time(5)], "finished")
            scene.expect(try await scene.claim(at: 1_000).isEmpty, "a closed delivery was claimed")
            if let first = records.first {
                let result = try await scene.harness.attempts(of: first.id).first?.result
                scene.expectEqual(result, .unknown, "result of an unknown outcome")
            }
        },
        LedgerCheck("an attempt is finished once, and only by its own number") { scene in
            try await scene.publish()
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let before = try await scene.harness.records()
            let wrong = try await scene.finish(claim, attempt: 2, at: 2)
            scene.expectEqual(wrong.lost, [claim.delivery], "lost")
            scene.expectEqual(try await scene.harness.records(), before, "records after a lost finish")
            let right = try await scene.finish(claim, at: 3)
            scene.expect(right.lost.isEmpty, "the right finish was lost")
            let after = try await scene.harness.records()
            let again = try await scene.finish(claim, as: .dead, .failed(LedgerScene.refused), at: 4)
            scene.expectEqual(again.lost, [claim.delivery], "lost the second time")
            scene.expectEqual(try await scene.harness.records(), after, "records after a second finish")
        },
        LedgerCheck("finishing and claiming in one exchange keeps both") { scene in
            try await scene.publish(at: 0)
            try await scene.publish(at: 1)
            guard let first = try await scene.claim(1, at: 1).first else { return scene.expect(false, "no claim") }
            let end = Finish(
                delivery: first.delivery,
                attempt: 1,
                endedAt: LedgerScene.time(2),
                outcome: .failed(LedgerScene.refused),
                disposition: .retry(at: LedgerScene.time(2), charged: true)
            )
            let exchange = Exchange(
                epoch: scene.epoch,
                now: LedgerScene.time(2),
                finishes: [end],
                quotas: [Exchange.Quota(lane: first.lane, limit: 10)]
            )
            let result = try await scene.harness.ledger.exchange(exchange) { _ in .admit }
            scene.expectEqual(result.claims.map(\.attempt), [1, 2], "attempts claimed")
            scene.expectEqual(result.lanes.map(\.nextDue), [nil], "what is left of the lane")
        },
        LedgerCheck("work on one lane leaves another as it is") { scene in
            for moment in 0..<4 { try await scene.publish(to: [LedgerScene.ada, LedgerScene.hook], at: Int64(moment)) }
            let before = try await scene.harness.records().filter { $0.destination == LedgerScene.hook }
            guard let mail = try await scene.harness.ledger.lanes().first(where: { $0.lane.channel.text == "mail" })
            else { return scene.expect(false, "no mail lane") }
            for round in 0..<4 {
                let exchange = Exchange(
                    epoch: scene.epoch,
                    now: LedgerScene.time(10 + Int64(round)),
                    quotas: [Exchange.Quota(lane: mail.lane.id, limit: 1)]
                )
                for claim in try await scene.harness.ledger.exchange(exchange, admitting: { _ in .admit }).claims {
                    try await scene.finish(claim, at: 20)
                }
            }
            let records = try await scene.harness.records()
            scene.expectEqual(records.filter { $0.destination == LedgerScene.hook }, before, "the other lane")
            scene.expectEqual(records.filter { $0.state == .delivered }.count, 4, "delivered on the lane")
        },
    ]
}
