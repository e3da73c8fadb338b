// SPDX-License-Identifier: Apache-2.0

import NIOCore

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
        guard let socket = channel as? any SocketOptionProvider else { return close(promise: nil) }
        // The option is set on this thread at once; a socket that refuses it is closed in the ordinary way.
        let lingering = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated()
        lingering.whenComplete { _ in self.close(promise: nil) }
    }
}
