// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// What all connections of an HTTP sink share.
final class SinkCore: Sendable {
    let director: SinkDirector
    let arrivals: ArrivalLog<SinkRequest>
    let log: RequestLogFile?
    let control: SinkControl
    /// Bytes of a body that are kept; the rest is counted.
    let bodyLimit: Int
    /// Streams of one HTTP/2 connection that may be open at once.
    let streamLimit: Int
    private let connections = Atomic<Int>(0)
    private let farewells = Mutex<[Int: Farewell]>([:])

    /// Says a connection's farewell on its own thread, and succeeds once that is said.
    typealias Farewell = @Sendable () -> EventLoopFuture<Void>

    init(
        director: SinkDirector,
        keep: Int,
        bodyLimit: Int,
        streamLimit: Int,
        log: RequestLogFile?,
        mail: MailSink?
    ) {
        self.director = director
        self.arrivals = ArrivalLog(capacity: keep)
        self.log = log
        self.bodyLimit = bodyLimit
        self.streamLimit = streamLimit
        self.control = SinkControl(director: director, arrivals: arrivals, mail: mail)
    }

    /// The next connection's number, from 1.
    func welcome() -> Int { connections.add(1, ordering: .relaxed).newValue }

    /// A connection wishes to say farewell before the sink stops.
    func joined(_ number: Int, _ farewell: @escaping Farewell) { farewells.withLock { $0[number] = farewell } }

    func left(_ number: Int) { _ = farewells.withLock { $0.removeValue(forKey: number) } }

    /// Has every connection that wished so say farewell.
    func sayFarewell() async {
        let all = farewells.withLock { farewells in
            defer { farewells = [:] }
            return Array(farewells.values)
        }
        // One fails only where its connection has gone already.
        for farewell in all { try? await farewell().get() }
    }

    /// Logs and keeps the request.
    ///
    /// - Returns: false where the log could not be written; the request must then not be answered with success.
    func record(_ request: SinkRequest, path: String) -> Bool {
        let isLogged = log?.append(request) ?? true
        arrivals.append(request, countedAs: path)
        return isLogged
    }
}
