// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

struct ClaimQueueTests {
    private let now = Timestamp(milliseconds: 1_795_300_000_000)

    private func claim(_ number: Int64, _ priority: Priority, isRetry: Bool = false) -> Claim {
        Claim(
            delivery: Delivery.ID(number),
            lane: Lane.ID(1),
            message: .sample("msg_1"),
            destinationID: DestinationID(number),
            destination: Destination(channel: .sample("mail"), address: "\(number)@example.com"),
            attempt: 1,
            failures: 0,
            band: Band(priority, isRetry: isRetry),
            thread: nil,
            acceptedAt: now,
            expiresAt: now + .seconds(3_600)
        )
    }

    @Test func `the urgent overtake what was claimed before them`() {
        var queue = ClaimQueue()
        queue.append(claim(1, .update))
        queue.append(claim(2, .critical))
        #expect(queue.popFirst()?.delivery == Delivery.ID(2))
        #expect(queue.popFirst()?.delivery == Delivery.ID(1))
        #expect(queue.popFirst() == nil)
        #expect(queue.isEmpty)
    }

    @Test func `what is equally urgent keeps its order`() {
        var queue = ClaimQueue()
        for number in 1...5 { queue.append(claim(Int64(number), .update)) }
        #expect((1...5).map { _ in queue.popFirst()?.delivery.rawValue } == [1, 2, 3, 4, 5])
    }

    @Test func `new work and retries take turns`() {
        var queue = ClaimQueue()
        for number in 1...4 { queue.append(claim(Int64(number), .update, isRetry: true)) }
        for number in 5...8 { queue.append(claim(Int64(number), .update)) }
        let order = (1...8).compactMap { _ in queue.popFirst()?.band.isRetry }
        #expect(order.prefix(4).filter { $0 }.count == 2)
    }

    @Test func `while others wait, every priority has turns by its weight`() {
        var queue = ClaimQueue()
        for priority in Priority.allCases {
            for number in 1...100 { queue.append(claim(Int64(priority.rawValue * 100 + number), priority)) }
        }
        var turns: [Priority: Int] = [:]
        for _ in 0..<150 { if let claim = queue.popFirst() { turns[claim.band.priority, default: 0] += 1 } }
        #expect(turns == [.critical: 80, .update: 40, .digest: 20, .backfill: 10])
    }

    @Test func `all that waits can be taken out at once`() {
        var queue = ClaimQueue()
        for number in 1...3 { queue.append(claim(Int64(number), .update)) }
        _ = queue.popFirst()
        queue.append(claim(4, .backfill))
        #expect(queue.count(of: .backfill) == 1)
        #expect(Set(queue.removeAll().map(\.delivery.rawValue)) == [2, 3, 4])
        #expect(queue.isEmpty)
    }
}

struct FairnessTests {
    private let now = Timestamp(milliseconds: 1_795_300_000_000)

    @Test(
        arguments: [
            (Band(.critical), 0, 8), (Band(.update), 0, 4), (Band(.digest), 0, 2), (Band(.backfill), 0, 1),
            (Band(.backfill), 60, 2), (Band(.backfill), 120, 4), (Band(.backfill), 100_000, 4),
            (Band(.digest, isRetry: true), 59, 2), (Band(.digest), 61, 4), (Band(.update), 100_000, 4),
            (Band(.critical), 100_000, 8),
        ] as [(Band, Int, Int)]
    )
    func `work ages by a level a minute and never becomes critical`(band: Band, seconds: Int, weight: Int) {
        #expect(Fairness.weight(of: band, due: now - .seconds(seconds), now: now) == weight)
    }

    @Test func `what is not due yet has not aged`() {
        #expect(Fairness.weight(of: Band(.digest), due: now + .seconds(600), now: now) == 2)
    }
}
