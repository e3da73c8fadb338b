// SPDX-License-Identifier: Apache-2.0

import Announcement
import Dispatch
import Synchronization

/// The thread that owns libcurl's handles, and the inbox through which it is spoken to.
///
/// The multi handle and every easy handle live and die on that thread. Others put commands into the inbox and, only
/// when the thread sleeps, wake it.
final class WireDriver<Loop: WireLoop>: Sendable {
    private struct Inbox {
        var commands: [Loop.Command] = []
        var isSleeping = false
        var isShutDown = false
    }

    private let inbox = Mutex(Inbox())
    private let bell: Doorbell
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter loop: makes what the thread drives; nil where there is no memory or descriptor for it.
    /// - Throws: ``FaultCode/resourcesExhausted`` where that, or a thread, is missing.
    init(_ loop: (Doorbell) -> sending Loop?) throws(Fault) {
        guard let bell = Doorbell(), let loop = loop(bell) else {
            throw Fault(.resourcesExhausted, "libcurl cannot be started.")
        }
        self.bell = bell
        guard WorkerThread.start({ [self] in drive(loop) }) else {
            throw Fault(.resourcesExhausted, "There is no thread for libcurl.")
        }
    }

    /// - Returns: false after ``shutDown()``: the command is then not taken.
    func submit(_ command: Loop.Command) -> Bool {
        let (isTaken, mustRing) = inbox.withLock { inbox in
            guard !inbox.isShutDown else { return (false, false) }
            inbox.commands.append(command)
            defer { inbox.isSleeping = false }
            return (true, inbox.isSleeping)
        }
        if mustRing { bell.ring() }
        return isTaken
    }

    func shutDown() {
        requestEnd()
        ended.wait()
        ended.signal()
    }

    /// Makes the thread end what is in flight and itself, without waiting for it.
    func requestEnd() {
        inbox.withLock { $0.isShutDown = true }
        bell.ring()
    }

    /// The thread's whole life.
    private func drive(_ loop: Loop) {
        var commands: [Loop.Command] = []
        var hasMoved = true
        while !take(&commands) {
            if !commands.isEmpty { hasMoved = true }
            for command in commands { loop.obey(command) }
            commands.removeAll(keepingCapacity: true)
            // It sleeps only after a turn in which nothing has moved: while it is busy, nobody need wake it.
            hasMoved = loop.turn(waits: !hasMoved && fallAsleep())
        }
        for command in commands { loop.obey(command) }
        loop.endAll()
        ended.signal()
    }

    /// Exchanges the inbox for the given, empty array, so that neither is ever allocated anew.
    private func take(_ commands: inout [Loop.Command]) -> Bool {
        inbox.withLock { inbox in
            swap(&inbox.commands, &commands)
            inbox.isSleeping = false
            return inbox.isShutDown
        }
    }

    /// Says that a wake-up is needed from now on, unless there is something to do already.
    private func fallAsleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isSleeping = inbox.commands.isEmpty && !inbox.isShutDown
            return inbox.isSleeping
        }
    }
}
