// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The stand-ins together: an HTTP sink, a mail sink, and one control path for both on the HTTP port.
package final class ProviderSimulator: Sendable {
    /// Where the stand-ins listen.
    package struct Ports: Hashable, Sendable {
        package let http: Int
        package let mail: Int
        /// The HTTP sink's port with TLS; nil without an identity.
        package let https: Int?
        /// The mail sink's, likewise.
        package let smtps: Int?
    }

    package let http: HTTPSink
    package let mail: MailSink

    /// - Parameters:
    ///   - http: the HTTP sink's port; 0 for any that is free.
    ///   - mail: the mail sink's port, likewise.
    ///   - https: the HTTP sink's port with TLS, likewise; there is none without an identity.
    ///   - smtps: the mail sink's, likewise; on its other port it offers STARTTLS.
    ///   - identity: who the stand-ins are in TLS.
    ///   - script: what the HTTP sink answers.
    ///   - mailScript: what the mail sink answers.
    ///   - features: what the mail sink offers.
    ///   - keep: how many of the newest requests, and of the newest mails, stay in memory.
    ///   - logFile: where every HTTP request is appended before it is answered.
    ///   - mailDirectory: where every accepted mail is filed as `.eml`.
    ///   - dialects: the providers that the HTTP sink stands in for.
    package init(
        http: Int = 0,
        mail: Int = 0,
        https: Int = 0,
        smtps: Int = 0,
        identity: TLSIdentity? = nil,
        script: SinkScript = [],
        mailScript: MailScript = [],
        features: MailFeatures = MailFeatures(),
        keep: Int = 10_000,
        logFile: String? = nil,
        mailDirectory: String? = nil,
        dialects: [any ProviderDialect] = []
    ) {
        self.mail = MailSink(
            port: mail,
            securePort: smtps,
            identity: identity,
            script: mailScript,
            features: features,
            keep: keep,
            directory: mailDirectory
        )
        self.http = HTTPSink(
            port: http,
            securePort: https,
            identity: identity,
            script: script,
            keep: keep,
            logFile: logFile,
            mail: self.mail,
            dialects: dialects
        )
    }

    /// Starts both, or neither.
    ///
    /// - Throws: ``FaultCode/resourcesExhausted`` where a port cannot be had, ``FaultCode/fileUnwritable`` where the
    ///   log or the folder cannot.
    @discardableResult
    package func start() async throws(Fault) -> Ports {
        try await mail.start()
        do {
            try await http.start()
        } catch {
            await mail.stop()
            throw error
        }
        return ports
    }

    /// Stops both; what they recorded stays readable.
    package func stop() async {
        await http.stop()
        await mail.stop()
    }

    /// Zeros before the first start.
    package var ports: Ports {
        Ports(http: http.port, mail: mail.port, https: http.securePort, smtps: mail.securePort)
    }

    /// Starts both, serves until the task is cancelled, and stops both.
    package func run() async throws(Fault) {
        try await start()
        let (forever, end) = AsyncStream.makeStream(of: Never.self)
        for await _ in forever {}
        end.finish()
        await stop()
    }
}
