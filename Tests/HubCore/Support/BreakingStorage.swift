// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Incidents
import Outbox
import Synchronization

/// When the next transaction breaks.
final class Breakage: Sendable {
    private struct State {
        var allowance: Int?
        var changes = 0
    }

    private let state = Mutex(State())

    /// The next transactions break after so many changes, or after the last of fewer; nil for never.
    func breakAfter(_ changes: Int?) { state.withLock { $0 = State(allowance: changes) } }

    func begin() { state.withLock { $0.changes = 0 } }

    /// - Throws: when it is time.
    func change() throws(Fault) {
        let isTime = state.withLock { state in
            state.changes += 1
            return state.allowance.map { state.changes > $0 } ?? false
        }
        if isTime { throw Fault(.storageFull, "The disk is full.") }
    }

    /// - Throws: where exactly as many changes were made as are allowed: the commit itself fails.
    func end() throws(Fault) {
        let isTime = state.withLock { $0.changes == $0.allowance }
        if isTime { throw Fault(.storageFull, "The disk is full.") }
    }
}

/// A storage whose transactions break at a change that the test names.
struct BreakingStorage: Storage {
    let base: any Storage
    let breakage: Breakage

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        try await base.write { [breakage] transaction throws(Fault) in
            breakage.begin()
            let result = try body(BreakingTransaction(base: transaction, breakage: breakage))
            try breakage.end()
            return result
        }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result { try await base.read(body) }

    func checkRoom() throws(Fault) { try base.checkRoom() }
}

/// Hands everything on, and counts the changes.
struct BreakingTransaction {
    let base: any StorageTransaction
    let breakage: Breakage
}

extension BreakingTransaction: StorageTransaction {
    private func changing<Result>(_ change: () throws(Fault) -> Result) throws(Fault) -> Result {
        try breakage.change()
        return try change()
    }

    func insert(_ incident: Incident) throws(Fault) { try changing { () throws(Fault) in try base.insert(incident) } }

    func update(_ incident: Incident) throws(Fault) { try changing { () throws(Fault) in try base.update(incident) } }

    func insert(_ update: IncidentUpdate) throws(Fault) { try changing { () throws(Fault) in try base.insert(update) } }

    func enqueue(
        _ message: OutboxMessage,
        to recipients: Recipients,
        planner: any DeliveryPlanner
    ) throws(Fault) -> EnqueueResult {
        try changing { () throws(Fault) in try base.enqueue(message, to: recipients, planner: planner) }
    }

    func replay(
        _ id: Delivery.ID,
        priority: Priority,
        force: Bool,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> ReplayOutcome {
        try changing { () throws(Fault) in
            try base.replay(id, priority: priority, force: force, now: now, planner: planner)
        }
    }

    func insert(_ recovery: Recovery) throws(Fault) { try changing { () throws(Fault) in try base.insert(recovery) } }

    func set(_ state: Recovery.State, ofRecovery id: Recovery.ID, now: Timestamp) throws(Fault) -> Recovery? {
        try changing { () throws(Fault) in try base.set(state, ofRecovery: id, now: now) }
    }

    func hold(channel: ChannelName, address: String, because fault: Fault, now: Timestamp) throws(Fault) -> Bool {
        try changing { () throws(Fault) in try base.hold(channel: channel, address: address, because: fault, now: now) }
    }

    func release(
        channel: ChannelName,
        address: String,
        _ choice: ReleaseChoice,
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> Expansion? {
        try changing { () throws(Fault) in
            try base.release(channel: channel, address: address, choice, limit: limit, now: now, planner: planner)
        }
    }

    func setHeld(_ fault: Fault?, channel: ChannelName, now: Timestamp) throws(Fault) {
        try changing { () throws(Fault) in try base.setHeld(fault, channel: channel, now: now) }
    }

    func cancelWaiting(on channel: ChannelName, because fault: Fault, limit: Int, now: Timestamp) throws(Fault) -> Int {
        try changing { () throws(Fault) in
            try base.cancelWaiting(on: channel, because: fault, limit: limit, now: now)
        }
    }

    func prune(_ retention: Retention, limit: Int, now: Timestamp) throws(Fault) -> Int {
        try changing { () throws(Fault) in try base.prune(retention, limit: limit, now: now) }
    }

    func upsert(_ members: [Member], in audience: AudienceName, from origin: MemberOrigin) throws(Fault) {
        try changing { () throws(Fault) in try base.upsert(members, in: audience, from: origin) }
    }

    func finishRefresh(of audience: AudienceName, generation: Int64, digest: String) throws(Fault) {
        try changing { () throws(Fault) in
            try base.finishRefresh(of: audience, generation: generation, digest: digest)
        }
    }

    func finishImport(of audience: AudienceName, generation: Int64) throws(Fault) -> Int {
        try changing { () throws(Fault) in try base.finishImport(of: audience, generation: generation) }
    }

    func remove(channel: ChannelName, address: String, from audience: AudienceName) throws(Fault) -> Bool {
        try changing { () throws(Fault) in try base.remove(channel: channel, address: address, from: audience) }
    }

    func delete(audience: AudienceName) throws(Fault) -> Bool {
        try changing { () throws(Fault) in try base.delete(audience: audience) }
    }

    func confirm(_ destination: Destination, at moment: Timestamp) throws(Fault) {
        try changing { () throws(Fault) in try base.confirm(destination, at: moment) }
    }

    func choose(
        _ interest: Interest?,
        in audience: AudienceName,
        channel: ChannelName,
        address: String
    ) throws(Fault) {
        try changing { () throws(Fault) in
            try base.choose(interest, in: audience, channel: channel, address: address)
        }
    }

    func suppress(
        _ suppression: Suppression?,
        channel: ChannelName,
        address: String,
        isRecorded: Bool
    ) throws(Fault) -> Bool {
        try changing { () throws(Fault) in
            try base.suppress(suppression, channel: channel, address: address, isRecorded: isRecorded)
        }
    }

    func keep(_ mailbox: FullMailbox, channel: ChannelName, address: String) throws(Fault) {
        try changing { () throws(Fault) in try base.keep(mailbox, channel: channel, address: address) }
    }

    func erase(channel: ChannelName, address: String) throws(Fault) -> Bool {
        try changing { () throws(Fault) in try base.erase(channel: channel, address: address) }
    }

    func forget(_ questions: UnansweredQuestions) throws(Fault) -> Int {
        try changing { () throws(Fault) in try base.forget(questions) }
    }

    func clearTraces() throws(Fault) { try changing { () throws(Fault) in try base.clearTraces() } }

    func keep(_ feedback: Feedback) throws(Fault) {
        try changing { () throws(Fault) in try base.keep(feedback) }
    }

    func insert(_ token: AccessToken) throws(Fault) { try changing { () throws(Fault) in try base.insert(token) } }

    func revoke(_ id: AccessToken.ID, at now: Timestamp) throws(Fault) -> Bool {
        try changing { () throws(Fault) in try base.revoke(id, at: now) }
    }

    func append(_ entry: AuditEntry) throws(Fault) { try changing { () throws(Fault) in try base.append(entry) } }

    func keep(_ answer: IdempotentAnswer) throws(Fault) { try changing { () throws(Fault) in try base.keep(answer) } }

    func forgetAnswers(before moment: Timestamp) throws(Fault) {
        try changing { () throws(Fault) in try base.forgetAnswers(before: moment) }
    }
}
