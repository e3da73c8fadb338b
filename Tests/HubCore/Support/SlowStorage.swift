// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore

/// A storage of which each look takes so long by the test's clock.
struct SlowStorage: Storage {
    let base: any Storage
    let clock: ManualClock
    let span: Duration

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result { try await base.write(body) }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        clock.advance(by: span)
        return try await base.read(body)
    }

    func checkRoom() throws(Fault) { try base.checkRoom() }
}
