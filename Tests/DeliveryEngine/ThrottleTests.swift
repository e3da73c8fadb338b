// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Synchronization
import Testing

/// A channel of which a provider's limits count for the destination.
private struct OwnersChannel: Channel {
    struct Settings: ChannelSettings { func validate() throws(Fault) {} }

    static let manifest = Throttled.manifest(.destination)

    init() {}
    init(settings: Settings, services: ChannelServices) throws(Fault) {}
    func host(for destination: Destination) throws(Fault) -> String { destination.address }
    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering { Rendering(parts: []) }
    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt() }
}

/// A channel of which they count for the whole account.
private struct AccountChannel: Channel {
    struct Settings: ChannelSettings { func validate() throws(Fault) {} }

    static let manifest = Throttled.manifest(.channel)

    init() {}
    init(settings: Settings, services: ChannelServices) throws(Fault) {}
    func host(for destination: Destination) throws(Fault) -> String { destination.address }
    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering { Rendering(parts: []) }
    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt() }
}

private enum Throttled {
    static func manifest(_ scope: ThrottleScope) -> ChannelManifest {
        ChannelManifest(
            kind: "throttled",
            version: "1",
            summary: "Is never called.",
            settings: [],
            throttleScope: scope,
            retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(86_400))
        )
    }

    static func adapter(_ scope: ThrottleScope) -> AnyChannel {
        switch scope {
        case .destination: AnyChannel(OwnersChannel())
        case .channel: AnyChannel(AccountChannel())
        case .lane: AnyChannel(ScriptedChannel { _ in Receipt() })
        }
    }
}

/// A provider that wants nothing more for a while is left alone for so long, as far as its limits reach.
struct ThrottleTests {
    private let now = Timestamp(milliseconds: 1_795_300_000_000)
    private let name = ChannelName.sample("social")

    /// Two lanes with work, and in the first of them four claims in hand: two to destination 1, one each to 2 and 3, of
    /// which the first is under way.
    private func begun(_ scope: ThrottleScope) throws -> (book: DispatchBook, flight: DispatchBook.Flight) {
        let channel = ConfiguredChannel(
            name: name,
            adapter: Throttled.adapter(scope),
            concurrency: 1,
            unknownPolicy: .resend
        )
        var book = DispatchBook(channels: ChannelDirectory([channel]), maximumInFlight: 1_000)
        for number in 1...2 { book.learn(ready(Int64(number)), now: now) }
        _ = book.take([claim(1, to: 1), claim(2, to: 2), claim(3, to: 1), claim(4, to: 3)], now: now)
        let next = book.next(in: Lane.ID(1), now: now)
        return (book, try #require(next))
    }

    private func ready(_ number: Int64) -> LaneStatus {
        let lane = Lane(id: Lane.ID(number), channel: name, host: "h\(number)")
        return LaneStatus(lane: lane, bands: [BandStatus(Band(.update), due: now)])
    }

    private func claim(_ number: Int64, in lane: Int64 = 1, to destination: Int64) -> Claim {
        Claim(
            delivery: Delivery.ID(number),
            lane: Lane.ID(lane),
            message: .sample("msg_1"),
            destinationID: DestinationID(destination),
            destination: Destination(channel: name, address: "\(destination)@example.com"),
            attempt: 1,
            failures: 0,
            band: Band(.update),
            thread: nil,
            acceptedAt: now,
            expiresAt: now + .seconds(3_600)
        )
    }

    private func candidate(_ number: Int64, in lane: Int64 = 1, to destination: Int64) -> Candidate {
        Candidate(
            delivery: Delivery.ID(number),
            destination: DestinationID(destination),
            lane: Lane.ID(lane),
            band: Band(.update),
            due: now
        )
    }

    /// An end by which the provider asks for ten seconds, one way or the other.
    enum Asking: CaseIterable {
        case withSuccess, withRefusal, withRefusalPastItsTime

        func end(_ book: inout DispatchBook, _ flight: DispatchBook.Flight, now: Timestamp) {
            let until = now + .seconds(10)
            let fault = Fault(.rateLimited, "429", retryAfter: .seconds(10))
            switch self {
            case .withSuccess:
                let receipt = Receipt(restUntil: until)
                book.ended(flight, .delivered(receipt), .delivered, now: now, jitter: 1)
            case .withRefusal:
                book.ended(flight, .failed(fault), .retry(at: until, charged: false), now: now, jitter: 1)
            case .withRefusalPastItsTime: book.ended(flight, .failed(fault), .expired, now: now, jitter: 1)
            }
        }
    }

    private func lanes(_ book: inout DispatchBook, at moment: Timestamp) -> [Int64] {
        for number in 1...2 { book.learn(ready(Int64(number)), now: moment) }
        return book.quotas(now: moment).map(\.lane.rawValue).sorted()
    }

    @Test(arguments: Asking.allCases)
    func `where each destination has its owner, that one rests and its neighbours do not`(_ asking: Asking) throws {
        var (book, flight) = try begun(.destination)
        asking.end(&book, flight, now: now)
        var sent: [Int64] = []
        while let flight = book.next(in: Lane.ID(1), now: now) {
            sent.append(flight.claim.delivery.rawValue)
            book.ended(flight, .delivered(Receipt()), .delivered, now: now, jitter: 1)
        }
        #expect(sent == [2, 4])
        #expect(book.takeNews().givenBack.map(\.delivery.rawValue) == [3])
        #expect(book.admit(candidate(5, to: 1), now: now) == .postpone(until: now + .seconds(10)))
        #expect(book.admit(candidate(6, to: 2), now: now) == .admit)
        #expect(lanes(&book, at: now) == [1, 2])
    }

    @Test(arguments: Asking.allCases)
    func `where a lane's destinations share a limit, the lane rests and others do not`(_ asking: Asking) throws {
        var (book, flight) = try begun(.lane)
        asking.end(&book, flight, now: now)
        #expect(book.takeNews().givenBack.map(\.delivery.rawValue) == [2, 3, 4])
        #expect(book.inHand == 0)
        #expect(lanes(&book, at: now) == [2])
        #expect(lanes(&book, at: now + .seconds(9)) == [2])
        #expect(lanes(&book, at: now + .seconds(10)) == [1, 2])
    }

    @Test(arguments: Asking.allCases)
    func `where an account's lanes share a limit, the whole channel rests`(_ asking: Asking) throws {
        var (book, flight) = try begun(.channel)
        _ = book.take([claim(11, in: 2, to: 11), claim(12, in: 2, to: 12)], now: now)
        asking.end(&book, flight, now: now)
        #expect(book.takeNews().givenBack.map(\.delivery.rawValue).sorted() == [2, 3, 4, 11, 12])
        #expect(book.inHand == 0)
        #expect(lanes(&book, at: now).isEmpty)
        #expect(book.nextMoment() == now + .seconds(10))
        #expect(lanes(&book, at: now + .seconds(10)) == [1, 2])
    }

    @Test func `what was being claimed when the provider asked is given back unsent`() throws {
        var (book, flight) = try begun(.channel)
        Asking.withSuccess.end(&book, flight, now: now)
        _ = book.takeNews()
        _ = book.take([claim(21, to: 1), claim(22, in: 2, to: 2)], now: now)
        for lane in 1...2 as ClosedRange<Int64> { #expect(book.next(in: Lane.ID(lane), now: now) == nil) }
        #expect(book.takeNews().givenBack.map(\.delivery.rawValue) == [21, 22])
        #expect(book.inHand == 0)
    }

    @Test(arguments: [-60, 0])
    func `a moment that has passed asks for nothing`(_ seconds: Int) throws {
        var (book, flight) = try begun(.lane)
        let receipt = Receipt(restUntil: now + .seconds(seconds))
        book.ended(flight, .delivered(receipt), .delivered, now: now, jitter: 1)
        #expect(book.takeNews().givenBack.isEmpty)
        #expect(book.next(in: Lane.ID(1), now: now) != nil)
    }

    @Test func `no provider makes a channel rest for longer than six hours`() throws {
        var (book, flight) = try begun(.channel)
        let receipt = Receipt(restUntil: now + .seconds(86_400 * 365))
        book.ended(flight, .delivered(receipt), .delivered, now: now, jitter: 1)
        #expect(lanes(&book, at: now).isEmpty)
        #expect(book.nextMoment() == now + .seconds(6 * 3_600))
    }

    @Test func `an engine sends no more until the moment that came with a success`() async throws {
        let times = Logbook<Timestamp>()
        let clock = ClockBox()
        let stage = EngineStage(concurrency: 1) { _ in
            let now = clock.now
            // Two to a window of five seconds.
            let isLast = times.note(now).isMultiple(of: 2)
            return Receipt(restUntil: isLast ? now + .seconds(5) : nil)
        }
        clock.set(stage.clock)
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: (1...6).map { "reader\($0)@one.example" })
            for window in 1...2 {
                await stage.until("the attempts of a window") { times.entries.count == 2 * window }
                await stage.asleep(until: start + .seconds(5 * window))
                stage.clock.advance(to: start + .seconds(5 * window))
            }
            await stage.settled([.delivered])
        }
        #expect(times.entries.map { ($0 - start).seconds.rounded() } == [0, 0, 5, 5, 10, 10])
        #expect(await stage.memory.records().allSatisfy { $0.receipt == Receipt() }, "It is not kept.")
    }
}

/// The clock of a stage, for a script that is made before it.
private final class ClockBox: Sendable {
    private let clock = Mutex<ManualClock?>(nil)

    var now: Timestamp { clock.withLock { $0?.now } ?? .distantPast }

    func set(_ clock: ManualClock) { self.clock.withLock { $0 = clock } }
}
