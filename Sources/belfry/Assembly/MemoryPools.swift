// SPDX-License-Identifier: Apache-2.0

import CMalloc
import Glibc

/// The C library's pools of memory, of which each thread has one of its own while there are enough.
enum MemoryPools {
    /// Has threads share one for each processor, for as long as the program runs.
    ///
    /// Otherwise there may be eight for each, and what is freed stays in the pool it came from: writing to a million readers,
    /// a hub on two processors would need a fifth more.
    static func limit() { mallopt(M_ARENA_MAX, Int32(clamping: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
}
