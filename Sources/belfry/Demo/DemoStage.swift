// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Glibc
import HubCore
import Simulator
import Transport

/// What the demo plays on: a folder of its own, a free port, accounts made up for the occasion, and a configuration.
struct DemoStage {
    let folder: String
    let accounts: StandInAccounts
    let port: Int
    let token: String
    let secrets: EnvironmentSecretStore
    private let templates: String

    /// - Throws: where there are no templates, no temporary folder or no free port.
    init(templates: String, preferredPort: Int) throws(Fault) {
        self.templates = try Self.absolute(templates)
        var pattern = Array("/tmp/belfry-demo-XXXXXX".utf8CString)
        guard mkdtemp(&pattern) != nil else {
            throw Fault(.storageUnavailable, "No folder for the demo can be made.", context: ["where": "/tmp"])
        }
        self.folder = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.accounts = try StandInAccounts()
        self.port = try Self.freePort(preferring: preferredPort)
        self.token = "demo-" + String(UInt64.random(in: .min ... .max), radix: 36)
        self.secrets = EnvironmentSecretStore(base: folder, environment: ["DEMO_TOKEN": token])
    }

    /// - Throws: ``FaultCode/configurationUnreadable`` where there is no such folder of templates.
    static func absolute(_ templates: String) throws(Fault) -> String {
        guard let absolute = realpath(templates, nil) else {
            throw Fault(
                .configurationUnreadable,
                "There is no folder of templates.",
                suggestedAction: "Run this where Templates/ is, or name the folder with --templates.",
                context: ["where": templates]
            )
        }
        defer { free(absolute) }
        return String(cString: absolute)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The partner's own service stumbles twice at first: the demo shows a retry.
    static let script: SinkScript = [SinkRule(path: "/warehouse", answers: [500, 500, 200])]

    func configuration(http: Int, mail: Int) throws(Fault) -> HubConfiguration {
        let channels = StandInChannels(base: "http://127.0.0.1:\(http)", mailPort: mail, accounts: accounts)
        let written = StandInConfiguration(
            channels: channels,
            hubPort: port,
            templates: templates,
            token: "env:DEMO_TOKEN"
        )
        let path = try written.write(into: folder)
        switch ConfigurationLoader(path: path, plugins: .builtIn, secrets: secrets).load() {
        case .success(let configuration): return configuration
        case .failure(let problems):
            throw problems.faults.first ?? Fault(.configurationInvalid, "The demo cannot start.")
        }
    }

    /// Removes the folder; what cannot be removed is left to the system, which clears it by itself.
    func tidyUp() { try? FileManager.default.removeItem(atPath: folder) }

    /// The preferred port where it is free, else any.
    private static func freePort(preferring preferred: Int) throws(Fault) -> Int {
        for candidate in [preferred, 0] {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var reuse: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(truncatingIfNeeded: candidate)).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                    bind(descriptor, raw, size) == 0 && listen(descriptor, 1) == 0
                        && getsockname(descriptor, raw, &size) == 0
                }
            }
            if isBound { return Int(UInt16(bigEndian: address.sin_port)) }
        }
        throw Fault(.resourcesExhausted, "There is no free port on this machine.")
    }
}
