// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore

extension HubRouter {
    /// A connection on which nothing is asked for so long is closed.
    private static let idleTime = TimeAmount.seconds(75)

    /// The server that answers by these paths.
    ///
    /// It takes so many connections at once (``Visitors``); where the process can open no more files it rests, and goes
    /// on by itself (``AcceptRest``).
    ///
    /// - Parameters:
    ///   - host: where to listen.
    ///   - port: 0 for any that is free.
    ///   - connections: taken at once, at the most.
    ///   - isScarce: whether no more files should be opened for now.
    ///   - logger: told what goes wrong with connections.
    ///   - onListening: called with the port once requests are taken.
    /// - Returns: what has to be run.
    package func application(
        host: String,
        port: Int,
        connections: Int,
        isScarce: @escaping @Sendable () -> Bool,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        let visitors = Visitors(capacity: connections)
        return Application(
            responder: FarewellResponder(base: build().buildResponder(), visitors: visitors),
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: Self.idleTime)),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: "Belfry",
                availableConnectionsDelegate: visitors
            ),
            onServerRunning: { channel in
                do {
                    try await channel.pipeline
                        .addHandler(AcceptRest(isScarce: isScarce, logger: logger), position: .first).get()
                } catch {
                    logger.warning("the listener has gone already", metadata: ["fault": "\(error)"])
                }
                await onListening(channel.localAddress?.port ?? port)
            },
            logger: logger
        )
    }
}
