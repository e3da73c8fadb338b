// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit
import Synchronization

/// A file store in memory, with the order and atomicity of the real one.
public final class MemoryFileStore: FileStore {
    private struct State {
        var files: [String: [UInt8]]
        var updates = 0
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
        }
    }
}
