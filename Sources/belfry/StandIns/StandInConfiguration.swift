// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc

/// A hub's configuration in which every channel leads to a stand-in on this machine, written into a folder of its own:
/// `belfry.yaml`, the secrets that it points to below `secrets`, and below `readers` what only readers have.
struct StandInConfiguration: Sendable {
    let channels: StandInChannels
    let hubPort: Int
    /// The templates' folder, absolute.
    let templates: String
    /// What the bootstrap token stands in: `env:NAME`.
    let token: String

    /// Writes all of it into `folder`, making the folders that are missing.
    ///
    /// - Throws: ``FaultCode/storageUnavailable`` where something cannot be written.
    /// - Returns: the configuration file's path.
    @discardableResult
    func write(into folder: String) throws(Fault) -> String {
        for path in [folder, "\(folder)/secrets", "\(folder)/readers"] {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw Fault(.storageUnavailable, "A folder cannot be made.", context: ["where": path])
            }
        }
        for (name, secret) in channels.secrets { try Self.write(secret, to: "\(folder)/secrets/\(name)") }
        try Self.write(channels.browser, to: "\(folder)/readers/browser.json")
        let path = "\(folder)/belfry.yaml"
        try Self.write(text, to: path)
        return path
    }

    private var text: String {
        let channels = channels.all
        let readers = Dictionary(grouping: channels) { $0.name == "partner-hooks" ? "partners" : "buyers" }
        return """
            # Every channel leads to a stand-in on this machine: `belfry simulate` has made this file.
            hub:
              listen: "127.0.0.1:\(hubPort)"
              public_url: "http://127.0.0.1:\(hubPort)"
              data: "data"
              templates: "\(templates)"
              disk_reserve: 1MB
            channels:
            \(channels.map(\.configuration).joined(separator: "\n"))
            audiences:
            \(["buyers", "partners"].map { Self.audience($0, readers[$0] ?? []) }.joined(separator: "\n"))
            playbooks:
              - name: checkout-down
                when: { severity: [sev1, sev2], components: [checkout, payments] }
                audiences: [buyers, partners]
                template: checkout-errors
                cadence: { investigating: 20m, identified: 30m, monitoring: 60m }
            access:
              bootstrap_token: "\(token)"

            """
    }

    private static func audience(_ name: String, _ channels: [StandInChannel]) -> String {
        (["  - name: \(name)", "    destinations:"] + channels.flatMap(\.destinations)).joined(separator: "\n")
    }

    private static func write(_ text: String, to path: String) throws(Fault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { if descriptor >= 0 { close(descriptor) } }
        let bytes = Array(text.utf8)
        guard descriptor >= 0,
            bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
        else {
            throw Fault(.storageUnavailable, "A file cannot be written.", context: ["where": path])
        }
    }
}
