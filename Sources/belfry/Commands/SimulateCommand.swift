// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulator
import Transport

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run stand-ins for the providers: an HTTP sink and a mail sink.",
        discussion: """
            Below /slack, /discord, /teams, /google-chat, /mattermost, /matrix, /telegram and /zulip the HTTP sink \
            answers as those do, and /_sink/posts shows what their readers see. Everything else is taken and can be \
            told to fail: PUT a script to /_sink/script, read what arrived from \
            /_sink/requests and /_sink/mails on the HTTP port. They listen on this machine only.
            """
    )

    @Option(help: "The HTTP sink's port; 0 for any that is free.")
    var httpPort = 9_001

    @Option(help: "The mail sink's port; 0 for any that is free.")
    var smtpPort = 2_525

    @Option(help: "Append every HTTP request to this file before it is answered.")
    var logFile: String?

    @Option(help: "File every mail in this folder.")
    var mailDirectory: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        DescriptorLimit.raise()
        let simulator = ProviderSimulator(
            http: httpPort,
            mail: smtpPort,
            logFile: logFile,
            mailDirectory: mailDirectory,
            dialects: ProviderDialects.chat
        )
        let ports = try await simulator.start()
        Terminal.line(
            common.json
                ? "{\"http\":\(ports.http),\"mail\":\(ports.mail)}"
                : "HTTP sink on http://127.0.0.1:\(ports.http), mail sink on smtp://127.0.0.1:\(ports.mail)"
        )
        // Until the process is ended: there is nothing to drain.
        let (forever, end) = AsyncStream.makeStream(of: Never.self)
        for await _ in forever {}
        end.finish()
        await simulator.stop()
    }
}
