// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc

/// The folder in which a hub keeps what is its own.
struct DataFolder {
    private let path: String

    /// Makes the folder where it is missing, for the hub's own account only.
    ///
    /// - Throws: ``FaultCode/storageUnavailable``
    init(_ path: String) throws(Fault) {
        self.path = path
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw Fault(
                    .storageUnavailable,
                    "The folder for the hub's data cannot be made.",
                    suggestedAction: "Give the hub's account the right to write there, or set hub.data.",
                    context: ["where": path]
                )
            }
        }
    }

    var database: String { "\(path)/belfry.db" }

    /// Keeps the folder for this process until it ends, however it ends: two hubs on one database would take each
    /// other's deliveries away.
    ///
    /// - Throws: ``FaultCode/storageUnavailable`` where another hub has it.
    func lock() throws(Fault) {
        let file = "\(path)/hub.lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(file) }
        // Left open on purpose: the lock lives as long as the descriptor.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(
                .storageUnavailable,
                "Another hub is running on this data.",
                suggestedAction: "Stop it first, or give this one a folder of its own with hub.data.",
                context: ["where": path]
            )
        }
    }

    /// 32 secret bytes that stay the same over restarts; made at the first start.
    ///
    /// - Throws: ``FaultCode/storageUnavailable``
    func key() throws(Fault) -> [UInt8] {
        let file = "\(path)/hub.key"
        if let key = read(file), key.count == 32 { return key }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let temporary = "\(file).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(file) }
        let isWritten = key.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == key.count
        let isDurable = fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, isDurable, rename(temporary, file) == 0 else { throw unwritable(file) }
        return key
    }

    private func read(_ file: String) -> [UInt8]? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count >= 0 ? Array(buffer[..<count]) : nil
    }

    private func unwritable(_ file: String) -> Fault {
        Fault(.storageUnavailable, "A file of the hub cannot be written.", context: ["where": file])
    }
}
