// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import Simulator
import Transport

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run stand-ins for the providers: an HTTP sink and a mail sink.",
        discussion: """
            Below /slack, /discord, /apns, /mastodon, /twilio and so on the HTTP sink answers as those providers do, and \
            /_sink/posts shows what their readers see. Everything else is taken. All of it can be told to fail: PUT a \
            script to /_sink/script, read what arrived from /_sink/requests and /_sink/mails on the HTTP port. They \
            listen on this machine only.

            A script says what is answered where: {"rules": [{"path": "/slack/", "answers": [500, "hang", 200]}]} holds \
            for every path that begins so, one answer after the other, the last one from then on. With "exact": true a \
            rule is for its path alone, as in {"path": "/", "exact": true, "method": "POST", "answers": [429]} for ntfy, \
            whose messages come to the root.

            --configuration FOLDER writes a configuration in which every channel leads to a stand-in, with the accounts \
            that the stand-ins know: belfry serve --config FOLDER/belfry.yaml runs a hub with it.

            The HTTP sink speaks HTTP/1.1 and, to clients that begin so, HTTP/2. With --tls-certificate and --tls-key \
            both sinks speak TLS as well: HTTPS with HTTP/2 or HTTP/1.1 on --https, mail from the first byte on --smtps, \
            and STARTTLS on --smtp-port. Have the hub trust your test authority with “trust” below “hub”.
            """
    )

    @Option(help: "The HTTP sink's port; 0 for any that is free.")
    var httpPort = 9_001

    @Option(help: "The mail sink's port; 0 for any that is free.")
    var smtpPort = 2_525

    @Option(help: "The certificate for TLS, and those between it and the root, in PEM.")
    var tlsCertificate: String?

    @Option(help: "The certificate's private key, in PEM, without a pass phrase.")
    var tlsKey: String?

    @Option(help: "The HTTP sink's port with TLS; 0 for any that is free.")
    var https = 9_443

    @Option(help: "The mail sink's port with TLS from the first byte; 0 for any that is free.")
    var smtps = 2_465

    @Option(help: "Append every HTTP request to this file before it is answered.")
    var logFile: String?

    @Option(help: "File every mail in this folder.")
    var mailDirectory: String?

    @Option(help: "Write a hub's configuration for these stand-ins into this folder.")
    var configuration: String?

    @Option(help: "The port of the hub in that configuration.")
    var hubPort = 8_080

    @Option(help: "The folder of templates in that configuration.")
    var templates = "Templates"

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key are given together.")
        }
    }

    func run() async throws {
        DescriptorLimit.raise()
        let accounts = try configuration.map { _ throws(Fault) in try StandInAccounts() }
        let simulator = ProviderSimulator(
            http: httpPort,
            mail: smtpPort,
            https: https,
            smtps: smtps,
            identity: try identity(),
            logFile: logFile,
            mailDirectory: mailDirectory,
            dialects: StandInChannels.dialects(accounts)
        )
        let ports = try await simulator.start()
        if let configuration, let accounts { try write(into: configuration, accounts, ports) }
        Terminal.line(common.json ? Self.json(ports) : Self.sentence(ports))
        // Until the process is ended: there is nothing to drain.
        let (forever, end) = AsyncStream.makeStream(of: Never.self)
        for await _ in forever {}
        end.finish()
        await simulator.stop()
    }

    private func write(
        into folder: String,
        _ accounts: StandInAccounts,
        _ ports: ProviderSimulator.Ports
    ) throws(Fault) {
        let channels = StandInChannels(
            base: "http://127.0.0.1:\(ports.http)",
            mailPort: ports.mail,
            accounts: accounts
        )
        let written = StandInConfiguration(
            channels: channels,
            hubPort: hubPort,
            templates: try DemoStage.absolute(templates),
            token: "env:BELFRY_BOOTSTRAP_TOKEN"
        )
        try written.write(into: folder)
    }

    private func identity() throws(Fault) -> TLSIdentity? {
        guard let tlsCertificate, let tlsKey else { return nil }
        return try TLSIdentity(certificateFile: tlsCertificate, keyFile: tlsKey)
    }

    private static func json(_ ports: ProviderSimulator.Ports) -> String {
        let named = [("http", ports.http), ("mail", ports.mail), ("https", ports.https), ("smtps", ports.smtps)]
        let pairs = named.compactMap { name, port in port.map { "\"\(name)\":\($0)" } }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func sentence(_ ports: ProviderSimulator.Ports) -> String {
        let plain = "HTTP sink on http://127.0.0.1:\(ports.http), mail sink on smtp://127.0.0.1:\(ports.mail)"
        guard let https = ports.https, let smtps = ports.smtps else { return plain }
        return "\(plain); with TLS on https://127.0.0.1:\(https) and smtps://127.0.0.1:\(smtps)"
    }
}
