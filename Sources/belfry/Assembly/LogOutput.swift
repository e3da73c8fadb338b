// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import HubCore
import Logging
import Transport

/// One JSON object a line on standard error; on a terminal, a line for people.
struct LogOutput: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let now = SystemClock().now
        if Terminal.errorIsTerminal {
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            let time = now.description.dropFirst(11).prefix(8)
            Terminal.error("\(time) \(event.level.rawValue.uppercased()) \(event.message) \(pairs)")
            return
        }
        var fields = ["at": now.description, "level": event.level.rawValue, "message": "\(event.message)"]
        // What the line itself says is never replaced by what goes with it.
        for (key, value) in all where fields[key] == nil { fields[key] = "\(value)" }
        if let line = try? JSONText.encode(fields) { Terminal.error(String(decoding: line, as: UTF8.self)) }
    }

    /// A logger at the level that `BELFRY_LOG` names, else `info`.
    static func makeLogger() -> Logger {
        let level = getenv("BELFRY_LOG").flatMap { Logger.Level(rawValue: String(cString: $0)) } ?? .info
        return Logger(label: "belfry") { _ in LogOutput(logLevel: level) }
    }

    /// Only what is wrong: the demo shows the rest in its own way.
    static func makeDemoLogger() -> Logger { Logger(label: "belfry") { _ in LogOutput(logLevel: .error) } }
}
