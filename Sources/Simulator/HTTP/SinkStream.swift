// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTP2

/// One request of an HTTP/2 connection, with its answer.
///
/// Where the script resets, only the stream is reset (`RST_STREAM` with `INTERNAL_ERROR`): the others go on. What is
/// no HTTP, and an orderly close without an answer, concern the whole connection, as they do in HTTP/1.1: the first is
/// sent in place of frames, the second is a farewell (`GOAWAY`) that counts the request among those taken in.
final class SinkStream: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let core: SinkCore
    private let connection: Int
    private var incoming: SinkExchange?
    private var isDone = false
    private var timer: Scheduled<Void>?

    init(core: SinkCore, connection: Int) {
        self.core = core
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let bytes): incoming?.take(bytes)
        case .end:
            guard let request = incoming else { return }
            incoming = nil
            if let cue = request.cue { answer(request, cue, context) } else { control(request, context) }
        }
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

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = SinkExchange(head, core: core, connection: connection)
        guard let cue = request.cue, cue.answer.action == .resetBeforeBody else { return incoming = request }
        request.record(cue)
        after(cue.answer.delay, context) { self.reset($0) }
    }

    private func control(_ request: SinkExchange, _ context: ChannelHandlerContext) {
        request.control(on: context.eventLoop).assumeIsolated()
            .whenSuccess { self.reply($0, to: request.head, context) }
    }

    private func answer(_ request: SinkExchange, _ cue: SinkDirector.Cue, _ context: ChannelHandlerContext) {
        guard let cue = request.settle(cue) else { return reply(SinkExchange.unlogged, to: request.head, context) }
        after(cue.answer.delay, context) { context in
            switch cue.answer.action {
            case .reply(let reply): self.reply(reply, to: request.head, context)
            case .hang: break
            case .reset, .resetBeforeBody: self.reset(context)
            case .close: self.closeConnection(context)
            case .garbage(let text): self.spoilConnection(text, context)
            case .half(let reply): self.breakOff(reply.withSomeBody, context)
            }
        }
    }
}

// MARK: An answer goes out

extension SinkStream {
    private func reply(_ reply: SinkReply, to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        let body = head.method == .HEAD ? ByteBuffer() : ByteBuffer(bytes: reply.body)
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        if let pace = reply.bytesPerSecond {
            context.flush()
            drip(body, pace, context)
        } else {
            if body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            end(context)
        }
    }

    /// Ten portions a second, or single bytes where the pace is slower than that.
    private func drip(_ bytes: ByteBuffer, _ pace: Int, _ context: ChannelHandlerContext) {
        var rest = bytes
        let size = min(max(1, pace / 10), rest.readableBytes)
        guard size > 0, let portion = rest.readSlice(length: size) else { return end(context) }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(portion))), promise: nil)
        after(.seconds(1) * size / pace, context) { self.drip(rest, pace, $0) }
    }

    private func end(_ context: ChannelHandlerContext) {
        let sent = context.eventLoop.makePromise(of: Void.self)
        // A script may give headers that HTTP/2 does not allow; the client is not to wait for them for ever.
        sent.futureResult.assumeIsolated().whenFailure { _ in self.reset(context) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    private func breakOff(_ reply: SinkReply, _ context: ChannelHandlerContext) {
        let half = ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2))
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        let sent = context.eventLoop.makePromise(of: Void.self)
        // Not before: a reset throws away what has not left yet.
        sent.futureResult.assumeIsolated().whenComplete { _ in self.reset(context) }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(half))), promise: sent)
    }

    private func reset(_ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        // Below the codec, which knows of requests and answers only.
        let codec = try? context.pipeline.syncOperations.context(
            handlerType: HTTP2FramePayloadToHTTP1ServerCodec.self
        )
        codec?.writeAndFlush(NIOAny(HTTP2Frame.FramePayload.rstStream(.internalError)), promise: nil)
    }

    private func closeConnection(_ context: ChannelHandlerContext) {
        isDone = true
        guard let pipeline = context.channel.parent?.pipeline.syncOperations,
            let parent = try? pipeline.context(handlerType: SinkStreams.self)
        else { return }
        (parent.handler as? SinkStreams)?.leave(parent)
    }

    private func spoilConnection(_ text: String, _ context: ChannelHandlerContext) {
        isDone = true
        guard let pipeline = context.channel.parent?.pipeline.syncOperations,
            let frames = try? pipeline.context(handlerType: NIOHTTP2Handler.self)
        else { return }
        // Below the frames and above TLS.
        frames.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
        frames.close(promise: nil)
    }

    private func after(
        _ delay: Duration,
        _ context: ChannelHandlerContext,
        _ work: @escaping (ChannelHandlerContext) -> Void
    ) {
        guard delay > .zero else { return work(context) }
        timer = context.eventLoop.assumeIsolated()
            .scheduleTask(in: TimeAmount(delay)) {
                if !self.isDone { work(context) }
            }
    }
}
