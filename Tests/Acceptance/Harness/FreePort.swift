// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A port on which nothing listens.
enum FreePort {
    private static let loopback = in_addr_t(0x7F00_0001).bigEndian
    /// Below those that Linux gives to sockets that ask for any (32768 and up), connections among them.
    ///
    /// So what is found stays free until whoever asked takes it, or for good where nobody is to answer. Above 10080,
    /// which browsers refuse.
    private static let range = 10_100..<32_768
    private static let given = Mutex<Set<Int>>([])

    /// One that nobody holds, and that was not found before.
    static func find() throws -> Int {
        for _ in 0..<1_000 {
            let port = Int.random(in: range)
            if given.withLock({ $0.insert(port).inserted }), try isFree(port) { return port }
        }
        throw MissingTool(description: "There is no free port on this machine.")
    }

    private static func isFree(_ port: Int) throws -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw MissingTool(description: "There is no socket to be had.") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = loopback
        address.sin_port = in_port_t(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
