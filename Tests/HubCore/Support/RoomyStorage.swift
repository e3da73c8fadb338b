// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Synchronization

/// Whether a storage has room.
final class Room: Sendable {
    private let state = Mutex(false)

    var isFull: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// A storage that has room when the test says so.
struct RoomyStorage: Storage {
    static let fault = Fault(.storageFull, "The disk is nearly full.", retryAfter: .seconds(30))

    let base: any Storage
    let room: Room

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result { try await base.write(body) }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result { try await base.read(body) }

    func checkRoom() throws(Fault) {
        if room.isFull { throw Self.fault }
    }
}
