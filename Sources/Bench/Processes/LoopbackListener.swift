// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A socket that listens on the loopback address.
struct LoopbackListener {
    let descriptor: Int32
    let port: Int

    /// Listens on any free port; whoever makes it closes the descriptor.
    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw NotMeasured("There is no socket to be had.") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, size) == 0 && listen(descriptor, 1_024) == 0
                    && getsockname(descriptor, raw, &size) == 0
            }
        }
        guard isListening else {
            close(descriptor)
            throw NotMeasured("There is no free port on this machine.")
        }
        self.descriptor = descriptor
        self.port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Waits for the next connection.
    ///
    /// - Returns: its descriptor; less than nought where there is none to be had.
    func accept() -> Int32 {
        let connection = Glibc.accept(descriptor, nil, nil)
        if connection >= 0 { _ = fcntl(connection, F_SETFD, FD_CLOEXEC) }
        return connection
    }
}
