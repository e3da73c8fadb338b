// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Servers that break in ways of which the simulator knows nothing: `Support/broken_server.py`.
final class BrokenServers: Sendable {
    /// By the names in the script; those with TLS are missing where there is no OpenSSL to make a certificate.
    let ports: [String: Int]
    private let child: ChildProcess

    init(on stage: Stage) async throws {
        var arguments = [PackageRoot.script("broken_server.py")]
        if let certificate = try await Self.certificate(on: stage) { arguments += ["--certificate", certificate] }
        child = try stage.spawn(PackageRoot.python(), arguments)
        _ = try await child.line(beginning: "all there", within: .seconds(20))
        let pairs = child.output.value.map { $0.split(separator: " ") }
            .compactMap { parts in parts.last.flatMap { Int($0) }.map { (String(parts[0]), $0) } }
        ports = Dictionary(pairs) { first, _ in first }
    }

    /// A key and a certificate for this machine that nobody vouches for; nil where there is no OpenSSL.
    private static func certificate(on stage: Stage) async throws -> String? {
        let tool = "/usr/bin/openssl"
        guard FileManager.default.isExecutableFile(atPath: tool) else { return nil }
        let (key, certificate) = ("\(stage.folder)/key.pem", "\(stage.folder)/certificate.pem")
        let child = try stage.spawn(
            tool,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ]
        )
        guard try await child.waitForEnd(within: .seconds(60)) == .exited(0) else {
            throw MissingTool(description: child.errors.value.joined(separator: "\n"))
        }
        let both = try [key, certificate].map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        try both.write(toFile: "\(stage.folder)/both.pem", atomically: true, encoding: .utf8)
        return "\(stage.folder)/both.pem"
    }
}
