// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Every line that was logged, with its metadata.
final class LogRecord: Sendable {
    private let recorded: Mutex<[String]> = Mutex([])

    var lines: [String] { recorded.withLock { $0 } }

    func add(_ line: String) { recorded.withLock { $0.append(line) } }
}

/// Writes into a ``LogRecord``, every level.
struct RecordingLogHandler: LogHandler {
    let record: LogRecord
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(record: LogRecord) { self.record = record }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        record.add("\(event.level) \(event.message) " + all.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
    }
}
