// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
@preconcurrency import Dispatch

/// Files that are replaced whole, and durably: written beside the old one, synced, renamed over it, and the directory
/// synced.
///
/// All calls follow one another on one queue of the store's own, so that neither the disk nor `fsync` holds a thread
/// of the cooperative pool. Missing directories are made.
package actor AtomicFileStore: FileStore {
    private let base: String
    private nonisolated let executor = QueueExecutor(label: "files")

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter base: the directory at which relative paths begin.
    package init(base: String = ".") { self.base = base }

    /// - Throws: ``FaultCode/fileUnwritable``, naming the file without its directory; and what `transform` throws.
    package func update(
        _ path: String,
        _ transform: @Sendable (_ content: [UInt8]?) throws(Fault) -> [UInt8]?
    ) async throws(Fault) {
        let file = try DurableFile(path: absolute(path))
        guard let content = try transform(try file.read()) else { return }
        try file.replace(content)
    }

    /// - Throws: ``FaultCode/fileUnwritable``, naming the file without its directory; and what `transform` throws.
    package func publish(
        _ path: String,
        _ transform: @Sendable (_ record: [UInt8]?) throws(Fault) -> FileSet?
    ) async throws(Fault) {
        let record = try DurableFile(path: absolute(path))
        let present = try record.read()
        guard let set = try transform(present) else { return }
        let folder = DurableFolder(path: absolute(set.directory))
        try folder.write(set.files)
        try folder.remove(set.removed)
        if set.record != present { try record.replace(set.record, mode: 0o600) }
    }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(base)/\(path)" }
}

/// Runs an actor's jobs on one serial dispatch queue.
///
/// `DispatchSerialQueue` cannot be an executor itself on Linux.
private final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { self.queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
