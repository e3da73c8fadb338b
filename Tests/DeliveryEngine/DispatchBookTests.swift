// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// An adapter whose destinations have servers of their own.
private struct EndpointsChannel: Channel {
    struct Settings: ChannelSettings { func validate() throws(Fault) {} }

    static let manifest = ChannelManifest(
        kind: "endpoints",
        version: "1",
        summary: "Is never called.",
        settings: [],
        throttleScope: .destination,
        retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(86_400))
    )

    init() {}

    init(settings: Settings, services: ChannelServices) throws(Fault) {}

    func host(for destination: Destination) throws(Fault) -> String { destination.address }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering { Rendering(parts: []) }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt() }
}

/// What may be claimed from which lane, as the dispatcher's book says without time or ledger.
struct DispatchBookTests {
    private let now = Timestamp(milliseconds: 1_795_300_000_000)
    private let fault = Fault(.providerUnavailable, "500")

    private func book(
        concurrency: Int = 4,
        room: Int = 1_000,
        unknown: UnknownPolicy = .hold,
        adapter: AnyChannel = AnyChannel(EndpointsChannel())
    ) -> DispatchBook {
        let channel = ConfiguredChannel(
            name: .sample("hooks"),
            adapter: adapter,
            concurrency: concurrency,
            // Where an unknown outcome is for a person to judge, nothing is claimed ahead of its turn.
            unknownPolicy: unknown
        )
        return DispatchBook(channels: ChannelDirectory([channel]), maximumInFlight: room)
    }

    private func lane(_ number: Int64) -> Lane {
        Lane(id: Lane.ID(number), channel: .sample("hooks"), host: "h\(number)")
    }

    private func ready(_ number: Int64, _ bands: [Band] = [Band(.update)], in span: Duration = .zero) -> LaneStatus {
        LaneStatus(lane: lane(number), bands: bands.map { BandStatus($0, due: now + span) })
    }

    private func claim(
        _ number: Int64,
        in lane: Int64 = 1,
        band: Band = Band(.update),
        to destination: Int64? = nil
    )
        -> Claim
    {
        Claim(
            delivery: Delivery.ID(number),
            lane: Lane.ID(lane),
            message: .sample("msg_1"),
            destinationID: DestinationID(destination ?? number),
            destination: Destination(channel: .sample("hooks"), address: "\(number)@example.com"),
            attempt: 1,
            failures: 0,
            band: band,
            thread: nil,
            acceptedAt: now,
            expiresAt: now + .seconds(3_600)
        )
    }

    private func limits(_ book: inout DispatchBook) -> [Int64: Int] {
        Dictionary(uniqueKeysWithValues: book.quotas(now: now).map { ($0.lane.rawValue, $0.limit) })
    }

    /// Has an attempt made and fail or succeed, at `now`.
    private func attempt(_ book: inout DispatchBook, _ claim: Claim, _ fault: Fault?) throws {
        _ = book.take([claim], now: now)
        let next = book.next(in: claim.lane, now: now)
        let flight = try #require(next)
        let outcome: AttemptOutcome = fault.map { .failed($0) } ?? .delivered(Receipt())
        book.ended(flight, outcome, fault == nil ? .delivered : .dead, now: now, jitter: 1)
    }

    // MARK: - Places

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

    // MARK: - Hosts and channels in trouble

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
