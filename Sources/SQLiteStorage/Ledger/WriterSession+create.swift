// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Making deliveries.
extension WriterSession {
    func reader(_ number: Int64) throws(Fault) -> Reader? {
        try statements.destination.first(number) { row throws(Fault) in try reader(number, row, from: 0) }
    }

    /// A destination from ``Reader/columns``.
    func reader(_ number: Int64, _ row: SQLColumns, from column: Int32) throws(Fault) -> Reader {
        let channel = row.int64(column)
        return Reader(
            number: number,
            channel: channel,
            destination: try memory.details.destination(on: try name(ofChannel: channel), row, from: column + 3),
            isSuppressed: row.int(column + 1) != 0,
            hold: row.optionalText(column + 2)
        )
    }

    /// Makes the delivery to a destination that the run's message was meant for from the start, or adds it to the run,
    /// which is the caller's to write down in the end.
    ///
    /// - Returns: whether it was made; not where it stands already, the reader wants none, or is written to elsewhere.
    func create(in run: inout DeliveryRun, for reader: Reader, planner: any DeliveryPlanner) throws(Fault) -> Bool {
        let message = run.message
        guard !reader.isSuppressed || message.isSolicited, try !isRepresented(reader, in: &run) else { return false }
        let plan = planner.plan(
            for: reader.destination,
            priority: message.priority,
            acceptedAt: message.acceptedAt
        )
        if try isPlain(plan, for: reader, in: run) {
            let kind = DeliveryRun.Kind(
                channel: reader.channel,
                host: plan.host,
                keepsAll: plan.order == .all,
                expiresAt: plan.expiresAt
            )
            try add(reader.number, kind, to: &run)
            return true
        }
        try write(&run)
        let start = plan.patience.map { _ in ChainStart(head: reader.number, step: 0) }
        let made = try make(message, for: reader, plan, priority: message.priority, due: message.acceptedAt, in: start)
        if made == nil, let standing = try delivery(of: message, to: reader.number) {
            // A chain may have come here first.
            try adopt(standing)
        }
        return made != nil
    }

    /// Whether a delivery by a plan can be made without a look at anything but its run.
    private func isPlain(_ plan: DeliveryPlan, for reader: Reader, in run: DeliveryRun) throws(Fault) -> Bool {
        guard plan.start == .ready, plan.patience == nil, reader.hold == nil, !run.isCrossed else { return false }
        return try !hasOrderToKeep(run.message, at: reader.number)
    }

    /// Whether the message already goes to another address of the same person on the same channel.
    private func isRepresented(_ reader: Reader, in run: inout DeliveryRun) throws(Fault) -> Bool {
        guard let person = reader.destination.person else { return false }
        try write(&run)
        return try sql(
            """
            SELECT 1 FROM destination t JOIN delivery d ON d.message = ?1 AND d.destination = t.id
            WHERE t.person = ?2 AND t.channel = ?3 AND t.id <> ?4
            """
        )
        .exists(run.message.number, person, reader.channel, reader.number)
    }

    /// Where a new delivery stands in a chain.
    struct ChainStart {
        let head: Int64
        let step: Int
        /// What it is made for; nil for the head itself.
        var predecessor: Int64?
    }

    /// Makes a delivery and lets it take its turn.
    ///
    /// - Returns: its number; nil where the message has one for that destination.
    func make(
        _ message: MessageRecord,
        for reader: Reader,
        _ plan: DeliveryPlan,
        priority: Priority,
        due: Timestamp,
        in chain: ChainStart?
    ) throws(Fault) -> Int64? {
        let lane = try self.number(ofLane: plan.host, channel: reader.channel)
        let (state, fault) = start(of: plan, for: reader)
        let isReady = state == .pending
        let mustWait = isReady ? try hasOrderToKeep(message, at: reader.number) : false
        let number = memory.lastDelivery + 1
        let made = try statements.insertDelivery.run(
            number,
            message.number,
            reader.number,
            lane,
            state.code,
            priority.rawValue,
            plan.order == .all ? 1 : 0,
            plan.expiresAt,
            isReady && !mustWait ? due : nil,
            state == .dead ? due : nil,
            fault
        )
        guard made == 1 else { return nil }
        memory.lastDelivery = number
        memory.count(state, of: message, by: 1)
        let isHeld = state == .held && reader.hold != nil
        if isHeld { try recordHeld(number, for: reader.number) }
        if let chain {
            try begin(chain, number)
            // Before its turn is settled: whatever closes it stops this as well.
            if let patience = plan.patience, isReady || isHeld { try ask(about: number, in: lane, at: due + patience) }
        }
        guard isReady else { return number }
        if mustWait, let subject = message.subject {
            try settleOrder(of: subject, at: reader.number, now: due)
        } else {
            try joinQueue(of: try self.lane(lane), band: Band(priority), due: due, delivery: number)
        }
        return number
    }

    private func begin(_ chain: ChainStart, _ delivery: Int64) throws(Fault) {
        try sql("UPDATE delivery SET chained = 1 WHERE id = ?").run(delivery)
        try sql("INSERT INTO chain (delivery, head, step, is_step, predecessor) VALUES (?, ?, ?, ?, ?)")
            .run(delivery, chain.head, chain.step, chain.predecessor == nil ? 0 : 1, chain.predecessor)
    }

    /// How a delivery begins, and why.
    private func start(of plan: DeliveryPlan, for reader: Reader) -> (state: DeliveryState, fault: String?) {
        switch plan.start {
        case .dead(let fault): return (.dead, text(of: fault))
        case .ready, .held:
            if let hold = reader.hold { return (.held, hold) }
            return plan.start == .held ? (.held, nil) : (.pending, nil)
        }
    }
}
