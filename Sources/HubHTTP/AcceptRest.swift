// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import Synchronization

/// Lets a listener rest for a second at a time while the process has no files left to open, or next to none.
///
/// Connections wait in the system's queue meanwhile. Where one cannot be taken all the same, NIO keeps the listener open
/// and means to wait, but goes on watching the socket, which stays readable: a whole thread would turn in vain until
/// something is free. Here it is told to look away.
final class AcceptRest: ChannelDuplexHandler, Sendable {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private struct State {
        var isResting = false
        var toldAt: NIODeadline?
    }

    private static let rest = TimeAmount.seconds(1)
    private static let silence = TimeAmount.seconds(60)

    private let isScarce: @Sendable () -> Bool
    private let logger: Logger
    private let state = Mutex(State())

    /// Here `isScarce` says whether no more files should be opened for now.
    init(isScarce: @escaping @Sendable () -> Bool, logger: Logger) {
        self.isScarce = isScarce
        self.logger = logger
    }

    func read(context: ChannelHandlerContext) {
        guard isScarce() else { return context.read() }
        tell("hardly a file can be opened any more")
        let isFirst = state.withLock { state in
            defer { state.isResting = true }
            return !state.isResting
        }
        guard isFirst else { return }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.rest) {
            self.state.withLock { $0.isResting = false }
            self.read(context: bound.value)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError {
            tell("\(error)")
            let channel = context.channel
            // Turned on first, for only a change to off has any effect.
            watch(channel, true)
            watch(channel, false)
            context.eventLoop.scheduleTask(in: Self.rest) { self.watch(channel, true) }
        }
        context.fireErrorCaught(error)
    }

    private func watch(_ channel: any Channel, _ isOn: Bool) {
        do {
            try channel.syncOptions?.setOption(.autoRead, value: isOn)
        } catch {
            // The listener has been closed meanwhile: there is nothing left to watch.
            logger.debug("the listener has gone", metadata: ["fault": "\(error)"])
        }
    }

    /// Once a minute at the most.
    private func tell(_ reason: String) {
        let now = NIODeadline.now()
        let isNews = state.withLock { state in
            if let toldAt = state.toldAt, now < toldAt + Self.silence { return false }
            state.toldAt = now
            return true
        }
        guard isNews else { return }
        logger.warning("new connections wait: they cannot be taken for now", metadata: ["reason": "\(reason)"])
    }
}
