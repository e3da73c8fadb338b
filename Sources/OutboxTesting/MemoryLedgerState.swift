// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What a ``MemoryLedger`` holds.
///
/// A pure value: every rule of the ledger is a mutating method of it, in one extension for each idea.
struct MemoryLedgerState {
    /// A destination within an incident: what order is kept over.
    struct ThreadKey: Hashable {
        let incident: IncidentReference.ID
        let destination: DestinationID
    }

    /// Why a delivery is held.
    enum HoldReason { case destination, outcome, plan }

    /// How a delivery under way ends unless it arrives, because another of its chain has.
    struct Ending {
        let state: DeliveryState
        let fault: Fault
    }

    struct Row {
        var record: DeliveryRecord
        let destinationID: DestinationID
        var lane: Lane.ID
        var order: DeliveryOrder
        var priority: Priority
        let thread: ThreadKey?
        let sequence: Int
        var failures = 0
        var holdReason: HoldReason?
        /// Whether any attempt's outcome is unknown.
        var hasUnknown = false
        /// The destination at the head of its failover chain; nil where it has none.
        var head: DestinationID?
        /// Its place in the chain.
        var step = 0
        /// Whether it was made for the chain alone: the reader is meant only where the chain's other addresses fail.
        var isStep = false
        /// When it has waited long enough without an end; nil where nobody is to be asked about it.
        var patienceEnds: Timestamp?
        var ending: Ending?

        var band: Band { Band(priority, isRetry: record.state == .retrying) }
        /// Ready, or waiting for its turn.
        var isWaiting: Bool { record.state == .pending || record.state == .retrying }
    }

    /// A destination as it is kept.
    struct Contact {
        var destination: Destination
        var isUnsubscribed = false
        /// Why it is held, and since when.
        var hold: (fault: Fault, since: Timestamp)?
        /// Whether what was held is still being dealt with.
        var isReleasing = false
        /// Deliveries it has failed for good since one arrived.
        var failing: (failures: Int, since: Timestamp, fault: Fault)?
    }

    struct Flight: Hashable {
        let attempt: Int
        let epoch: Int64
    }

    struct AttemptKey: Hashable {
        let delivery: Delivery.ID
        let number: Int
    }

    struct Fanout {
        let message: OutboxMessage
        let destinations: [DestinationID]
        var position = 0
    }

    struct MadeKey: Hashable {
        let message: Message.ID
        let destination: DestinationID
    }

    struct AddressKey: Hashable {
        let channel: ChannelName
        let address: String
    }

    struct HourKey: Hashable {
        let channel: ChannelName
        let hour: Timestamp
        let outcome: String
    }

    /// Where a recovery has come to: the last delivery it went through.
    struct RecoveryPlace: Comparable {
        let message: Int
        let destination: DestinationID

        static func < (left: RecoveryPlace, right: RecoveryPlace) -> Bool {
            (left.message, left.destination) < (right.message, right.destination)
        }
    }

    // What was accepted.
    var messages: [Message.ID: OutboxMessage] = [:]
    /// By when they were accepted, from 1.
    var messageNumbers: [Message.ID: Int] = [:]
    var lastMessage = 0
    var fanouts: [Fanout] = []
    var contacts: [Contact] = []
    var destinationIDs: [AddressKey: DestinationID] = [:]

    // Deliveries and attempts.
    var rows: [Delivery.ID: Row] = [:]
    var lastDelivery: Int64 = 0
    var made: [MadeKey: Delivery.ID] = [:]
    var attempts: [Delivery.ID: [AttemptRecord]] = [:]
    var inFlight: [Delivery.ID: Flight] = [:]
    /// Attempts that were settled for a run before, and its epoch: it may still tell what came of them.
    var settled: [AttemptKey: Int64] = [:]
    /// The deliveries that were passed on to each.
    var passedOnTo: [Delivery.ID: Set<Delivery.ID>] = [:]

    // Order.
    /// The open deliveries of each thread.
    var open: [ThreadKey: Set<Delivery.ID>] = [:]
    /// The highest sequence delivered to each thread.
    var delivered: [ThreadKey: Int] = [:]
    var receipts: [ThreadKey: Receipt] = [:]

    // Lanes.
    var lanes: [Lane.ID: Lane] = [:]
    var queues: [Lane.ID: [Place]] = [:]
    /// Lanes given work since someone last asked.
    var touched: Set<Lane.ID> = []
    var health: [Lane.ID: LaneHealth] = [:]

    // The rest.
    var heldChannels: [ChannelName: Fault] = [:]
    var recoveries: [Recovery] = []
    var recoveryPlaces: [Recovery.ID: RecoveryPlace] = [:]
    var hours: [HourKey: Int] = [:]
    var epoch: Int64 = 0
    var node = ""
}
