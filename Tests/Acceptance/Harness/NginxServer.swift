// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Debian's nginx with the configuration that the status page's documentation gives.
struct NginxServer {
    /// For tests that need one.
    static let needed: ConditionTrait = .enabled(
        if: program != nil,
        "There is no nginx on this machine: “make test-deps” unpacks Debian's."
    )

    let url: String
    private let child: ChildProcess

    /// Serves what lies in the site's `data`, also while the hub is down.
    init(for hub: HubProcess, on stage: Stage) async throws {
        let port = try FreePort.find()
        let guide = try String(contentsOfFile: "\(PackageRoot.path)/Plugins/StatusPage/README.md", encoding: .utf8)
        let snippet = try #require(guide.firstRange(of: "```nginx\n").map { guide[$0.upperBound...] })
        let end = try #require(snippet.firstRange(of: "```"))
        let given = String(snippet[..<end.lowerBound])
        for place in ["listen 80;", "/srv/belfry/", "127.0.0.1:8080"] { #expect(given.contains(place), "\(place)") }
        let site = given.replacing("listen 80;", with: "listen 127.0.0.1:\(port);")
            .replacing("/srv/belfry/", with: "\(hub.site.data)/")
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(hub.site.port)")
        let folder = "\(stage.folder)/nginx"
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }
        let configuration = """
            daemon off;
            master_process off;
            pid \(folder)/pid;
            error_log stderr;
            events { worker_connections 64; }
            http {
            access_log off;
            \(temporary.joined(separator: "\n"))
            \(site)
            }

            """
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder)/nginx.conf"))
        let program = try #require(Self.program)
        child = try stage.spawn(program, ["-p", folder, "-e", "stderr", "-c", "\(folder)/nginx.conf"])
        url = "http://127.0.0.1:\(port)"
        let (child, url) = (child, url)
        _ = try await eventually("nginx at \(url); it says \(child.errors.value)") { () -> Bool? in
            guard child.isRunning else {
                throw MissingTool(description: child.errors.value.joined(separator: "\n"))
            }
            return (try? await hub.get("\(url)/status/", token: nil).status) == nil ? nil : true
        }
    }

    /// Where `make test-deps` puts it, else where it is installed.
    private static let program: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (["\(PackageRoot.path)/.build/acceptance-tools"] + folders + ["/usr/sbin"])
            .map { "\($0)/nginx" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}
