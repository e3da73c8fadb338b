// SPDX-License-Identifier: Apache-2.0

/// How the descriptors that a process may have are shared out, so that no part of a hub takes them from the others.
///
/// A pure function of the limit. What a hub always has open comes first: its database, its log, its event loops. Of
/// the rest a quarter is for those who ask the API. An attempt is counted with two: an HTTP exchange may resolve a name
/// or try two addresses at once, and a connection that it leaves behind is kept while the next one is a mail's.
package struct DescriptorBudget: Hashable, Sendable {
    /// Attempts at once, on all channels.
    package let attempts: Int
    /// Connections that the HTTP client may have open, idle ones counted: as many as attempts, so that none ever waits
    /// for a connection while its time runs.
    package let connections: Int
    /// Connections that are taken at the API at once; more wait in the system's queue until one ends.
    package let visitors: Int

    /// Attempts at once where nothing is short.
    package static let mostAttempts = 1_024
    package static let mostVisitors = 4_096
    /// Below this a hub works, and slowly.
    package static let comfortable = 256

    /// Standard streams, lock, signals, listener, the two wire loops and libcurl's own; the database's writer and readers, and the files that
    /// are opened for a moment: banners, lists of recipients, a checkpoint.
    private static let fixed = 42
    /// What each event loop has open.
    private static let perLoop = 3
    /// A hub with less than this to share out says so at the start and tries all the same.
    private static let least = 4

    /// Here `limit` is how many the process may have open, and `loops` is how many event loops it runs: one for each
    /// processor.
    package init(limit: Int, loops: Int) {
        let rest = max(0, limit - Self.fixed - Self.perLoop * max(1, loops))
        visitors = min(max(Self.least, rest / 4), Self.mostVisitors)
        attempts = min(max(Self.least, (rest - visitors) / 2), Self.mostAttempts)
        connections = attempts
    }
}
