// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Foundation
import Logging
import ProcessPlugins
import Synchronization

/// A plugin's folder with a child that misbehaves, and a channel that it serves.
struct ChildStage {
    let folder: String
    let clock = ManualClock()
    let log = LogLines()

    /// Here `mode` is what `Children/child.py` does wrong.
    init(_ mode: String, environment: String = "[]", command: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("belfry-child-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        try write(
            """
            name: child
            version: "1"
            protocol: 1
            command: \(command ?? "[python3, /\(script)/Children/child.py, \(mode)]")
            environment: \(environment)
            test: { settings: {}, destination: well }
            """,
            to: "plugin.yaml"
        )
    }

    func file() throws(Fault) -> PluginFile { try PluginFile(folder: folder) }

    func channel(
        settings: [String: JSONValue] = [:],
        bounds: ChildBounds = ChildBounds(farewell: .milliseconds(300), termination: .milliseconds(300)),
        clock: (any HubClock)? = nil
    ) throws(Fault) -> ProcessChannel {
        let file = try file()
        return ProcessChannel(
            file,
            description: nil,
            settings: .object(settings),
            services: .stub(secrets: StubSecretStore(["env:ROOM": "room-key"]), clock: clock ?? self.clock),
            bounds: bounds,
            logger: Logger(label: "child") { [log] _ in log }
        )
    }

    func delivery(to address: String, key: String = "k1", within bound: Duration = .seconds(10)) -> Delivery {
        Delivery(
            id: Delivery.ID(1),
            key: key,
            attempt: 1,
            message: .sample(),
            destination: Destination(channel: .sample("stub"), address: address),
            rendering: Rendering(parts: [RenderedPart("body", "text/plain", "Checkout is failing.")]),
            acceptedAt: clock.now,
            deadline: clock.now + bound
        )
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    /// The lines that the child has noted under a name.
    func notes(_ name: String) -> [String] {
        guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits for a note.
    func note(_ name: String) async -> String? {
        await Bounded.until { notes(name).first != nil }
        return notes(name).first
    }

    func clear() { try? FileManager.default.removeItem(atPath: folder) }
}

/// What was logged.
final class LogLines: LogHandler, Sendable {
    private let state = Mutex<[String]>([])

    var lines: [String] { state.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .debug }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { state.withLock { $0.append("\(event.message)") } }
}

/// Waiting for another process, with a bound.
enum Bounded {
    static func until(_ isSo: () -> Bool) async {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isSo(), ContinuousClock.now < deadline { await Task.yield() }
    }

    /// How many descriptors this process has open.
    static var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0
    }

    static func isAlive(_ process: String) -> Bool {
        guard let id = Int32(process) else { return false }
        // A zombie answers a signal; its state in /proc tells.
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return false }
        return text.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    static func exists(_ process: String) -> Bool { FileManager.default.fileExists(atPath: "/proc/\(process)") }
}
