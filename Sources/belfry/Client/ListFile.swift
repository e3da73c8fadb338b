// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc
import Synchronization
import Transport

/// A list that is read as it is sent, so that its length costs no memory.
final class ListFile: UploadContent, Sendable {
    /// As it was given; `-` stands for standard input.
    let path: String
    /// In bytes, as far as it can be told.
    let count: Int?

    private let descriptor: Int32
    /// Where the list begins in the file.
    private let start: off_t
    private let position = Atomic(0)
    private let failed = Atomic(false)

    /// Opens a list; one that `isReadTwice` and comes from a pipe is put down in a nameless file first.
    init(_ path: String, isReadTwice: Bool) throws(Fault) {
        self.path = path
        var descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path) }
        if isReadTwice, lseek(descriptor, 0, SEEK_CUR) < 0 {
            let pipe = descriptor
            defer { close(pipe) }
            descriptor = try Self.copy(of: pipe, path: path)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw .unreadable(path)
        }
        self.descriptor = descriptor
        self.start = max(0, lseek(descriptor, 0, SEEK_CUR))
        self.count = status.st_mode & S_IFMT == S_IFREG ? max(0, Int(status.st_size - start)) : nil
    }

    deinit { close(descriptor) }

    /// Whether it could not be read to its end.
    var isBroken: Bool { failed.load(ordering: .relaxed) }

    /// How much of it has been read, of 100; nil where nobody can tell.
    var percent: Int? {
        count.map { $0 == 0 ? 100 : min(100, position.load(ordering: .relaxed) * 100 / $0) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        var length = -1
        repeat { length = Glibc.read(descriptor, buffer.baseAddress, buffer.count) } while length < 0 && errno == EINTR
        guard length >= 0 else {
            failed.store(true, ordering: .relaxed)
            return nil
        }
        let position = position.wrappingAdd(length, ordering: .relaxed).newValue
        if length == 0, let count, position < count { failed.store(true, ordering: .relaxed) }
        return length
    }

    /// Reads it once more from its beginning, piece by piece.
    func readAgain(_ visit: (ArraySlice<UInt8>) throws(Fault) -> Void) throws(Fault) {
        guard lseek(descriptor, start, SEEK_SET) >= 0 else { throw .unreadable(path) }
        var buffer = [UInt8](repeating: 0, count: Self.piece)
        while true {
            let length = buffer.withUnsafeMutableBytes { read(into: $0) }
            guard let length else { throw .unreadable(path) }
            guard length > 0 else { return }
            try visit(buffer[..<length])
        }
    }

    private static let piece = 256 * 1_024

    /// A nameless file with what a pipe brings, to be read from its beginning.
    private static func copy(of pipe: Int32, path: String) throws(Fault) -> Int32 {
        guard let file = tmpfile() else {
            throw Fault(.fileUnwritable, "No temporary file can be made.", context: ["where": path])
        }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: piece)
        while true {
            let length = Glibc.read(pipe, &buffer, buffer.count)
            if length < 0, errno == EINTR { continue }
            guard length >= 0 else { throw .unreadable(path) }
            guard length > 0 else { break }
            guard fwrite(buffer, 1, length, file) == length else { throw .unwritten(path) }
        }
        guard fflush(file) == 0 else { throw .unwritten(path) }
        let descriptor = dup(fileno(file))
        guard descriptor >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw .unwritten(path) }
        return descriptor
    }
}

extension Fault {
    static func unreadable(_ path: String) -> Fault {
        Fault(.audienceInvalid, "The file cannot be read.", context: ["where": path])
    }

    fileprivate static func unwritten(_ path: String) -> Fault {
        Fault(.fileUnwritable, "The list cannot be kept in a temporary file.", context: ["where": path])
    }
}
