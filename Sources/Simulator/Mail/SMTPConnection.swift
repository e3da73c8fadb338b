// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One connection of the mail sink: feeds lines to the session and performs what it says.
final class SMTPConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let core: MailCore
    private let number: Int
    private var session: SMTPSession
    private var reader = LineReader()
    private var actions = CircularBuffer<SMTPSession.Action>()
    /// While pausing: nothing is performed and no line is taken.
    private var isWaiting = false
    private var isDone = false
    private var hasFailedToKeep = false
    private var timer: Scheduled<Void>?

    init(core: MailCore, isEncrypted: Bool) {
        self.core = core
        self.number = core.welcome()
        self.session = SMTPSession(
            features: core.features,
            connection: number,
            offersTLS: core.identity != nil,
            isEncrypted: isEncrypted
        )
    }

    func channelActive(context: ChannelHandlerContext) {
        handle(.connected)
        proceed(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        var bytes = unwrapInboundIn(data)
        reader.append(&bytes)
        proceed(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isDone = true
        timer?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isDone = true
        context.close(promise: nil)
    }

    private func handle(_ event: SMTPSession.Event) {
        actions += session.handle(event) { core.director.answer(at: $0, to: $1) }
    }

    /// Performs what is due, then takes the next line, until there is neither or the script wants to wait.
    private func proceed(_ context: ChannelHandlerContext) {
        while !isDone, !isWaiting {
            if let action = actions.popFirst() {
                perform(action, context)
            } else if let line = reader.next(limit: session.lineLimit) {
                switch line {
                case .whole(let bytes, let endsWithCRLF): handle(.line(bytes, endsWithCRLF: endsWithCRLF))
                case .tooLong: handle(.lineTooLong)
                }
            } else {
                return
            }
        }
    }

    private func perform(_ action: SMTPSession.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .reply(let reply):
            send(reply, context)
        case .garbage(let line):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: line + "\r\n")), promise: nil)
        case .pause(let delay):
            isWaiting = true
            timer = context.eventLoop.assumeIsolated()
                .scheduleTask(in: TimeAmount(delay)) {
                    self.isWaiting = false
                    self.proceed(context)
                }
        case .keep(let draft):
            hasFailedToKeep = !core.keep(draft, from: session, connection: number)
        case .encrypt:
            reader = LineReader()
            guard let handler = core.identity?.mailHandler,
                (try? context.pipeline.syncOperations.addHandler(handler, position: .first)) != nil
            else { return context.close(promise: nil) }
        case .hang:
            // Nothing is said or heard any more, and the client finds out for itself.
            isDone = true
        case .close:
            isDone = true
            // An empty write's end is the end of all that was written before.
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
        case .reset:
            isDone = true
            context.reset()
        }
    }

    private func send(_ reply: SMTPReply, _ context: ChannelHandlerContext) {
        let failure = SMTPReply(451, "4.3.0", "The mail cannot be stored")
        let reply = hasFailedToKeep ? failure : reply
        hasFailedToKeep = false
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply.wire)), promise: nil)
    }
}
