// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit
import Synchronization

/// A file store in memory, with the order and atomicity of the real one.
public final class MemoryFileStore: FileStore {
    private struct State {
        var files: [String: [UInt8]]
        var updates = 0
        var writes: [String] = []
        var fault: Fault?
    }

    private let state: Mutex<State>

    public init(_ files: [String: [UInt8]] = [:]) { self.state = Mutex(State(files: files)) }

    /// Fails every update.
    public static func failing(_ fault: Fault) -> MemoryFileStore {
        let store = MemoryFileStore()
        store.fault = fault
        return store
    }

    /// What every update throws, as long as it is set.
    public var fault: Fault? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    /// The present content of every file by its path.
    public var files: [String: [UInt8]] { state.withLock { $0.files } }

    /// How many updates were asked for, those included that changed nothing or failed.
    public var updates: Int { state.withLock { $0.updates } }

    /// The paths of the files that were written, in their order; a file that stayed the same is not among them.
    public var writes: [String] { state.withLock { $0.writes } }

    /// A file's content as text; nil where there is no such file.
    public func text(_ path: String) -> String? { files[path].map { String(decoding: $0, as: UTF8.self) } }

    public func update(
        _ path: String,
        _ transform: @Sendable (_ content: [UInt8]?) throws(Fault) -> [UInt8]?
    ) async throws(Fault) {
        if Task.isCancelled { throw Fault(.cancelled, "The attempt was cancelled.") }
        try state.withLock { (state) throws(Fault) in
            state.updates += 1
            if let fault = state.fault { throw fault }
            guard let content = try transform(state.files[path]) else { return }
            state.files[path] = content
            state.writes.append(path)
        }
    }

    /// As the real store does, but for the compressed copies.
    public func publish(
        _ path: String,
        _ transform: @Sendable (_ record: [UInt8]?) throws(Fault) -> FileSet?
    ) async throws(Fault) {
        if Task.isCancelled { throw Fault(.cancelled, "The attempt was cancelled.") }
        try state.withLock { (state) throws(Fault) in
            state.updates += 1
            if let fault = state.fault { throw fault }
            guard let set = try transform(state.files[path]) else { return }
            let files = set.files.map { ("\(set.directory)/\($0.path)", $0.content) } + [(path, set.record)]
            for (path, content) in files where state.files[path] != content {
                state.files[path] = content
                state.writes.append(path)
            }
            for name in set.removed { state.files["\(set.directory)/\(name)"] = nil }
        }
    }
}
