// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// Deliveries of one message that are made alike, one destination after another, and written down together.
///
/// Two statements for all of them cost half of what two for each would. Only what may leave at once, and has nothing to
/// do with a chain or with what else its reader is sent, is written so.
struct DeliveryRun {
    /// What they have in common.
    struct Kind: Equatable {
        let channel: Int64
        let host: String
        let keepsAll: Bool
        let expiresAt: Timestamp
    }

    static let deliveries = """
        INSERT INTO delivery (id, message, destination, lane, state, priority, keeps_all, attempts, failures, expires, due)
        SELECT ?1 + key, ?2, value, ?3, 0, ?4, ?5, 0, 0, ?6, ?7 FROM json_each(?8)
        """

    let message: MessageRecord
    /// Whether the message may have deliveries to these destinations already, made for chains: then none is made unseen.
    let isCrossed: Bool
    private(set) var kind: Kind?
    private(set) var destinations: [Int64] = []

    init(of message: MessageRecord, isCrossed: Bool) {
        self.message = message
        self.isCrossed = isCrossed
    }

    mutating func append(_ destination: Int64, _ kind: Kind) {
        self.kind = kind
        destinations.append(destination)
    }

    mutating func clear() {
        kind = nil
        destinations.removeAll(keepingCapacity: true)
    }
}

extension WriterSession {
    /// A run of a message's deliveries to destinations behind one.
    func run(of message: MessageRecord, after position: Int64) throws(Fault) -> DeliveryRun {
        let standing = try sql("SELECT 1 FROM delivery WHERE message = ? AND destination > ? LIMIT 1")
        return DeliveryRun(of: message, isCrossed: try standing.exists(message.number, position))
    }

    /// Adds a delivery to a run, which goes on with it or begins anew.
    func add(_ destination: Int64, _ kind: DeliveryRun.Kind, to run: inout DeliveryRun) throws(Fault) {
        if run.kind != kind { try write(&run) }
        run.append(destination, kind)
    }

    /// Writes down what a run has come to.
    func write(_ run: inout DeliveryRun) throws(Fault) {
        guard let kind = run.kind, let destination = run.destinations.first else { return }
        let lane = try lane(number(ofLane: kind.host, channel: kind.channel))
        let (message, number, count) = (run.message, memory.lastDelivery + 1, run.destinations.count)
        let (priority, keepsAll, due) = (message.priority, kind.keepsAll ? 1 : 0, message.acceptedAt)
        if count == 1 {
            // Alone it costs less so.
            try statements.insertDelivery.run(
                number,
                message.number,
                destination,
                lane.number,
                DeliveryState.pending.code,
                priority.rawValue,
                keepsAll,
                kind.expiresAt,
                Timestamp?.some(due),
                Timestamp?.none,
                String?.none
            )
            try joinQueue(of: lane, band: Band(priority), due: due, delivery: number)
        } else {
            let list = run.destinations.map { String($0) }.joined(separator: ",")
            try statements.insertDeliveries.run(
                number,
                message.number,
                lane.number,
                priority.rawValue,
                keepsAll,
                kind.expiresAt,
                due,
                "[\(list)]"
            )
            try joinQueue(of: lane, band: Band(priority), due: due, allFrom: number)
        }
        memory.lastDelivery += Int64(count)
        memory.count(.pending, of: message, by: Int32(count))
        run.clear()
    }
}
