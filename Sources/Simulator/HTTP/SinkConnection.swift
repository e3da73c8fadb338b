// SPDX-License-Identifier: Apache-2.0

import Announcement
import NIOCore
import NIOHTTP1

/// One HTTP/1.1 connection of the HTTP sink: reads requests, records them and plays the script's answers.
///
/// Responses are written as bytes, without an encoder, because half of the answers are none. Requests that arrive
/// while one is being answered wait their turn; past a bound the connection stops reading.
final class SinkConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let core: SinkCore
    private let number: Int
    private var incoming: SinkExchange?
    private var isAnswering = false
    private var isDone = false
    private var isDraining = false
    private var waiting = CircularBuffer<HTTPServerRequestPart>()
    private let waitingLimit = 64
    private var holdsRead = false
    private var timer: Scheduled<Void>?

    init(core: SinkCore) {
        self.core = core
        self.number = core.welcome()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard !isDone else { return }
        if isAnswering { waiting.append(part) } else { take(part, context) }
    }

    func read(context: ChannelHandlerContext) {
        if waiting.count < waitingLimit { context.read() } else { holdsRead = true }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isDone = true
        waiting.removeAll()
        timer?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isDone else { return }
        isDone = true
        guard error is HTTPParserError else { return context.close(promise: nil) }
        send(SinkReply(400, body: "This is not HTTP.\n").wire(closes: true), closing: true, context)
    }
}

// MARK: A request comes in

extension SinkConnection {
    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            begin(head, context)
        case .body(let bytes):
            // In place, so that the buffer is appended to.
            incoming?.take(bytes)
        case .end:
            guard let request = incoming else { return }
            incoming = nil
            isAnswering = true
            if let cue = request.cue { answer(request, cue, context) } else { control(request, context) }
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = SinkExchange(head, core: core, connection: number)
        if let cue = request.cue, cue.answer.action == .resetBeforeBody {
            isDone = true
            request.record(cue)
            after(cue.answer.delay, context) { $0.reset() }
            return
        }
        incoming = request
        if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }

    private func control(_ request: SinkExchange, _ context: ChannelHandlerContext) {
        request.control(on: context.eventLoop).assumeIsolated()
            .whenSuccess { reply in
                guard !self.isDone else { return }
                self.reply(reply, nil, to: request.head, context)
            }
    }
}

// MARK: An answer goes out

extension SinkConnection {
    private func answer(_ request: SinkExchange, _ cue: SinkDirector.Cue, _ context: ChannelHandlerContext) {
        guard let cue = request.settle(cue) else {
            return send(SinkExchange.unlogged.wire(closes: true), closing: true, context)
        }
        after(cue.answer.delay, context) { context in
            switch cue.answer.action {
            case .reply(let reply): self.reply(reply, cue.wire, to: request.head, context)
            case .hang: break
            case .reset, .resetBeforeBody: context.reset()
            case .close: context.close(promise: nil)
            case .garbage(let text): self.send(ByteBuffer(string: text), closing: true, context)
            case .half(let reply): self.send(reply.halfWire(), closing: true, context)
            }
        }
    }

    private func reply(
        _ reply: SinkReply,
        _ prepared: ByteBuffer?,
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        let closes = !head.isKeepAlive
        let isPlain = !closes && head.method != .HEAD
        let wire = isPlain ? prepared : nil
        let bytes = wire ?? reply.wire(closes: closes, hasBody: head.method != .HEAD)
        if let pace = reply.bytesPerSecond {
            drip(bytes, pace, closing: closes, context)
        } else {
            send(bytes, closing: closes, context)
            if !closes { next(context) }
        }
    }

    /// Ten portions a second, or single bytes where the pace is slower than that.
    private func drip(_ bytes: ByteBuffer, _ pace: Int, closing: Bool, _ context: ChannelHandlerContext) {
        var rest = bytes
        let size = min(max(1, pace / 10), rest.readableBytes)
        guard let portion = rest.readSlice(length: size) else { return }
        let isLast = rest.readableBytes == 0
        send(portion, closing: isLast && closing, context)
        if !isLast {
            after(.seconds(1) * size / pace, context) { self.drip(rest, pace, closing: closing, $0) }
        } else if !closing {
            next(context)
        }
    }

    private func send(_ bytes: ByteBuffer, closing: Bool, _ context: ChannelHandlerContext) {
        guard closing else { return context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
        isDone = true
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: sent)
    }

    private func next(_ context: ChannelHandlerContext) {
        isAnswering = false
        guard !isDraining else { return }
        isDraining = true
        while !isAnswering, !isDone, let part = waiting.popFirst() { take(part, context) }
        isDraining = false
        if holdsRead, waiting.count < waitingLimit {
            holdsRead = false
            context.read()
        }
    }

    private func after(
        _ delay: Duration,
        _ context: ChannelHandlerContext,
        _ work: @escaping (ChannelHandlerContext) -> Void
    ) {
        guard delay > .zero else { return work(context) }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { work(context) }
    }
}
