// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A port on which nothing listens.
enum FreePort {
    private static let loopback = in_addr_t(0x7F00_0001).bigEndian

    /// One that the system has just given out and nobody holds.
    static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw MissingTool(description: "There is no socket to be had.") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = loopback
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, size) == 0 && getsockname(descriptor, raw, &size) == 0
            }
        }
        guard isBound else { throw MissingTool(description: "There is no free port on this machine.") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
