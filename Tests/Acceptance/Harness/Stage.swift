// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Simulator
import Synchronization

/// What one test has set up: a folder, and processes and servers that end with it.
final class Stage: Sendable {
    let folder: String
    private let children = Mutex<[(process: ChildProcess, clearsUp: Bool)]>([])
    private let sinks = Mutex<[HTTPSink]>([])
    private let mailSinks = Mutex<[MailSink]>([])

    private init() throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent("belfry-acceptance-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Runs a test on a stage of its own, and clears the stage whatever comes of it.
    static func play(_ test: (Stage) async throws -> Void) async throws {
        let stage = try Stage()
        do {
            try await test(stage)
        } catch {
            stage.tell()
            await stage.clear()
            throw error
        }
        await stage.clear()
    }

    /// Starts a process that ends with the stage at the latest; one that `clearsUp` is asked to end (SIGTERM) before it
    /// is killed, for it has processes of its own to end.
    func spawn(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String? = nil,
        clearsUp: Bool = false
    ) throws -> ChildProcess {
        let child = try ChildProcess(executable, arguments, environment: environment, folder: folder ?? self.folder)
        children.withLock { $0.append((child, clearsUp)) }
        return child
    }

    /// An HTTP server that answers by the script and remembers every request.
    func sink(_ script: SinkScript = [], port: Int = 0, logFile: String? = nil) async throws -> HTTPSink {
        let sink = HTTPSink(port: port, script: script, keep: 50_000, logFile: logFile)
        sinks.withLock { $0.append(sink) }
        try await sink.start()
        return sink
    }

    /// A mail server that answers by the script and remembers every mail it took.
    func mailSink(_ script: MailScript = [], features: MailFeatures = MailFeatures()) async throws -> MailSink {
        let sink = MailSink(script: script, features: features, keep: 50_000)
        mailSinks.withLock { $0.append(sink) }
        try await sink.start()
        return sink
    }

    /// A running hub.
    func hub(_ site: HubSite) async throws -> HubProcess {
        let hub = try HubProcess(site, on: self)
        try await hub.start()
        return hub
    }

    /// What the processes said last, for whoever looks into a failure.
    private func tell() {
        for (child, _) in children.withLock({ $0 }) {
            for line in child.errors.value.suffix(12) { print("[\(child.name)] \(line.prefix(400))") }
        }
    }

    private func clear() async {
        for (child, clearsUp) in children.withLock({ $0 }) {
            if clearsUp {
                child.signal(SIGTERM)
                _ = try? await child.waitForEnd(within: .seconds(20))
            }
            child.kill()
            _ = try? await child.waitForEnd(within: .seconds(10))
        }
        for sink in sinks.withLock({ $0 }) { await sink.stop() }
        for sink in mailSinks.withLock({ $0 }) { await sink.stop() }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
