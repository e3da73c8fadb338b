// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A small file system for a hub's data, in a mount namespace that only the hub lives in: it goes with it.
struct TinyDisk: Sendable {
    private let data: String

    init(for stage: Stage) { data = "\(stage.folder)/data" }

    /// Whether this account may make one.
    static let isPossible: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"]
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        } catch {
            return false
        }
    }()

    /// The command to run the hub with.
    var wrapper: [String] {
        let script = #"mkdir -p "$0" && mount -t tmpfs -o size=24m,mode=700 none "$0" && exec "$@""#
        return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, data]
    }

    /// Takes all the room there is left.
    func fill(of hub: HubProcess) throws {
        let path = filler(of: hub)
        try Data().write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        // In smaller and smaller pieces, until not a page is left.
        for size in [1 << 20, 1 << 16, 1 << 12] {
            let piece = Data(count: size)
            while (try? file.write(contentsOf: piece)) != nil {}
        }
    }

    /// Gives the room back.
    func empty(of hub: HubProcess) throws { try FileManager.default.removeItem(atPath: filler(of: hub)) }

    /// As seen from here, in the hub's own namespace.
    private func filler(of hub: HubProcess) -> String { "/proc/\(hub.process?.id ?? 0)/root\(data)/filler" }
}
