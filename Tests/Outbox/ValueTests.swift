// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Outbox
import Testing

@Suite struct ValueTests {
    @Test(arguments: Band.allCases)
    func `a band is found again by its number`(_ band: Band) {
        #expect(Band(rawValue: band.rawValue) == band)
    }

    @Test func `bands are numbered by urgency, new work before retries, and no further`() {
        #expect(Band.allCases.map(\.rawValue) == Array(0..<8))
        #expect(Band.allCases.sorted() == Band.allCases)
        #expect(Band(rawValue: -1) == nil)
        #expect(Band(rawValue: 8) == nil)
        #expect(Band(.update, isRetry: true).rawValue == 3)
    }

    @Test func `without shares of its own a quota gives the urgent more turns, new work and retries alike`() {
        let quota = Exchange.Quota(lane: Lane.ID(1), limit: 5)
        #expect(quota.shares.map(\.weight) == [8, 8, 4, 4, 2, 2, 1, 1])
        #expect(Exchange.Share(Band(.update), weight: 0).weight == 1)
    }

    @Test func `a lane is next due when the earliest of its bands is`() throws {
        let channel = try #require(ChannelName("mail"))
        let lane = Lane(id: Lane.ID(1), channel: channel, host: "example.com")
        let bands = [
            BandStatus(Band(.critical), due: Timestamp(milliseconds: 30)),
            BandStatus(Band(.digest, isRetry: true), due: Timestamp(milliseconds: 20)),
        ]
        #expect(LaneStatus(lane: lane, bands: bands).nextDue == Timestamp(milliseconds: 20))
        #expect(LaneStatus(lane: lane, bands: []).nextDue == nil)
    }

    @Test func `everyone an update still owes is unreached, and nobody else`() {
        let reached: Set<DeliveryState> = [.delivered, .superseded, .rerouted, .cancelled]
        #expect(Set(DeliveryState.allCases).subtracting(DeliveryState.unreached) == reached)
    }

    @Test func `a recovery is read as it was written`() throws {
        let filter = DeliveryFilter(
            incident: IncidentReference.ID("inc_1"),
            message: Message.ID("msg_1"),
            states: [.dead, .held],
            channel: ChannelName("mail"),
            address: "ada@example.com",
            since: Timestamp(milliseconds: 1),
            until: Timestamp(milliseconds: 2),
            faults: [.targetGone]
        )
        let recovery = Recovery(
            id: try #require(Recovery.ID("rec_1")),
            filter: filter,
            includesExpired: true,
            state: .paused,
            createdAt: Timestamp(milliseconds: 3),
            createdBy: "ada",
            examined: 4,
            replayed: 3,
            skipped: 1
        )
        let text = try JSONEncoder().encode(recovery)
        #expect(try JSONDecoder().decode(Recovery.self, from: text) == recovery)
    }
}
