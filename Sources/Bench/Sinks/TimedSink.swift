// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// An HTTP server on loopback that notes when the first byte of each request came, and answers 204 at once.
///
/// One thread serves every connection.
package final class TimedSink {
    package let port: Int
    /// Requests to this path are looked through for a ``Mark`` and kept; all others are counted.
    package static let markedPath = "/marked"

    private let record = Record()
    private let worker: Worker

    package init() throws {
        let listener = try LoopbackListener()
        self.port = listener.port
        self.worker = try Worker { [record] in
            var connections = SinkConnections(listener: listener)
            while !record.isStopping { connections.turn { record.note($0, frame: $1, begunAt: $2) } }
            connections.close()
        }
    }

    deinit {
        record.stop()
        worker.join()
    }

    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    package var markedURL: String { url(Self.markedPath) }

    /// Requests so far.
    package var count: Int { record.state.withLock { $0.count } }

    /// The last request to ``markedPath``, as it came.
    package var lastMarked: [UInt8]? { record.state.withLock { $0.lastMarked } }

    /// When the first byte of the request with that mark came; the first of them where it came more than once.
    package func arrival(of mark: Int) -> ContinuousClock.Instant? { record.state.withLock { $0.arrivals[mark] } }

    /// Forgets the first arrival, so that the next one is the first.
    package func arm() { record.state.withLock { $0.first = nil } }

    /// When the first byte of the first request came since it was armed.
    package var firstArrival: ContinuousClock.Instant? { record.state.withLock { $0.first } }

    private final class Record: Sendable {
        struct State {
            var count = 0
            var first: ContinuousClock.Instant?
            var arrivals: [Int: ContinuousClock.Instant] = [:]
            var lastMarked: [UInt8]?
            var isStopping = false
        }

        let state = Mutex(State())

        var isStopping: Bool { state.withLock { $0.isStopping } }

        func stop() { state.withLock { $0.isStopping = true } }

        func note(_ request: ArraySlice<UInt8>, frame: RequestFrame, begunAt moment: ContinuousClock.Instant) {
            let isMarked = frame.path == TimedSink.markedPath
            let mark = isMarked ? Mark.find(in: request) : nil
            state.withLock { state in
                state.count += 1
                if state.first == nil { state.first = moment }
                if isMarked { state.lastMarked = Array(request) }
                if let mark, state.arrivals[mark] == nil { state.arrivals[mark] = moment }
            }
        }
    }
}
