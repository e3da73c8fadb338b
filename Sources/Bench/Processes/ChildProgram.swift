// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A program that the bench has started; it ends with this value at the latest.
package final class ChildProgram {
    private let id: pid_t
    /// When it was started, a moment before its first instruction.
    package let startedAt: ContinuousClock.Instant
    private var hasEnded = false

    /// Starts it with this process's environment and `environment` on top; the files `output` and `errors` take what
    /// it writes.
    package init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        output: String = "/dev/null",
        errors: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The bench ignores SIGPIPE, and what is ignored would be inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var arguments = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = Self.merged(environment).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var id = pid_t()
        self.startedAt = .now
        let code = posix_spawn(&id, executable, &actions, &attributes, &arguments, &variables)
        guard code == 0 else {
            throw NotMeasured("\(executable) could not be started: \(String(cString: strerror(code))).")
        }
        self.id = id
    }

    deinit { kill() }

    private func signal(_ number: Int32) { if !hasEnded { _ = Glibc.kill(id, number) } }

    /// Ends it in whatever it is doing, and waits for that.
    package func kill() {
        guard !hasEnded else { return }
        signal(SIGKILL)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        hasEnded = true
    }

    /// Asks it to end; ends it where it does not within the bound.
    package func terminate(within bound: Duration = .seconds(10)) {
        signal(SIGTERM)
        let deadline = ContinuousClock.now + bound
        while isRunning, ContinuousClock.now < deadline { Waiting.pause(.milliseconds(5)) }
        kill()
    }

    package var isRunning: Bool {
        if hasEnded { return false }
        var status: Int32 = 0
        if waitpid(id, &status, WNOHANG) == id { hasEnded = true }
        return !hasEnded
    }

    /// Processor time of all its threads so far.
    package var processorTime: Duration {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(id, &clock) == 0, clock_gettime(clock, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The most memory that it has held at a time, in bytes.
    package var peakMemory: Int { ProcessStatus.peak(in: TextFile.read("/proc/\(id)/status") ?? "") }

    private static func merged(_ additions: [String: String]) -> [String] {
        var lines: [String] = []
        var place = environ
        while let text = place.pointee {
            let line = String(cString: text)
            let name = line.prefix { $0 != "=" }
            // What a hub of the user's own is told is not for the one under test.
            if additions[String(name)] == nil, !name.hasPrefix("BELFRY_") { lines.append(line) }
            place += 1
        }
        return lines + additions.map { "\($0.key)=\($0.value)" }
    }
}
