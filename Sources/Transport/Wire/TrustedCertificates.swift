// SPDX-License-Identifier: Apache-2.0

package import Announcement
import CLibcurl
import Glibc

/// The certificates that the system trusts and an operator's own beside them, as one file that libcurl reads.
///
/// Given to libcurl in any other way, the operator's would take the place of the system's, or be copied for every
/// connection. The file has no name, and is gone with the last who holds this object.
package final class TrustedCertificates: Sendable {
    private let descriptor: Int32

    /// Where libcurl finds the file.
    package var path: String { "/proc/self/fd/\(descriptor)" }

    /// - Parameter pem: certificates in PEM, such as an operator's own authority.
    /// - Throws: ``FaultCode/resourcesExhausted``.
    package init(besides pem: String) throws(Fault) {
        let descriptor = belfry_memory_file("trust")
        guard descriptor >= 0 else { throw Self.fault }
        self.descriptor = descriptor
        // The system's first: it is no fault of the operator's where there is none.
        let system = CurlLibrary.certificateFile.flatMap { try? DurableFile(path: $0).read() } ?? []
        try Self.write(system + Array("\n\(pem)\n".utf8), to: descriptor)
        let isReachable = access(path, R_OK) == 0
        guard isReachable else { throw Self.fault }
    }

    deinit { close(descriptor) }

    private static func write(_ content: [UInt8], to descriptor: Int32) throws(Fault) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault }
            rest = rest.dropFirst(count)
        }
    }

    private static var fault: Fault {
        Fault(
            .resourcesExhausted,
            "The certificates to trust cannot be handed to libcurl: \(String(cString: strerror(errno)))."
        )
    }
}
