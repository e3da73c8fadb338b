// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where a hub lives: its configuration file, its port, and what it is told by its environment.
struct HubSite: Sendable {
    /// The folder that holds `Config` and `data`.
    let folder: String
    let port: Int
    var environment: [String: String]
    /// A command that runs the program, given to it as further arguments: one that changes the machine around it.
    var wrapper: [String] = []

    static let token = "acceptance-bootstrap-token"
    /// 32 bytes in base64, known to the tests alone.
    static let hookSecret = "whsec_YWNjZXB0YW5jZS10ZXN0cy0zMi1ieXRlcy1sb25nIQ=="

    var configuration: String { "\(folder)/Config/belfry.yaml" }
    var data: String { "\(folder)/data" }
    var url: String { "http://127.0.0.1:\(port)" }

    /// A site whose configuration has these sections, each indented as in a file; `{port}` stands for the hub's port.
    init(
        in folder: String,
        port: Int,
        templates: String = "\(PackageRoot.path)/Templates",
        channels: String,
        audiences: String,
        playbooks: String = "[]",
        subscriptions: String? = nil
    ) throws {
        let text = """
            hub:
              listen: "127.0.0.1:\(port)"
              public_url: "http://127.0.0.1:\(port)"
              data: "../data"
              templates: "\(templates)"
              disk_reserve: 1MB
            channels:
            \(channels)
            audiences:
            \(audiences)
            playbooks: \(playbooks)
            \(subscriptions.map { "subscriptions: \($0)" } ?? "")
            access:
              bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"

            """
        try self.init(in: folder, port: port, configuration: text)
    }

    /// A site with a configuration of its own.
    init(in folder: String, port: Int, configuration: String) throws {
        self.folder = folder
        self.port = port
        self.environment = ["BELFRY_BOOTSTRAP_TOKEN": Self.token, "HOOK_SECRET": Self.hookSecret]
        try write(configuration, to: "Config/belfry.yaml")
    }

    /// Writes a file of the site, making the folders above it.
    func write(_ text: String, to path: String) throws {
        let file = URL(fileURLWithPath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
