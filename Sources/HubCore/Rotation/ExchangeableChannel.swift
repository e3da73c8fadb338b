// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit
import Synchronization

/// A channel whose adapter can be exchanged while it works.
///
/// Everyone holds ``adapter``, which hands every call on to the adapter that is in use. An attempt that began with one
/// ends with it, whatever is exchanged meanwhile; what an exchanged adapter needs beside itself is ended once its last
/// attempt has.
package final class ExchangeableChannel: Sendable {
    private struct State {
        var current: AnyChannel
        /// Rises by one with every exchange.
        var turn = 0
        /// Attempts and checks under way, by the turn that they began in.
        var underWay: [Int: Int] = [:]
        /// Adapters that were exchanged and may still be at work.
        var retired: [(turn: Int, adapter: AnyChannel)] = []

        mutating func enter() -> (adapter: AnyChannel, turn: Int) {
            underWay[turn, default: 0] += 1
            return (current, turn)
        }

        mutating func leave(_ turn: Int) {
            let count = (underWay[turn] ?? 1) - 1
            underWay[turn] = count > 0 ? count : nil
        }

        mutating func takeIdle() -> [AnyChannel] {
            let idle = retired.filter { underWay[$0.turn] == nil }.map(\.adapter)
            retired.removeAll { underWay[$0.turn] == nil }
            return idle
        }

        mutating func takeAll() -> [AnyChannel] {
            defer { retired = [] }
            return retired.map(\.adapter) + [current]
        }
    }

    private let state: Mutex<State>

    package init(_ adapter: AnyChannel) { self.state = Mutex(State(current: adapter)) }

    /// The adapter in use.
    private var current: AnyChannel { state.withLock { $0.current } }

    /// What stands in for whatever adapter is in use.
    package var adapter: AnyChannel {
        let first = current
        let host: @Sendable (Destination) throws(Fault) -> String = { (destination) throws(Fault) in
            try self.current.host(for: destination)
        }
        let render: @Sendable (Message, Destination) throws(Fault) -> Rendering = {
            (message, destination) throws(Fault) in try self.current.render(message, for: destination)
        }
        var check: (@Sendable () async -> [Finding])?
        if first.canCheck { check = { await self.check() } }
        let subscriptions = first.subscriptions.map { desk in
            SubscriptionDesk(
                key: { (self.current.subscriptions ?? desk).key() },
                read: { (text) throws(Fault) in try (self.current.subscriptions ?? desk).read(text) }
            )
        }
        return AnyChannel(
            manifest: first.manifest,
            host: host,
            render: render,
            deliver: { (delivery) async throws(Fault) in try await self.deliver(delivery) },
            check: check,
            prepare: { () async throws(Fault) in try await self.current.prepare() },
            start: { () async throws(Fault) in try await self.current.start() },
            stop: { await self.stop() },
            canonicalize: { self.current.canonicalAddress($0) },
            subscriptions: subscriptions
        )
    }

    private func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let (adapter, turn) = state.withLock { $0.enter() }
        defer { state.withLock { $0.leave(turn) } }
        return try await adapter.deliver(delivery)
    }

    private func check() async -> [Finding] {
        let (adapter, turn) = state.withLock { $0.enter() }
        defer { state.withLock { $0.leave(turn) } }
        return await adapter.check() ?? []
    }

    private func stop() async {
        for adapter in state.withLock({ $0.takeAll() }) { await adapter.stop() }
    }

    /// Uses `next` from the next attempt on.
    package func exchange(for next: AnyChannel) {
        state.withLock { state in
            state.retired.append((state.turn, state.current))
            state.current = next
            state.turn += 1
        }
    }

    /// Ends what exchanged adapters need beside themselves, where their last attempt has ended.
    package func stopRetired() async {
        for adapter in state.withLock({ $0.takeIdle() }) { await adapter.stop() }
    }
}
