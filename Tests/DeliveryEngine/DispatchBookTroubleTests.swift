// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// What the dispatcher's book makes of hosts and channels in trouble.
struct DispatchBookTroubleTests: DispatchBookStage {
    @Test func `a host that refuses five times is not tried, and what was claimed ahead is given back`() throws {
        var book = book(unknown: .resend)
        book.learn(ready(1), now: now)
        let refused = Fault(.connectionRefused, "no")
        for number in 1...4 { try attempt(&book, claim(Int64(number)), refused) }
        #expect(limits(&book).isEmpty == false)
        _ = book.take([claim(5), claim(6)], now: now)
        let next = book.next(in: Lane.ID(1), now: now)
        let flight = try #require(next)
        book.ended(flight, .failed(refused), .dead, now: now, jitter: 1)
        let news = book.takeNews()
        #expect(news.givenBack.map(\.delivery) == [Delivery.ID(6)])
        #expect(news.parked == [Lane.ID(1)])
        #expect(news.health.last?.openUntil == now + .seconds(30))
        #expect(book.inHand == 0)
        #expect(limits(&book).isEmpty)
        #expect(book.nextMoment().map { $0 >= now + .seconds(15) } ?? false)
    }

    @Test func `one bad endpoint stops none of its neighbours on the same host`() throws {
        var book = book()
        book.learn(ready(1), now: now)
        for number in 1...30 { try attempt(&book, claim(Int64(number), to: 7), fault) }
        #expect(limits(&book) == [1: 4])
    }

    @Test func `ten bad endpoints in a row are a bad host, but not while one between them is well`() throws {
        var book = book()
        book.learn(ready(1), now: now)
        for number in 1...9 { try attempt(&book, claim(Int64(number)), fault) }
        try attempt(&book, claim(10), nil)
        for number in 11...19 { try attempt(&book, claim(Int64(number)), fault) }
        #expect(limits(&book).isEmpty == false)
        book.learn(ready(1), now: now)
        try attempt(&book, claim(20), fault)
        #expect(limits(&book).isEmpty)
    }

    @Test func `a host of which half the endpoints are dead serves the other half`() throws {
        var book = book()
        book.learn(ready(1), now: now)
        for number in 1...200 { try attempt(&book, claim(Int64(number)), number % 2 == 0 ? fault : nil) }
        #expect(limits(&book).isEmpty == false)
    }

    @Test func `an open breaker lets one through when its time is over, and all after three successes`() throws {
        var book = book()
        book.learn(ready(1), now: now)
        for number in 1...5 {
            try attempt(&book, claim(Int64(number)), Fault(.timedOut, "no", context: ["phase": "connect"]))
        }
        let later = now + .seconds(31)
        for number in 6...8 {
            #expect(book.quotas(now: later).map(\.limit) == [1])
            _ = book.take([claim(Int64(number))], now: later)
            #expect(book.quotas(now: later).isEmpty, "one at a time")
            let next = book.next(in: Lane.ID(1), now: later)
            let flight = try #require(next)
            book.ended(flight, .delivered(Receipt()), .delivered, now: later, jitter: 1)
        }
        #expect(book.takeNews().events.contains(.laneClosed(lane(1))))
        #expect(book.quotas(now: later).first?.limit == 1, "It begins with one at a time.")
    }

    @Test func `credentials that are refused stop every lane of the channel at once`() throws {
        var book = book(adapter: AnyChannel(ScriptedChannel { _ in Receipt() }))
        for number in 1...3 { book.learn(ready(Int64(number)), now: now) }
        try attempt(&book, claim(1), Fault(.authenticationRejected, "535"))
        #expect(limits(&book).isEmpty)
        let news = book.takeNews()
        #expect(news.parked == [Lane.ID(1), Lane.ID(2), Lane.ID(3)])
        guard case .channelQuarantined(let channel, let cause)? = news.events.first else {
            Issue.record("no event: \(news.events)")
            return
        }
        #expect(channel == .sample("hooks"))
        #expect(cause.code == .channelQuarantined)
        let moment = book.nextMoment()
        let trial = try #require(moment)
        #expect(book.quotas(now: trial).map(\.limit) == [1], "One trial for the whole channel.")
    }

    @Test func `a channel that someone holds is not claimed from until it is released`() {
        var book = book()
        book.learn(ready(1), now: now)
        book.hold(.sample("hooks"), because: Fault(.channelHeld, "moving house"), now: now)
        #expect(limits(&book).isEmpty)
        #expect(book.nextMoment() == nil)
        #expect(book.parkedLanes == [Lane.ID(1)])
        book.release(.sample("hooks"), now: now)
        #expect(limits(&book) == [1: 4])
    }

    @Test func `retries that outrun their budget wait without being touched`() throws {
        var book = book(concurrency: 1_000, room: 10_000)
        let retries = ready(1, [Band(.update, isRetry: true)])
        book.learn(retries, now: now)
        for number in 1...100 {
            _ = book.take([claim(Int64(number), band: Band(.update, isRetry: true))], now: now)
            let next = book.next(in: Lane.ID(1), now: now)
            let flight = try #require(next)
            book.ended(flight, .failed(Fault(.mailboxFull, "452")), .dead, now: now, jitter: 1)
        }
        // Full mailboxes are answers of a host that works: what they cost is given back.
        #expect(limits(&book).isEmpty == false)
        for number in 101...300 {
            _ = book.take([claim(Int64(number), band: Band(.update, isRetry: true), to: 1)], now: now)
            let next = book.next(in: Lane.ID(1), now: now)
            let flight = try #require(next)
            book.ended(flight, .failed(fault), .dead, now: now, jitter: 1)
        }
        #expect(limits(&book).isEmpty)
        #expect(book.nextMoment().map { $0 > now } ?? false)
    }
}
