// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Where the hub under test lives: its folder, configuration and audiences.
package struct HubSite: Sendable {
    package let folder: String
    package let port: Int
    /// Audiences, each with a CSV file of its own name.
    package private(set) var audiences: [String] = []

    package static let token = "bench-bootstrap-token"
    /// 32 bytes in base64: endpoints have a signing secret, as users' have.
    package static let secret = "whsec_YmVuY2gtc2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXM="

    /// An empty site in a new folder within `folder`.
    package init(in folder: String) throws {
        self.folder = "\(folder)/hub"
        self.port = try FreePort.find()
        // The hub wants a folder of templates, and has no use for one here.
        for name in ["Config", "Templates"] {
            try FileManager.default.createDirectory(atPath: "\(self.folder)/\(name)", withIntermediateDirectories: true)
        }
    }

    package var configurationFile: String { "\(folder)/Config/belfry.yaml" }
    package var environment: [String: String] { ["BELFRY_BOOTSTRAP_TOKEN": Self.token, "HOOK_SECRET": Self.secret] }
    package var url: String { "http://127.0.0.1:\(port)" }

    /// Writes an audience of so many endpoints, each a URL that `address` gives.
    package mutating func addEndpoints(
        _ name: String,
        _ count: Int,
        channel: String,
        _ address: @escaping (Int) -> String
    ) throws {
        try add(name, (0..<count).lazy.map { "\(channel),\(address($0)),en,,env:HOOK_SECRET\n" })
    }

    /// Writes an audience of so many mailboxes.
    package mutating func addMailboxes(_ name: String, _ count: Int, channel: String) throws {
        try add(name, (0..<count).lazy.map { "\(channel),reader-\($0)@example.com,en,,\n" })
    }

    /// Writes the configuration; again with other channels as need be, while the hub is down.
    package func configure(_ channels: [HubChannel]) throws {
        try TextFile.write(text(channels), to: configurationFile)
    }

    package func text(_ channels: [HubChannel]) -> String {
        let lines = channels.map { "  - \($0.text)" }
        let files = audiences.map { "  - { name: \($0), file: \"\($0).csv\" }" }
        return """
            hub:
              listen: "127.0.0.1:\(port)"
              public_url: "http://127.0.0.1:\(port)"
              data: "../data"
              templates: "../Templates"
            channels:
            \(lines.joined(separator: "\n"))
            audiences:
            \(files.joined(separator: "\n"))
            playbooks: []
            access:
              bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"

            """
    }

    private mutating func add(_ name: String, _ lines: some Sequence<String>) throws {
        let file = "\(folder)/Config/\(name).csv"
        try TextFile.write(HeadedLines(head: "channel,to,locale,tags,secret\n", lines: lines), to: file)
        audiences.append(name)
    }
}

/// Lines after a first one.
private struct HeadedLines<Lines: Sequence<String>>: Sequence {
    let head: String
    let lines: Lines

    func makeIterator() -> AnyIterator<String> {
        var first: String? = head
        var rest = lines.makeIterator()
        return AnyIterator {
            if let head = first {
                first = nil
                return head
            }
            return rest.next()
        }
    }
}
