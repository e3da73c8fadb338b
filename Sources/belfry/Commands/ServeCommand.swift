// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the hub until it is told to stop.",
        discussion: """
            SIGTERM or Ctrl-C stops it gracefully: nothing more is accepted, attempts under way are finished and \
            recorded. The log goes to standard error; BELFRY_LOG sets its level (debug, info, warning, error).
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Flag(help: "Print faults as JSON.")
    var json = false

    func run() async throws {
        let configuration = try configurationOption.load()
        let logger = LogOutput.makeLogger()
        let assembly = try HubAssembly(configuration, secrets: configurationOption.secrets, logger: logger)
        try await assembly.run { host, port in
            Terminal.line("Belfry is listening on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        }
    }
}
