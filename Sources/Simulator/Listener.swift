// SPDX-License-Identifier: Apache-2.0

import Announcement
import NIOCore
import NIOPosix
import Synchronization

/// A TCP server on the loopback address with one event loop thread of its own.
///
/// Stopping ends the thread and every connection; starting again takes the port it had before, so that an outage
/// can be played: the same address, dead and then alive.
final class Listener: Sendable {
    private struct State {
        var port: Int
        var group: MultiThreadedEventLoopGroup?
    }

    private let state: Mutex<State>

    /// - Parameter port: 0 lets the system choose at the first start.
    init(port: Int) { self.state = Mutex(State(port: port)) }

    /// The port that is listened on, or was last; 0 before the first start.
    var port: Int { state.withLock { $0.port } }

    /// Starts listening; without effect where it does already.
    ///
    /// - Returns: the port.
    /// - Throws: ``FaultCode/resourcesExhausted`` where the port cannot be had.
    func start(
        _ prepare: @escaping @Sendable (any Channel) throws -> Void
    ) async throws(Fault) -> Int {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let isFirst = state.withLock { state in
            guard state.group == nil else { return false }
            state.group = group
            return true
        }
        guard isFirst else {
            await shutDown(group)
            return port
        }
        let wanted = port
        do {
            let server = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try prepare(channel) }
                }
                .bind(host: "127.0.0.1", port: wanted)
                .get()
            let bound = server.localAddress?.port ?? wanted
            state.withLock { $0.port = bound }
            return bound
        } catch {
            state.withLock { $0.group = nil }
            await shutDown(group)
            throw Fault(
                .resourcesExhausted,
                "Cannot listen on 127.0.0.1:\(wanted): \(error).",
                suggestedAction: "Choose another port, or 0 for any that is free."
            )
        }
    }

    /// Closes the port and every connection; without effect where it is not listening.
    func stop() async {
        let group = state.withLock { state in
            defer { state.group = nil }
            return state.group
        }
        if let group { await shutDown(group) }
    }

    private func shutDown(_ group: MultiThreadedEventLoopGroup) async {
        // A group fails to shut down only where it was shut down before, and then all is as it should be.
        try? await group.shutdownGracefully()
    }
}
