// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A port of this machine on which nothing listens.
enum FreePort {
    /// One that the system has just given out and nobody holds.
    static func find() throws -> Int {
        let listener = try LoopbackListener()
        defer { close(listener.descriptor) }
        return listener.port
    }
}
