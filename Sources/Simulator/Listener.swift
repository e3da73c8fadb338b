// SPDX-License-Identifier: Apache-2.0

import Announcement
import NIOCore
import NIOPosix
import Synchronization

/// A TCP server on the loopback address, on one port or several, with one event loop thread for all of them.
///
/// Stopping ends the thread and every connection; starting again takes the ports it had before, so that an outage
/// can be played: the same addresses, dead and then alive.
final class Listener: Sendable {
    private struct State {
        var ports: [Int]
        var group: MultiThreadedEventLoopGroup?
    }

    private let state: Mutex<State>

    /// - Parameter ports: 0 lets the system choose at the first start.
    init(ports: [Int]) { self.state = Mutex(State(ports: ports)) }

    /// The ports that are listened on, or were last; 0 before the first start.
    var ports: [Int] { state.withLock { $0.ports } }

    /// Starts listening; without effect where it does already.
    ///
    /// Here `prepare` is given every connection, with the place of its port in ``ports``.
    ///
    /// - Throws: ``FaultCode/resourcesExhausted`` where a port cannot be had; then none is listened on.
    func start(_ prepare: @escaping @Sendable (any Channel, _ door: Int) throws -> Void) async throws(Fault) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let isFirst = state.withLock { state in
            guard state.group == nil else { return false }
            state.group = group
            return true
        }
        guard isFirst else { return await shutDown(group) }
        for (door, port) in ports.enumerated() {
            do {
                let bound = try await listen(on: port, group) { try prepare($0, door) }
                state.withLock { $0.ports[door] = bound }
            } catch {
                state.withLock { $0.group = nil }
                await shutDown(group)
                throw Fault(
                    .resourcesExhausted,
                    "Cannot listen on 127.0.0.1:\(port): \(error).",
                    suggestedAction: "Choose another port, or 0 for any that is free."
                )
            }
        }
    }

    /// Closes the ports and every connection; without effect where it is not listening.
    func stop() async {
        let group = state.withLock { state in
            defer { state.group = nil }
            return state.group
        }
        if let group { await shutDown(group) }
    }

    private func listen(
        on port: Int,
        _ group: MultiThreadedEventLoopGroup,
        _ prepare: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> Int {
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel) }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        return server.localAddress?.port ?? port
    }

    private func shutDown(_ group: MultiThreadedEventLoopGroup) async {
        // A group fails to shut down only where it was shut down before, and then all is as it should be.
        try? await group.shutdownGracefully()
    }
}
