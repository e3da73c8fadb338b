// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import HubCore
import Simulator
import Transport

/// What the demo plays on: a folder of its own, a free port, secrets made up for the occasion, and a configuration.
struct DemoStage {
    let folder: String
    let port: Int
    let token: String
    let secrets: EnvironmentSecretStore
    private let templates: String

    /// - Throws: where there are no templates, no temporary folder or no free port.
    init(templates: String, preferredPort: Int) throws(Fault) {
        guard let absolute = realpath(templates, nil) else {
            throw Fault(
                .configurationUnreadable,
                "There is no folder of templates.",
                suggestedAction: "Run the demo where Templates/ is, or name the folder with --templates.",
                context: ["where": templates]
            )
        }
        defer { free(absolute) }
        self.templates = String(cString: absolute)
        var pattern = Array("/tmp/belfry-demo-XXXXXX".utf8CString)
        guard mkdtemp(&pattern) != nil else {
            throw Fault(.storageUnavailable, "No folder for the demo can be made.", context: ["where": "/tmp"])
        }
        self.folder = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.port = try Self.freePort(preferring: preferredPort)
        self.token = "demo-" + String(UInt64.random(in: .min ... .max), radix: 36)
        self.secrets = EnvironmentSecretStore(
            base: folder,
            environment: ["DEMO_TOKEN": token, "DEMO_SECRET": "whsec_" + Self.secret]
        )
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The partner's own service stumbles twice at first: the demo shows a retry.
    static let script: SinkScript = [SinkRule(path: "/warehouse", answers: [500, 500, 200])]

    /// 32 bytes in base64, known to the demo's own partners only.
    private static let secret = "YmVsZnJ5LWRlbW8tc2VjcmV0LTMyLWJ5dGVzLWxvbmchIQ=="

    func configuration(http: Int, mail: Int) throws(Fault) -> HubConfiguration {
        let path = "\(folder)/belfry.yaml"
        try write(text(http: http, mail: mail), to: path)
        switch ConfigurationLoader(path: path, plugins: .builtIn, secrets: secrets).load() {
        case .success(let configuration): return configuration
        case .failure(let problems):
            throw problems.faults.first ?? Fault(.configurationInvalid, "The demo cannot start.")
        }
    }

    func tidyUp() {
        for file in [
            "belfry.yaml", "data/belfry.db", "data/belfry.db-wal", "data/belfry.db-shm", "data/hub.key",
            "data/hub.lock",
            "banner/checkout.json",
        ] {
            unlink("\(folder)/\(file)")
        }
        for directory in ["data", "banner"] { rmdir("\(folder)/\(directory)") }
        rmdir(folder)
    }

    private func text(http: Int, mail: Int) -> String {
        """
        hub:
          listen: "127.0.0.1:\(port)"
          public_url: "\(url)"
          data: "data"
          templates: "\(templates)"
        channels:
          - name: mail
            plugin: email
            settings: { server: "smtp://127.0.0.1:\(mail)", from: "Market Status <status@market.example>", security: none }
            retry: { schedule: [1s, 5s, 30s], expires: 24h }
          - name: partner-hooks
            plugin: webhook
            settings: { allow_private_networks: true }
            retry: { schedule: [1s, 2s, 5s], expires: 24h }
          - name: banner
            plugin: banner
            settings: { directory: "banner" }
        audiences:
          - name: buyers
            destinations:
              - { channel: mail, to: "ada@example.com", locale: en }
              - { channel: mail, to: "bo@example.com", locale: de }
              - { channel: banner, to: "checkout" }
          - name: partners
            destinations:
              - { channel: partner-hooks, to: "http://127.0.0.1:\(http)/payments", secret: "env:DEMO_SECRET" }
              - { channel: partner-hooks, to: "http://127.0.0.1:\(http)/warehouse", secret: "env:DEMO_SECRET" }
        playbooks:
          - name: checkout-down
            when: { severity: [sev1, sev2], components: [checkout, payments] }
            audiences: [buyers, partners]
            template: checkout-errors
            cadence: { investigating: 20m, identified: 30m, monitoring: 60m }
        access:
          bootstrap_token: "env:DEMO_TOKEN"

        """
    }

    private func write(_ text: String, to path: String) throws(Fault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { if descriptor >= 0 { close(descriptor) } }
        let bytes = Array(text.utf8)
        guard descriptor >= 0,
            bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
        else {
            throw Fault(.storageUnavailable, "The demo's configuration cannot be written.", context: ["where": path])
        }
    }

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
