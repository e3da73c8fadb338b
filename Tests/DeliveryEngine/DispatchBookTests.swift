// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// What may be claimed from which lane, as the dispatcher's book says without time or ledger.
struct DispatchBookTests: DispatchBookStage {
    @Test func `a lane with work is claimed from up to its concurrency`() throws {
        var book = book()
        book.learn(ready(1), now: now)
        book.learn(ready(2, in: .milliseconds(1)), now: now)
        _ = book.take([claim(1)], now: now)
        let started = book.next(in: Lane.ID(1), now: now)
        #expect(started != nil)
        #expect(limits(&book) == [1: 3])
        #expect(book.nextMoment() == now + .milliseconds(1), "when the other lane's is due")
    }

    @Test func `a full lane leaves the others alone`() throws {
        var book = book()
        for number in 1...2 { book.learn(ready(Int64(number)), now: now) }
        _ = book.take((1...4).map { claim(Int64($0)) }, now: now)
        #expect(limits(&book) == [2: 4])
    }

    @Test func `where outcomes may be repeated, as many again are claimed ahead`() {
        var book = book(unknown: .resend)
        book.learn(ready(1), now: now)
        #expect(limits(&book) == [1: 8])
        let starts = book.take((1...8).map { claim(Int64($0)) }, now: now)
        #expect(starts == [Lane.ID(1): 4])
        #expect(limits(&book).isEmpty)
    }

    @Test(arguments: [(1, 12), (19, 12), (20, 4), (249, 4), (251, 0)])
    func `the sooner attempts end, the more are claimed ahead`(milliseconds: Int, ahead: Int) throws {
        var book = book(unknown: .resend)
        book.learn(ready(1), now: now)
        _ = book.take([claim(1)], now: now)
        let next = book.next(in: Lane.ID(1), now: now)
        let flight = try #require(next)
        let end = now + .milliseconds(milliseconds)
        book.ended(flight, .delivered(Receipt()), .delivered, now: end, jitter: 1)
        book.learn(ready(1), now: end)
        #expect(limits(&book) == [1: 4 + ahead])
    }

    @Test func `little room goes to the urgent first, who have places kept for them`() {
        var book = book(room: 8)
        for number in 1...3 { book.learn(ready(Int64(number)), now: now) }
        book.learn(ready(4, [Band(.critical)]), now: now)
        let quotas = book.quotas(now: now)
        #expect(quotas.first { $0.lane == Lane.ID(4) }?.limit == 4)
        #expect(quotas.reduce(0) { $0 + $1.limit } == 7, "An eighth is for critical work alone.")
        _ = book.take((1...7).map { claim(Int64($0), in: 1) }, now: now)
        for number in 1...3 { book.learn(ready(Int64(number)), now: now) }
        book.learn(ready(4, [Band(.critical)]), now: now)
        #expect(limits(&book) == [4: 1])
    }

    @Test func `equals take turns where there is too little room for all`() {
        var book = book(concurrency: 64, room: 8)
        for number in 1...7 { book.learn(ready(Int64(number)), now: now) }
        var served: [Int64: Int] = [:]
        for _ in 0..<70 {
            for (lane, limit) in limits(&book) {
                served[lane, default: 0] += limit
                book.learn(ready(lane), now: now)
            }
        }
        #expect(served.count == 7)
        let (most, fewest) = (served.values.max() ?? 0, served.values.min() ?? 0)
        #expect(most - fewest <= 10, "No lane is more than two turns ahead: \(served)")
    }

    @Test func `backfill has a quarter of a lane's places`() {
        var book = book(concurrency: 5)
        book.learn(ready(1, [Band(.update), Band(.backfill)]), now: now)
        let shares = book.quotas(now: now).first?.shares ?? []
        #expect(shares.map(\.limit) == [5, 1])
        #expect(shares.map(\.weight) == [4, 1])
    }

    @Test func `claims of several lanes may come in any order`() {
        var book = book(concurrency: 4)
        for number in 1...2 { book.learn(ready(Int64(number)), now: now) }
        let claims = [claim(1, in: 1), claim(2, in: 2), claim(3, in: 1), claim(4, in: 1)]
        let starts = book.take(claims, now: now)
        #expect(starts == [Lane.ID(1): 3, Lane.ID(2): 1])
        #expect(book.inHand == 4)
        let order = (1...4).map { _ in book.next(in: Lane.ID(1), now: now)?.claim.delivery.rawValue }
        #expect(order == [1, 3, 4, nil])
    }

    @Test func `nothing is sent on a channel that is not configured, and claims for it are given back`() {
        var book = book()
        let lane = Lane(id: Lane.ID(9), channel: .sample("gone"), host: "h9")
        book.learn(LaneStatus(lane: lane, bands: [BandStatus(Band(.update), due: now)]), now: now)
        #expect(limits(&book).isEmpty)
        #expect(book.parkedLanes == [lane.id])
        let candidate = Candidate(
            delivery: Delivery.ID(1),
            destination: DestinationID(1),
            lane: lane.id,
            band: Band(.update),
            due: now
        )
        let admission = book.admit(candidate, now: now)
        #expect(admission == .stop)
        let starts = book.take([claim(1, in: 9), claim(2, in: 8)], now: now)
        let news = book.takeNews()
        let next = book.next(in: lane.id, now: now)
        #expect(starts.isEmpty && next == nil && book.inHand == 0)
        #expect(news.givenBack.map(\.delivery.rawValue) == [1, 2])
    }

    @Test func `a lane without work is not waited for`() {
        var book = book()
        book.learn(ready(1), now: now)
        book.learn(LaneStatus(lane: lane(1), bands: []), now: now)
        #expect(limits(&book).isEmpty)
        #expect(book.nextMoment() == nil)
    }

    @Test func `a lane that had nothing to give rests for a moment`() {
        var book = book()
        book.learn(ready(1), now: now)
        book.foundNothing(in: Lane.ID(1), now: now)
        #expect(limits(&book).isEmpty)
        #expect(book.nextMoment() == now + .milliseconds(10))
    }
}
