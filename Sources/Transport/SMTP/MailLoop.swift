// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit

/// Every connection to every relay, and the mails on them and before them.
///
/// Lives on the driver's thread, and never waits but for all of them together: so one slow relay holds no other.
final class MailLoop: WireLoop {
    enum Command: Sendable {
        case start(MailJob)
        case cancel(UInt64)
    }

    private let multi: CurlMulti
    private let room = IncomingRoom()
    private let trust: TrustedCertificates?
    private var pools: [MailRelay: MailPool] = [:]
    /// Mostly the next mail is for the same relay.
    private var lastPool: MailPool?
    private var connections: [MailConnection] = []
    /// Those that libcurl has made, at the places of their descriptors.
    private var made: [MailConnection?] = []
    /// The earliest deadline, or an earlier moment.
    private var nextLook = UInt64.max
    private var outcomes: [(MailJob, MailOutcome)] = []

    /// Nil where there is no memory or descriptor for it.
    init?(trust: TrustedCertificates?, bell: Doorbell) {
        guard let multi = CurlMulti(connections: 0, bell: bell) else { return nil }
        self.multi = multi
        self.trust = trust
    }

    func obey(_ command: Command) {
        switch command {
        case .start(let job): start(job)
        case .cancel(let id): cancel(id)
        }
    }

    func turn(waits: Bool) -> Bool {
        var hasMoved = multi.turn(waits: waits, until: nextLook) { event in
            guard Int(event.descriptor) < made.count, let connection = made[Int(event.descriptor)] else { return false }
            settle(connection, connection.moved(event))
            return true
        }
        while let (context, code) = multi.nextEnded() {
            hasMoved = true
            guard let connection = MailConnection.from(context) else { continue }
            let step = connection.connected(code)
            note(connection)
            settle(connection, step)
        }
        if nextLook < .max, nextLook <= CurlMulti.now {
            hasMoved = true
            look()
        }
        answer()
        return hasMoved
    }

    func endAll() {
        for pool in pools.values { for job in pool.withdrawAll() { outcomes.append((job, .failure(Self.cancelled))) } }
        for connection in connections {
            if case .ended(let job, let outcome) = connection.end() { outcomes.append((job, outcome)) }
        }
        while let connection = connections.last { close(connection) }
        answer()
    }

    // MARK: Mails

    private func start(_ job: MailJob) {
        do throws(Fault) {
            let pool = try pool(for: job.mail.relay)
            pool.wait(job)
            serve(pool)
        } catch {
            outcomes.append((job, .failure(error)))
        }
    }

    private func pool(for relay: MailRelay) throws(Fault) -> MailPool {
        if let lastPool, lastPool.relay == relay { return lastPool }
        if let pool = pools[relay] {
            lastPool = pool
            return pool
        }
        let pool = try MailPool(relay: relay)
        pools[relay] = pool
        lastPool = pool
        return pool
    }

    private func cancel(_ id: UInt64) {
        for pool in pools.values {
            guard let job = pool.withdraw(id) else { continue }
            return outcomes.append((job, .failure(Self.cancelled)))
        }
        // Not among them where the verdict was quicker.
        if let connection = connections.first(where: { $0.transfer?.job.id == id }) {
            settle(connection, connection.cancel())
        }
    }

    /// Gives the mails that wait to whatever can carry them.
    private func serve(_ pool: MailPool) {
        while let (job, seat) = pool.next() {
            switch seat {
            case .kept(let connection): apply(connection, connection.carry(job))
            case .new: open(for: job, in: pool)
            }
        }
    }

    // MARK: Connections

    private func open(for job: MailJob, in pool: MailPool) {
        guard let connection = MailConnection(to: pool, trust: trust, sockets: multi.sockets, room: room) else {
            return outcomes.append((job, .failure(Self.exhausted)))
        }
        connection.connect(for: job)
        guard multi.add(connection.easy) else { return outcomes.append((job, .failure(Self.exhausted))) }
        pool.open += 1
        connection.place = connections.count
        connections.append(connection)
        nextLook = min(nextLook, connection.deadline)
    }

    /// Takes what has come of a connection, and gives its place to the next mail.
    private func settle(_ connection: MailConnection, _ step: MailConnection.Step) {
        apply(connection, step)
        serve(connection.pool)
    }

    private func apply(_ connection: MailConnection, _ step: MailConnection.Step) {
        var repetition: MailJob?
        switch step {
        case .waits, .over: break
        case .ended(let job, let outcome):
            outcomes.append((job, outcome))
            if connection.isIdle { connection.pool.rest(connection) }
        case .lost(let job): repetition = job
        }
        if connection.isOver { close(connection) }
        nextLook = min(nextLook, connection.deadline)
        if let repetition { open(for: repetition, in: connection.pool) }
    }

    private func note(_ connection: MailConnection) {
        let place = Int(connection.descriptor)
        guard place >= 0 else { return }
        if place >= made.count { made.append(contentsOf: repeatElement(nil, count: place + 64 - made.count)) }
        made[place] = connection
    }

    private func close(_ connection: MailConnection) {
        connection.pool.retire(connection)
        connection.pool.open -= 1
        connection.deadline = .max
        if connection.descriptor >= 0 { made[Int(connection.descriptor)] = nil }
        let last = connections.removeLast()
        if last !== connection {
            last.place = connection.place
            connections[last.place] = last
        }
        multi.remove(connection.easy)
    }

    /// Sees to the connections on which nothing has happened for too long.
    private func look() {
        let now = CurlMulti.now
        for connection in connections where connection.deadline <= now {
            // Something may have happened on it by now, for the sake of another.
            guard connection.deadline <= now else { continue }
            if connection.isIdle { connection.pool.retire(connection) }
            settle(connection, connection.expire())
        }
        nextLook = connections.reduce(.max) { min($0, $1.deadline) }
    }

    /// All of a turn's outcomes in one go: the threads that take them are then woken once, not once for each.
    private func answer() {
        for (job, outcome) in outcomes { job.waiter.resume(returning: outcome) }
        outcomes.removeAll(keepingCapacity: true)
    }

    static let cancelled = Fault(.cancelled, "The mail was given up before it was sent.")
    private static let exhausted = Fault(.resourcesExhausted, "There is no memory for a connection.")
}
