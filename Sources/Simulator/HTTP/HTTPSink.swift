// SPDX-License-Identifier: Apache-2.0

package import Announcement
import NIOCore

/// An HTTP server on the loopback address that records every request and answers by a script.
///
/// It speaks HTTP/1.1, and HTTP/2 to clients that begin so (“prior knowledge”); with an identity the same on a second
/// port over TLS, where the client chooses by ALPN.
///
/// Requests to paths under `/_sink/` drive the sink from another process (``SinkControl``) and are not recorded.
/// One event loop thread serves all connections. All methods may be called from any thread, before, during and
/// after the server's life.
package final class HTTPSink: Sendable {
    private let listener: Listener
    private let core: SinkCore
    private let identity: TLSIdentity?

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - securePort: the port on which TLS is spoken, likewise; there is none without an identity.
    ///   - identity: who the sink is in TLS.
    ///   - script: what it answers.
    ///   - streams: streams of one HTTP/2 connection that may be open at once, as it tells its clients.
    ///   - keep: how many of the newest requests stay in memory.
    ///   - bodyLimit: bytes of a body that are kept.
    ///   - logFile: where every request is appended as a line of JSON before it is answered.
    ///   - syncsLog: also waits for the disk, so that the log survives a power cut and not only a dead process.
    ///   - mail: the mail sink that can be driven and read through this sink's control path.
    ///   - dialects: the providers that it stands in for, each on paths of its own, where the script says nothing.
    package init(
        port: Int = 0,
        securePort: Int = 0,
        identity: TLSIdentity? = nil,
        script: SinkScript = [],
        streams: Int = 100,
        keep: Int = 10_000,
        bodyLimit: Int = 1 << 20,
        logFile: String? = nil,
        syncsLog: Bool = false,
        mail: MailSink? = nil,
        dialects: [any ProviderDialect] = []
    ) {
        self.listener = Listener(ports: identity == nil ? [port] : [port, securePort])
        self.identity = identity
        self.core = SinkCore(
            director: SinkDirector(script, dialects: dialects),
            keep: keep,
            bodyLimit: bodyLimit,
            streamLimit: streams,
            log: logFile.map { RequestLogFile(path: $0, syncs: syncsLog) },
            mail: mail
        )
    }

    /// Starts serving; again after ``stop()``, on the port it had.
    ///
    /// - Returns: the port.
    /// - Throws: ``FaultCode/resourcesExhausted`` where the port cannot be had, ``FaultCode/fileUnwritable`` where
    ///   the log cannot.
    @discardableResult
    package func start() async throws(Fault) -> Int {
        try core.log?.open()
        do {
            try await listener.start { [core, identity] channel, door in
                let pipeline = channel.pipeline.syncOperations
                if door > 0, let identity { try pipeline.addHandler(identity.webHandler) }
                try pipeline.addHandler(SinkGreeting(core: core))
            }
            return port
        } catch {
            core.log?.close()
            throw error
        }
    }

    /// Closes the ports and all connections, those in HTTP/2 with a farewell (`GOAWAY`).
    ///
    /// What was recorded stays readable.
    package func stop() async {
        await core.sayFarewell()
        await listener.stop()
        core.log?.close()
    }

    /// 0 before the first start.
    package var port: Int { listener.ports[0] }

    /// The port on which TLS is spoken; nil without an identity, 0 before the first start.
    package var securePort: Int? { listener.ports.dropFirst().first }

    /// An address of the sink, such as `http://127.0.0.1:9001/hook`.
    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// An address of the sink over TLS, by the name that certificates know; nil without an identity.
    package func secureURL(_ path: String = "/") -> String? { securePort.map { "https://localhost:\($0)\(path)" } }

    package var script: SinkScript { core.director.script }

    /// Plays another script from its beginning; requests that are being answered keep their answers.
    package func play(_ script: SinkScript) { core.director.play(script) }

    /// The kept requests whose path begins so and whose number is greater than `since`, oldest first.
    package func requests(path: String = "", since: Int = 0) -> [SinkRequest] {
        core.arrivals.records { $0.number > since && $0.target.hasPrefix(path) }
    }

    /// Waits until so many requests have arrived on the path and returns them; at the bound, those there are.
    package func requests(
        atLeast count: Int,
        path: String = "",
        within bound: Duration
    ) async -> [SinkRequest] {
        await core.arrivals.wait(atLeast: count, within: bound) { $0.target.hasPrefix(path) }
    }

    /// All requests that ever arrived, those no longer kept included.
    package var total: Int { core.arrivals.total }

    /// Requests by path since the start or the last ``forget()``; past 4,096 paths the rest is under `(other)`.
    package var counts: [String: Int] { core.arrivals.counts }

    /// What the readers of the providers that it stands in for see.
    package var posts: [ProviderPost] { core.director.dialects.flatMap(\.posts) }

    /// Drops the kept requests, the counters and the posts; the script goes on where it is.
    package func forget() {
        core.arrivals.clear()
        for dialect in core.director.dialects { dialect.forget() }
    }
}
