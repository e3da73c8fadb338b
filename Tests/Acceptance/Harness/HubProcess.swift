// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Glibc
import Synchronization
import Transport

/// A hub as its users have it: `belfry serve` as a process, spoken to over HTTP.
final class HubProcess: Sendable {
    let site: HubSite
    private let stage: Stage
    private let http: CurlHTTPClient
    private let current = Mutex<ChildProcess?>(nil)

    init(_ site: HubSite, on stage: Stage) throws {
        self.site = site
        self.stage = stage
        self.http = try CurlHTTPClient(userAgent: "acceptance/1")
    }

    /// Starts it, again after it has ended, and waits until it takes requests.
    func start(adding environment: [String: String] = [:], within bound: Duration = .seconds(30)) async throws {
        let child = try launch(adding: environment)
        let line = try await child.line(beginning: "Belfry is listening on ", within: bound)
        guard line.hasSuffix(site.url) else {
            throw NotInTime("the hub at \(site.url); it says: \(line)", within: .zero)
        }
    }

    /// Starts the process and waits for nothing.
    @discardableResult
    func launch(adding environment: [String: String] = [:]) throws -> ChildProcess {
        let child = try stage.spawn(
            site.wrapper.first ?? PackageRoot.program(),
            try site.wrapper.isEmpty ? arguments : site.wrapper.dropFirst() + [PackageRoot.program()] + arguments,
            environment: site.environment.merging(environment) { $1 },
            folder: site.folder
        )
        current.withLock { $0 = child }
        return child
    }

    private var arguments: [String] { ["serve", "--config", site.configuration] }

    /// The process that serves, or last served.
    var process: ChildProcess? { current.withLock { $0 } }

    /// What it has written to its log since it was started last.
    var log: [String] { process?.errors.value ?? [] }

    /// Asks it to stop, and waits for that.
    @discardableResult
    func terminate(within bound: Duration = .seconds(30)) async throws -> ProcessEnd {
        guard let process else { throw MissingTool(description: "The hub has not been started.") }
        process.signal(SIGTERM)
        return try await process.waitForEnd(within: bound)
    }

    /// Ends it in whatever it is doing: kill -9.
    func kill() async throws {
        guard let process else { return }
        process.kill()
        _ = try await process.waitForEnd(within: .seconds(10))
    }

    /// Sends one request over a connection of its own.
    ///
    /// Without a `token` it carries none; ``HubSite/token`` stands for the site's bootstrap token.
    func request(
        _ method: String,
        _ path: String,
        body: [UInt8] = [],
        token: String? = HubSite.token,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var all = headers.map { HTTPHeader($0.key, $0.value) }
        let token = token == HubSite.token ? site.environment["BELFRY_BOOTSTRAP_TOKEN"] : token
        if let token { all.append(HTTPHeader("authorization", "Bearer \(token)")) }
        let response = try await http.execute(
            HTTPRequest(
                method: method,
                url: path.hasPrefix("http") ? path : site.url + path,
                headers: all,
                body: body,
                timeout: .seconds(60),
                allowsPrivateNetworks: true,
                usesFreshConnection: true,
                responseLimit: 64 * 1_024 * 1_024
            )
        )
        guard !response.bodyWasCut else {
            throw NotInTime("the whole answer to \(method) \(path)", within: .seconds(60))
        }
        return Answer(
            status: response.status,
            headers: Dictionary(response.headers.map { ($0.name, $0.value) }) { first, _ in first },
            body: response.body
        )
    }

    func get(_ path: String, token: String? = HubSite.token) async throws -> Answer {
        try await request("GET", path, token: token)
    }

    func post(
        _ path: String,
        _ body: JSON,
        token: String? = HubSite.token,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        try await request(
            "POST",
            path,
            body: Array(body.text.utf8),
            token: token,
            headers: ["content-type": "application/json"].merging(headers) { $1 }
        )
    }
}
