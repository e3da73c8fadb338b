// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The requests of a sink in a file, one JSON object a line (the form of ``SinkRequest``).
///
/// A line is handed to the system in one write before its request is answered: whatever process dies next, the
/// client never holds an answer that the file does not know of. With `syncs`, the line is on the disk by then too.
final class RequestLogFile: Sendable {
    private let path: String
    private let syncs: Bool
    /// -1 while closed.
    private let descriptor = Mutex<Int32>(-1)

    init(path: String, syncs: Bool) {
        self.path = path
        self.syncs = syncs
    }

    /// Opens the file for appending, creating it where it is missing.
    ///
    /// - Throws: ``FaultCode/fileUnwritable``.
    func open() throws(Fault) {
        let opened = openForAppending(path)
        guard opened >= 0 else {
            throw Fault(.fileUnwritable, "Cannot write the request log: \(String(cString: strerror(errno))).")
        }
        let former = descriptor.withLock { descriptor in
            defer { descriptor = opened }
            return descriptor
        }
        if former >= 0 { closeFile(former) }
    }

    /// Returns false where the line could not be written in full.
    func append(_ request: SinkRequest) -> Bool {
        guard var line = try? SinkJSON.encode(request) else { return false }
        line.append(UInt8(ascii: "\n"))
        return descriptor.withLock { descriptor in
            descriptor >= 0 && Self.write(line, to: descriptor) && (!syncs || fsync(descriptor) == 0)
        }
    }

    func close() {
        let former = descriptor.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
        if former >= 0 { closeFile(former) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = writeBytes(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}

// The system's functions, out of reach inside a type that has methods of their names.

private func openForAppending(_ path: String) -> Int32 {
    open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
}

private func closeFile(_ descriptor: Int32) { _ = close(descriptor) }

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
