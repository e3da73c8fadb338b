// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTP2

/// Hears from a connection's first bytes which HTTP is spoken, makes it so, and leaves.
///
/// HTTP/2 begins with a preface that no HTTP/1.1 request begins with (RFC 9113 3.4). It is told apart below TLS as well as
/// in clear text: what was negotiated there is what is then spoken.
final class SinkGreeting: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private let core: SinkCore
    private var heard = ByteBuffer()

    init(core: SinkCore) { self.core = core }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        heard.writeBuffer(&bytes)
        let beginning = heard.readableBytesView.prefix(Self.preface.count)
        let mayBeHTTP2 = Self.preface.starts(with: beginning)
        guard !mayBeHTTP2 || beginning.count == Self.preface.count else { return }
        do {
            let pipeline = context.pipeline.syncOperations
            if mayBeHTTP2 {
                try pipeline.addHandlers(SinkStreams.handlers(for: context.channel, core: core))
            } else {
                let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
                try pipeline.addHandler(ByteToMessageHandler(decoder))
                try pipeline.addHandler(SinkConnection(core: core))
            }
            context.fireChannelRead(wrapInboundOut(heard))
            pipeline.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that does not trust us, say: that is its affair.
        context.close(promise: nil)
    }
}
