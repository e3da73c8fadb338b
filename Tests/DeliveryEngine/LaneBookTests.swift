// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

struct LaneBookTests {
    let now = Timestamp(milliseconds: 1_795_300_000_000)

    private func lane(_ number: Int64) -> Lane {
        Lane(id: Lane.ID(number), channel: .sample("hooks"), host: "h\(number)")
    }

    private func quotas(_ book: inout LaneBook, room: Int = 1_000, concurrency: Int = 4) -> [Int64: Int] {
        let quotas = book.quotas(now: now, room: room, concurrency: { _ in concurrency }, nextTurn: { _ in nil })
        return Dictionary(uniqueKeysWithValues: quotas.map { ($0.lane.rawValue, $0.limit) })
    }

    @Test func `a lane with work is claimed from up to its concurrency`() {
        var book = LaneBook()
        book.learn(LaneStatus(lane: lane(1), nextDue: now, priority: .update))
        book.learn(LaneStatus(lane: lane(2), nextDue: now + .milliseconds(1), priority: .update))
        book.started(in: lane(1))
        #expect(quotas(&book) == [1: 3])
        #expect(book.nextMoment(now: now, concurrency: { _ in 4 }, nextTurn: { _ in nil }) == now)
    }

    @Test func `a full lane leaves the others alone`() {
        var book = LaneBook()
        for number in 1...2 { book.learn(LaneStatus(lane: lane(Int64(number)), nextDue: now, priority: .update)) }
        for _ in 0..<4 { book.started(in: lane(1)) }
        #expect(quotas(&book) == [2: 4])
    }

    @Test func `little room goes to the urgent first`() {
        var book = LaneBook()
        book.learn(LaneStatus(lane: lane(1), nextDue: now, priority: .backfill))
        book.learn(LaneStatus(lane: lane(2), nextDue: now, priority: .critical))
        #expect(quotas(&book, room: 4) == [2: 4])
        #expect(quotas(&book, room: 6) == [2: 4, 1: 2])
    }

    @Test func `equals take turns`() {
        var book = LaneBook()
        for number in 1...3 { book.learn(LaneStatus(lane: lane(Int64(number)), nextDue: now, priority: .update)) }
        var served: [Int64: Int] = [:]
        for _ in 0..<30 { for (lane, limit) in quotas(&book, room: 4) { served[lane, default: 0] += limit } }
        #expect(served == [1: 40, 2: 40, 3: 40])
    }

    @Test func `a lane without work or attempts is forgotten`() {
        var book = LaneBook()
        book.learn(LaneStatus(lane: lane(1), nextDue: now, priority: .update))
        book.started(in: lane(1))
        book.learn(LaneStatus(lane: lane(1), nextDue: nil, priority: nil))
        #expect(book[Lane.ID(1)] != nil)
        book.ended(in: lane(1))
        #expect(book[Lane.ID(1)] == nil)
        #expect(book.inFlight == 0)
    }

    @Test func `a lane whose turn is later is not claimed from, and wakes the loop at its turn`() {
        var book = LaneBook()
        book.learn(LaneStatus(lane: lane(1), nextDue: now - .seconds(5), priority: .update))
        let turn = now + .seconds(2)
        let quotas = book.quotas(now: now, room: 10, concurrency: { _ in 4 }, nextTurn: { _ in turn })
        #expect(quotas.isEmpty)
        #expect(book.nextMoment(now: now, concurrency: { _ in 4 }, nextTurn: { _ in turn }) == turn)
    }
}
