// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many files and sockets the process may have open at once.
///
/// Most systems start a process with room for 1,024 and allow it to ask for far more: the small number protects old
/// programs that use `select`, which cannot count further. A fan-out keeps a connection to each of hundreds of hosts,
/// beside those of whoever asks the API, so a hub asks for what it is allowed as it starts.
package enum DescriptorLimit {
    /// What is asked for at the most: more than every part of a hub can use, and little for the system.
    package static let ceiling = 65_536

    /// The limit to ask for, where these are in force.
    package static func target(soft: Int, hard: Int) -> Int { max(soft, min(hard, ceiling)) }

    /// Raises the limit as far as the system lets it; where it does not, all stays as it is.
    ///
    /// - Returns: the limit in force from now on.
    @discardableResult
    package static func raise() -> Int {
        guard var limit = read() else { return fallback }
        let (soft, hard) = (Int(clamping: limit.rlim_cur), Int(clamping: limit.rlim_max))
        let target = target(soft: soft, hard: hard)
        guard target > soft else { return soft }
        limit.rlim_cur = rlim_t(target)
        return setrlimit(resource, &limit) == 0 ? target : soft
    }

    /// The limit in force.
    package static var current: Int { read().map { Int(clamping: $0.rlim_cur) } ?? fallback }

    /// So many are left free by whoever can do without, for the database's files and for what cannot.
    ///
    /// The last one must never be taken: the system library behind Swift's threads (libdispatch) reads about them from
    /// files, and ends the process where it cannot open one.
    package static let reserve = 12

    /// Whether so few are left that nothing more should be opened which can wait.
    ///
    /// Also for failures whose own words do not tell want of descriptors from anything else, such as a name that cannot
    /// be resolved because no socket could be opened to ask.
    package static var isScarce: Bool {
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == EMFILE || errno == ENFILE }
        close(descriptor)
        return isReserved(descriptor)
    }

    /// Whether a descriptor is one of the last: the system always gives out the lowest number that is free.
    static func isReserved(_ descriptor: Int32) -> Bool { Int(descriptor) >= current - reserve }

    /// What POSIX systems have had at the least for decades, for one that does not say.
    private static let fallback = 256

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    private static func read() -> rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }
}
