// SPDX-License-Identifier: Apache-2.0

package import Announcement
import NIOCore

/// An SMTP server on the loopback address that accepts mails, or does not, by a script, and delivers none of them.
///
/// With an identity it offers STARTTLS, and speaks TLS from the first byte on a second port. One event loop thread
/// serves all connections. All methods may be called from any thread,
/// before, during and after the server's life.
package final class MailSink: Sendable {
    private let listener: Listener
    private let core: MailCore

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - securePort: the port on which TLS is spoken from the first byte, likewise; there is none without an identity.
    ///   - identity: who the sink is in TLS.
    ///   - script: what it answers.
    ///   - features: what it offers and insists on.
    ///   - keep: how many of the newest mails stay in memory.
    ///   - directory: where every accepted mail is also filed as `.eml` before it is confirmed.
    package init(
        port: Int = 0,
        securePort: Int = 0,
        identity: TLSIdentity? = nil,
        script: MailScript = [],
        features: MailFeatures = MailFeatures(),
        keep: Int = 10_000,
        directory: String? = nil
    ) {
        self.listener = Listener(ports: identity == nil ? [port] : [port, securePort])
        self.core = MailCore(
            features: features,
            director: MailDirector(script),
            keep: keep,
            folder: directory.map { MailFolder(path: $0) },
            identity: identity
        )
    }

    /// Starts serving; again after ``stop()``, on the port it had.
    ///
    /// - Returns: the port.
    /// - Throws: ``FaultCode/resourcesExhausted`` where the port cannot be had, ``FaultCode/fileUnwritable`` where
    ///   the folder cannot.
    @discardableResult
    package func start() async throws(Fault) -> Int {
        try core.folder?.create()
        try await listener.start { [core] channel, door in
            let pipeline = channel.pipeline.syncOperations
            if door > 0, let identity = core.identity { try pipeline.addHandler(identity.mailHandler) }
            try pipeline.addHandler(SMTPConnection(core: core, isEncrypted: door > 0))
        }
        return port
    }

    /// Closes the ports and all connections.
    ///
    /// What was recorded stays readable.
    package func stop() async { await listener.stop() }

    /// 0 before the first start.
    package var port: Int { listener.ports[0] }

    /// The port on which TLS is spoken from the first byte; nil without an identity, 0 before the first start.
    package var securePort: Int? { listener.ports.dropFirst().first }

    /// Such as `smtp://127.0.0.1:2525`.
    package var url: String { "smtp://127.0.0.1:\(port)" }

    package var script: MailScript { core.director.script }

    /// Plays another script from its beginning.
    package func play(_ script: MailScript) { core.director.play(script) }

    /// The kept mails to a recipient (in which `*` stands for any characters), oldest first.
    package func mails(to recipient: String = "*", since: Int = 0) -> [MailRecord] {
        let pattern = AddressPattern(recipient)
        return arrivals.records { $0.number > since && $0.recipients.contains(where: pattern.matches) }
    }

    /// Waits until so many mails have arrived for the recipient and returns them; at the bound, those there are.
    package func mails(
        atLeast count: Int,
        to recipient: String = "*",
        within bound: Duration
    ) async -> [MailRecord] {
        let pattern = AddressPattern(recipient)
        return await arrivals.wait(atLeast: count, within: bound) { $0.recipients.contains(where: pattern.matches) }
    }

    /// All mails ever accepted, those no longer kept included.
    package var total: Int { arrivals.total }

    /// Drops the kept mails; the script goes on where it is.
    package func forget() { arrivals.clear() }

    var arrivals: ArrivalLog<MailRecord> { core.arrivals }
}
