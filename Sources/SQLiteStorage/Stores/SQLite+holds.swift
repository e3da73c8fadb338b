// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Outbox

extension SQLiteReading {
    func heldDestinations(on channel: ChannelName?, limit: Int) throws(Fault) -> [HeldDestination] {
        let list = try sql(
            """
            SELECT c.name, t.address, t.locale, t.tags, t.secret, t.fallbacks, t.person, t.variables,
                t.held, t.held_fault,
                (SELECT count(*) FROM held h WHERE h.destination = t.id)
            FROM destination t JOIN channel c ON c.id = t.channel
            WHERE t.held IS NOT NULL AND (?1 IS NULL OR c.name = ?1) ORDER BY t.held DESC, t.id DESC LIMIT ?2
            """
        )
        return try list.all(channel?.text, limit) { row throws(Fault) in
            guard let fault = try row.fault(9) else { throw .unreadableRecord }
            return HeldDestination(
                destination: try row.destination(on: try row.name(0), from: 1),
                since: row.time(8),
                fault: fault,
                held: row.int(10)
            )
        }
    }

    func heldChannels() throws(Fault) -> [ChannelName: Fault] {
        var held: [ChannelName: Fault] = [:]
        let list = try sql("SELECT c.name, h.fault FROM channel_held h JOIN channel c ON c.id = h.channel")
        try list.each { row throws(Fault) in held[try row.name(0)] = try row.fault(1) }
        return held
    }
}

extension SQLiteTransaction {
    func replay(
        _ id: Delivery.ID,
        priority: Priority,
        force: Bool,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> ReplayOutcome {
        let outcome = try session.replay(
            id.rawValue,
            priority: priority,
            force: WriterSession.Force(delivered: force, expired: force),
            now: now,
            planner: planner
        )
        guard let outcome else { throw Fault(.notFound, "There is no delivery “\(id)”.") }
        return outcome
    }

    func hold(
        channel: ChannelName,
        address: String,
        because fault: Fault,
        now: Timestamp
    ) throws(Fault) -> Bool {
        guard let number = try session.number(ofDestination: address, channel: channel) else { return false }
        return try session.hold(destination: number, because: fault, now: now)
    }

    func release(
        channel: ChannelName,
        address: String,
        _ choice: ReleaseChoice,
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> Expansion? {
        guard let number = try session.number(ofDestination: address, channel: channel) else { return nil }
        return try session.release(destination: number, choice, limit: limit, now: now, planner: planner)
    }

    func setHeld(_ fault: Fault?, channel: ChannelName, now: Timestamp) throws(Fault) {
        let number = try session.number(of: channel)
        guard let fault else {
            try sql("DELETE FROM channel_held WHERE channel = ?").run(number)
            return try session.forgetFailures(onChannel: number)
        }
        try sql(
            """
            INSERT INTO channel_held (channel, since, fault) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET since = ?2, fault = ?3
            """
        )
        .run(number, now, session.text(of: fault))
    }

    func cancelWaiting(
        on channel: ChannelName,
        because fault: Fault,
        limit: Int,
        now: Timestamp
    ) throws(Fault) -> Int {
        try session.cancelWaiting(on: channel, because: fault, limit: limit, now: now)
    }

    func prune(_ retention: Retention, limit: Int, now: Timestamp) throws(Fault) -> Int {
        try session.prune(retention, limit: limit, now: now)
    }
}
