// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import Synchronization

/// How much room is left where the database is, looked at once a second at most.
final class FreeSpace: Sendable {
    private static let interval = Duration.seconds(1)

    private let folder: String
    /// In bytes; nought where nothing is kept in reserve.
    private let reserve: Int64
    private let last = Mutex<(free: Int64, at: ContinuousClock.Instant)?>(nil)

    /// Here `path` is the database file's.
    init(of path: String, reserve: Int64) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        self.folder = folder.isEmpty ? "/" : folder
        self.reserve = reserve
    }

    /// - Throws: ``FaultCode/storageFull`` where less than the reserve is left.
    func check() throws(Fault) {
        guard reserve > 0, let free = free(), free < reserve else { return }
        throw Fault(
            .storageFull,
            "The disk that holds the database is nearly full.",
            retryAfter: .seconds(30),
            suggestedAction: "Free some space, or set hub.disk_reserve lower. What was accepted is kept and goes on.",
            context: ["free_bytes": String(free), "reserve_bytes": String(reserve)]
        )
    }

    /// In bytes; nil where the file system does not say.
    private func free() -> Int64? {
        last.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last.at < FreeSpace.interval { return last.free }
            var system = statvfs()
            guard statvfs(folder, &system) == 0 else { return nil }
            let blocks = UInt64(system.f_bavail)
            let free = Int64(clamping: blocks.multipliedReportingOverflow(by: UInt64(system.f_frsize)).partialValue)
            last = (free, now)
            return free
        }
    }
}
