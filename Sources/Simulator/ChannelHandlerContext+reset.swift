// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension ChannelHandlerContext {
    /// Ends the connection with a TCP reset instead of an orderly close: what was not sent is thrown away.
    func reset() {
        // Below TLS, which would say farewell first.
        let bottom = (try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)) ?? self
        guard let socket = channel as? any SocketOptionProvider else { return bottom.close(promise: nil) }
        // The option is set on this thread at once; a socket that refuses it is closed in the ordinary way.
        let lingering = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated()
        lingering.whenComplete { _ in bottom.close(promise: nil) }
    }
}
