// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit
import Dispatch
import Synchronization

/// The thread that owns the multi handle, and the inbox through which it is spoken to.
///
/// The multi handle and every easy handle live and die on that thread. Others put commands into the inbox and, only
/// when the thread sleeps, wake it.
final class HTTPDriver: Sendable {
    enum Command: Sendable {
        case start(HTTPExchange)
        case cancel(UInt64)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isSleeping = false
        var isShutDown = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: MultiHandle
    private let settings: HTTPSettings
    private let ended = DispatchSemaphore(value: 0)

    /// - Throws: ``FaultCode/resourcesExhausted`` where there is no memory or thread for it.
    init(settings: HTTPSettings) throws(Fault) {
        guard CurlLibrary.isReady, let raw = curl_multi_init() else {
            throw Fault(.resourcesExhausted, "libcurl cannot be started.")
        }
        _ = belfry_multi_set_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.connections)
        _ = belfry_multi_set_long(raw, CURLMOPT_MAXCONNECTS, settings.connections)
        self.multi = MultiHandle(raw)
        self.settings = settings
        guard WorkerThread.start({ [self] in drive() }) else {
            throw Fault(.resourcesExhausted, "There is no thread for HTTP.")
        }
    }

    /// - Returns: false after ``shutDown()``: the command is then not taken.
    func submit(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isShutDown else { return false }
            inbox.commands.append(command)
            wake(&inbox)
            return true
        }
    }

    func shutDown() {
        requestEnd()
        ended.wait()
        ended.signal()
    }

    /// Makes the thread end what is in flight and itself, without waiting for it.
    func requestEnd() {
        inbox.withLock { inbox in
            inbox.isShutDown = true
            wake(&inbox)
        }
    }

    /// Within the lock: the thread frees the multi handle only after it has seen `isShutDown` there.
    private func wake(_ inbox: inout Inbox) {
        guard inbox.isSleeping else { return }
        inbox.isSleeping = false
        curl_multi_wakeup(multi.raw)
    }

    /// The thread's whole life.
    private func drive() {
        var loop = HTTPLoop(multi: multi.raw, settings: settings)
        var commands: [Command] = []
        while !take(&commands) {
            for command in commands { loop.obey(command) }
            commands.removeAll(keepingCapacity: true)
            loop.turn()
            if fallAsleep() { curl_multi_poll(multi.raw, nil, 0, 10_000, nil) }
        }
        for command in commands { loop.obey(command) }
        loop.endAll()
        curl_multi_cleanup(multi.raw)
        ended.signal()
    }

    /// Exchanges the inbox for the given, empty array, so that neither is ever allocated anew.
    private func take(_ commands: inout [Command]) -> Bool {
        inbox.withLock { inbox in
            swap(&inbox.commands, &commands)
            if inbox.isShutDown { inbox.isSleeping = false }
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

/// The one pointer that crosses threads.
///
/// Off the driver's thread it is used for `curl_multi_wakeup` alone, within the inbox's lock and never after the
/// thread was told to end; the thread frees it.
private final class MultiHandle: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer

    init(_ raw: UnsafeMutableRawPointer) { self.raw = raw }
}
