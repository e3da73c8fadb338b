// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Logging
import Transport

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the hub until it is told to stop.",
        discussion: """
            SIGTERM or Ctrl-C stops it gracefully: nothing more is accepted, attempts under way are finished and \
            recorded. The log goes to standard error; BELFRY_LOG sets its level (debug, info, warning, error).
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        DescriptorLimit.raise()
        MemoryPools.limit()
        let configuration = try common.load()
        let logger = LogOutput.makeLogger()
        let assembly = try HubAssembly(configuration, secrets: common.secrets, logger: logger)
        try await assembly.run { host, port in
            let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
            Terminal.line(common.json ? "{\"listening\":\"\(url)\"}" : "Belfry is listening on \(url)")
        }
    }
}
