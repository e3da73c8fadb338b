// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB

/// Reads on consistent snapshots, beside the writer and each other.
struct SnapshotReaders: Sendable {
    let pool: DatabasePool

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        let result: Result<Value, Fault> = await withCheckedContinuation { continuation in
            pool.asyncRead { access in
                do {
                    let database = try access.get()
                    continuation.resume(returning: .success(try body(database)))
                } catch {
                    continuation.resume(returning: .failure(Fault(storage: error)))
                }
            }
        }
        return try result.get()
    }
}
