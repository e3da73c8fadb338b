// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTP2

/// One HTTP/2 connection of the HTTP sink: gives every stream a ``SinkStream``, and says farewell when the sink stops.
final class SinkStreams: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let core: SinkCore
    private let number: Int
    /// The last stream that the client opened.
    private var last = HTTP2StreamID.rootStream
    private var isLeaving = false

    private init(core: SinkCore) {
        self.core = core
        self.number = core.welcome()
    }

    /// What makes a connection speak HTTP/2.
    static func handlers(for channel: any Channel, core: SinkCore) -> [any ChannelHandler] {
        let streams = SinkStreams(core: core)
        let bound = NIOLoopBound(streams, eventLoop: channel.eventLoop)
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: core.streamLimit),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 32 * 1_024),
        ]
        // A script may state a length that is not the body's.
        connection.contentLengthValidation = .disabled
        // Those who talk to the sink are of the house: who gives up often is not an attacker. Room is taken for so many.
        connection.controlFrameRateLimit.maximumCount = 4_000
        connection.maximumConnectionGlitches = 100_000
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.streamResetFrameRateLimit.maximumCount = 4_000
        stream.streamErrorRateLimit.maximumCount = 4_000
        let handler = NIOHTTP2Handler(
            mode: .server,
            eventLoop: channel.eventLoop,
            connectionConfiguration: connection,
            streamConfiguration: stream
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                let streams = bound.value
                if let id = try channel.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID) {
                    streams.last = max(streams.last, id)
                }
                try channel.pipeline.syncOperations.addHandlers([
                    HTTP2FramePayloadToHTTP1ServerCodec(), SinkStream(core: core, connection: streams.number),
                ])
            }
        }
        return [handler, streams]
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        core.joined(number) { [loop = context.eventLoop] in
            loop.submit {
                let (streams, context) = bound.value
                streams.leave(context)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isLeaving = true
        core.left(number)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What concerns one stream is told to that stream as well.
        if error is NIOHTTP2Errors.StreamError { return }
        context.close(promise: nil)
    }

    /// Says which streams were taken in, and closes the connection with whatever is still to be answered on it.
    func leave(_ context: ChannelHandlerContext) {
        guard !isLeaving else { return }
        isLeaving = true
        let farewell = HTTP2Frame.FramePayload.goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil)
        let frame = HTTP2Frame(streamID: .rootStream, payload: farewell)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        context.close(promise: nil)
    }
}
