// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore
import Transport

/// What every command takes: which configuration it works with, and how it prints.
struct CommonOptions: ParsableArguments {
    @Option(help: "The configuration file.")
    var config = CommonOptions.standardConfig

    @Flag(help: "Print JSON.")
    var json = false

    static let standardConfig = "Config/belfry.yaml"

    var secrets: EnvironmentSecretStore {
        let folder = config.lastIndex(of: "/").map { String(config[..<$0]) } ?? "."
        return EnvironmentSecretStore(base: folder.isEmpty ? "/" : folder)
    }

    /// - Throws: everything that is wrong, printed but for the last of it.
    func load() throws(Fault) -> HubConfiguration {
        let loader = ConfigurationLoader(
            path: config,
            plugins: .builtIn,
            search: ProcessPluginSearch(logger: LogOutput.makeLogger()),
            secrets: secrets
        )
        switch loader.load() {
        case .success(let configuration): return configuration
        case .failure(let problems):
            for fault in problems.faults.dropLast() { FaultReport.write(fault) }
            throw problems.faults.last ?? Fault(.configurationInvalid, "The configuration cannot be used.")
        }
    }
}
