// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What the writer need not look up again.
///
/// All of it is also in the database.
struct WriterMemory {
    struct TallyKey: Hashable {
        let message: Int64
        let state: DeliveryState
    }

    struct LaneKey: Hashable {
        let channel: Int64
        let host: String
    }

    /// A message as its deliveries need it.
    struct MessageFacts {
        let id: Int64
        let name: Message.ID
        let subject: Int64?
        let sequence: Int
        let update: String?
        let priority: Priority
        let acceptedAt: Timestamp
    }

    /// An attempt under way and its delivery.
    struct Flight {
        let attempt: Int
        let epoch: Int64
        let startedAt: Timestamp
        let delivery: DeliveryFacts
    }

    struct DeliveryFacts {
        let id: Int64
        let message: Int64
        let destination: Int64
        let lane: Int64
        let priority: Priority
        let keepsAll: Bool
        let failures: Int
        let expiresAt: Timestamp
    }

    var channels: [ChannelName: Int64] = [:]
    var channelNames: [Int64: ChannelName] = [:]
    var lanes: [LaneKey: Int64] = [:]
    var lanesByID: [Int64: Lane] = [:]
    var messages: [Int64: MessageFacts] = [:]
    /// How many messages each incident has.
    var messageCounts: [Int64: Int] = [:]
    var flights: [Int64: Flight] = [:]
    /// Lanes that the running operation gave work to.
    var touched: Set<Int64> = []
    /// Changes of the running totals that are not yet written.
    var tallies: [TallyKey: Int] = [:]
    /// The last fault written and its text: a provider that fails does so with the same one many times over.
    var lastFault: (fault: Fault, text: String)?

    mutating func count(_ state: DeliveryState, of message: Int64, by change: Int) {
        tallies[TallyKey(message: message, state: state), default: 0] += change
    }

    mutating func move(from old: DeliveryState, to new: DeliveryState, of message: Int64) {
        guard old != new else { return }
        count(old, of: message, by: -1)
        count(new, of: message, by: 1)
    }

    /// Keeps the memory bounded, whatever passes through it.
    mutating func trim() {
        if messages.count > 4_096 { messages.removeAll() }
        if messageCounts.count > 4_096 { messageCounts.removeAll() }
        if flights.count > 65_536 { flights.removeAll() }
        if lanes.count > 16_384 {
            lanes.removeAll()
            lanesByID.removeAll()
        }
    }
}
