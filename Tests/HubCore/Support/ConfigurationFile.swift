// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// A configuration file in a folder of its own, beside an empty CSV file.
struct ConfigurationFile {
    let folder: TemporaryFolder
    let path: String

    init(_ text: String) throws {
        folder = try TemporaryFolder()
        path = try folder.write(text, to: "belfry.yaml")
        try folder.write("channel,to\n", to: "people.csv")
    }

    func load(_ secrets: [String: String] = [:]) throws -> HubConfiguration {
        try ConfigurationLoader(path: path, plugins: .stubs, secrets: StubSecretStore(secrets)).load().get()
    }

    /// What is wrong with it; empty where nothing is.
    func faults(_ secrets: [String: String] = [:]) -> [Fault] {
        switch ConfigurationLoader(path: path, plugins: .stubs, secrets: StubSecretStore(secrets)).load() {
        case .success: []
        case .failure(let problems): problems.faults
        }
    }
}
