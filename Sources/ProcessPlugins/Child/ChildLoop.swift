// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// What a child's thread does: moves bytes until the child has ended, and clears up behind it.
struct ChildLoop {
    /// Bytes of standard error that are read in a second; a child that writes more is made to wait.
    private static let errorsPerSecond = 256 << 10
    /// How long a process may go on that has closed one of its pipes: most are just ending.
    private static let lastSecond = Duration.seconds(1)

    private let child: PluginChild
    private var pipes: ChildPipes
    private var errors = LineBuffer(longest: LogBudget.longestLine, excess: .cut)
    private var log = LogBudget()
    private var errorsOpen = true
    private var errorWindow = (start: Duration.zero, bytes: 0)
    /// A pipe that it has closed, and since when.
    private var loss: (reason: PluginEnding, since: Duration)?
    private var outputOpen = true
    private var leavingSince: Duration?
    private var wasTerminated = false
    private var isReaped = false
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(_ child: PluginChild, _ pipes: ChildPipes) {
        self.child = child
        self.pipes = pipes
    }

    func run() {
        var loop = self
        loop.converse()
        loop.clearUp()
    }

    /// Moves bytes until there is a reason to end.
    private mutating func converse() {
        while true {
            let (ending, hasEnded, isLeaving, hasWork) = child.state.withLock { state in
                (state.ending, state.hasEnded, state.isLeaving, !state.dialogue.pending.isEmpty)
            }
            if ending != nil { return }
            if hasEnded {
                // What it said before it ended still counts.
                while outputOpen, readAnswers() {}
                let end = endGroup()
                return child.end(because: end == .exited(status: 0) && isLeaving ? .stopped : end)
            }
            if let loss, Self.now() - loss.since > Self.lastSecond { return child.end(because: loss.reason) }
            if isLeaving, !leave(wasTold: !hasWork) { return child.end(because: .silent(.shutdown)) }
            wait(hasWork: hasWork)
        }
    }

    /// Waits for something to do, and reads and writes what can be.
    private mutating func wait(hasWork: Bool) {
        let now = Self.now()
        if now - errorWindow.start >= .seconds(1) { errorWindow = (now, 0) }
        let readsErrors = errorsOpen && errorWindow.bytes < Self.errorsPerSecond
        var polled = [
            pollfd(fd: child.bell, events: Int16(POLLIN), revents: 0),
            pollfd(fd: outputOpen ? pipes.output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: readsErrors ? pipes.errors : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: hasWork ? pipes.input : -1, events: Int16(POLLOUT), revents: 0),
        ]
        // For ever, unless a time is being kept.
        let isTimed = leavingSince != nil || loss != nil || (errorsOpen && !readsErrors)
        guard poll(&polled, UInt(polled.count), isTimed ? 50 : -1) > 0 else { return }
        if polled[0].revents != 0 { silenceBell() }
        if polled[1].revents != 0 { _ = readAnswers() }
        if polled[2].revents != 0 { readErrors() }
        if polled[3].revents != 0 { writeRequests() }
    }

    private func silenceBell() {
        var count: UInt64 = 0
        _ = read(child.bell, &count, MemoryLayout<UInt64>.size)
    }

    /// - Returns: whether there was anything.
    private mutating func readAnswers() -> Bool {
        let count = read(pipes.output, &buffer, buffer.count)
        guard count != 0 else {
            outputOpen = false
            if loss == nil { loss = (.outputClosed, Self.now()) }
            return false
        }
        guard count > 0 else { return false }
        if let violation = child.take(buffer[..<count]) {
            child.end(because: .violation(violation))
            return false
        }
        return true
    }

    private mutating func readErrors() {
        let count = read(pipes.errors, &buffer, buffer.count)
        guard count > 0 else {
            if count == 0 { errorsOpen = false }
            return
        }
        errorWindow.bytes += count
        // A buffer that cuts lines refuses none.
        for line in (try? errors.add(buffer[..<count])) ?? [] { say(line) }
    }

    private mutating func say(_ line: [UInt8]) {
        guard !line.isEmpty, let dropped = log.take(at: Self.now()) else { return }
        if dropped > 0 { child.report("(\(dropped) lines were left out)") }
        child.report(String(decoding: line, as: UTF8.self))
    }

    private mutating func writeRequests() {
        guard pipes.input >= 0, !child.give(to: pipes.input) else { return }
        pipes.closeInput()
        if loss == nil { loss = (.notReading, Self.now()) }
    }

    /// Lets it end by itself for a while, then less gently.
    ///
    /// - Returns: false where its time is up.
    private mutating func leave(wasTold: Bool) -> Bool {
        let now = Self.now()
        guard let since = leavingSince else {
            leavingSince = now
            return true
        }
        // The end of its input says it once more, after the word itself.
        if wasTold { pipes.closeInput() }
        let bounds = child.bounds
        if !wasTerminated, now - since >= bounds.farewell {
            wasTerminated = true
            signal(SIGTERM)
        }
        return now - since < bounds.farewell + bounds.termination
    }

    /// Ends its whole process group, closes the pipes and reaps it.
    private mutating func clearUp() {
        if !isReaped {
            signal(SIGKILL)
            while child.state.withLock({ !$0.hasEnded }) {
                var polled = [pollfd(fd: child.bell, events: Int16(POLLIN), revents: 0)]
                poll(&polled, 1, -1)
                silenceBell()
            }
            _ = endGroup()
        }
        // Its last words are often the reason.
        errorWindow.bytes = 0
        while errorsOpen, errorWindow.bytes < Self.errorsPerSecond {
            let before = errorWindow.bytes
            readErrors()
            if errorWindow.bytes == before { break }
        }
        if !errors.remainder.isEmpty { say(errors.remainder) }
        pipes.close()
        let farewells = child.state.withLock { state in
            state.isGone = true
            defer { state.farewells = [] }
            return state.farewells
        }
        for farewell in farewells { farewell.resume() }
    }

    /// Ends what is left of the group of a process that has ended, and reaps it: only until then is the group's number
    /// its own.
    private mutating func endGroup() -> PluginEnding {
        signal(SIGKILL)
        var status: Int32 = 0
        while waitpid(pipes.process, &status, 0) < 0, errno == EINTR {}
        isReaped = true
        return status & 0x7F == 0 ? .exited(status: (status >> 8) & 0xFF) : .signalled(status & 0x7F)
    }

    /// To the group, and to the process by itself: it may have changed to another group.
    private func signal(_ number: Int32) {
        kill(-pipes.process, number)
        kill(pipes.process, number)
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
