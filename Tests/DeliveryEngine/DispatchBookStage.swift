// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// An adapter whose destinations have servers of their own.
struct EndpointsChannel: Channel {
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

/// A dispatcher's book, with lanes and claims to put into it: no time, no ledger.
protocol DispatchBookStage {}

extension DispatchBookStage {
    var now: Timestamp { Timestamp(milliseconds: 1_795_300_000_000) }
    var fault: Fault { Fault(.providerUnavailable, "500") }

    func book(
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

    func lane(_ number: Int64) -> Lane {
        Lane(id: Lane.ID(number), channel: .sample("hooks"), host: "h\(number)")
    }

    func ready(_ number: Int64, _ bands: [Band] = [Band(.update)], in span: Duration = .zero) -> LaneStatus {
        LaneStatus(lane: lane(number), bands: bands.map { BandStatus($0, due: now + span) })
    }

    func claim(
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

    func limits(_ book: inout DispatchBook) -> [Int64: Int] {
        Dictionary(uniqueKeysWithValues: book.quotas(now: now).map { ($0.lane.rawValue, $0.limit) })
    }

    /// Has an attempt made and fail or succeed, at `now`.
    func attempt(_ book: inout DispatchBook, _ claim: Claim, _ fault: Fault?) throws {
        _ = book.take([claim], now: now)
        let next = book.next(in: claim.lane, now: now)
        let flight = try #require(next)
        let outcome: AttemptOutcome = fault.map { .failed($0) } ?? .delivered(Receipt())
        book.ended(flight, outcome, fault == nil ? .delivered : .dead, now: now, jitter: 1)
    }
}
