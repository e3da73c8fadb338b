// SPDX-License-Identifier: Apache-2.0

import Announcement
import Glibc

/// One file, and how to replace it so that no reader and no power cut ever shows half of it.
///
/// Every call blocks.
struct DurableFile {
    private let path: String
    let directory: String
    private let name: String

    /// - Throws: ``FaultCode/fileUnwritable`` where the path names no file.
    init(path: String) throws(Fault) {
        let slash = path.lastIndex(of: "/")
        let name = String(slash.map { path[path.index(after: $0)...] } ?? path[...])
        guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
            throw Fault(.fileUnwritable, "The path names no file.")
        }
        self.path = path
        self.name = name
        self.directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// - Returns: nil where there is no file.
    func read() throws(Fault) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw fault("cannot be opened")
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1_024)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw fault("cannot be read")
            }
            guard count > 0 else { return content }
            content.append(contentsOf: piece[..<count])
        }
    }

    /// Here `mode` is who may read it, if it is new.
    func replace(_ content: [UInt8], mode: mode_t = 0o644) throws(Fault) {
        do throws(Fault) {
            try stage(content, mode: mode)
            try settle()
            try takeOver()
        } catch {
            discard()
            throw error
        }
        try syncDirectory()
    }

    /// Writes the new content beside the old one; it may still be lost with the power.
    func stage(_ content: [UInt8], mode: mode_t = 0o644) throws(Fault) {
        try makeDirectories()
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw fault("cannot be written") }
        defer { close(descriptor) }
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, content.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault("cannot be written")
            }
            written += count
        }
    }

    /// Makes what was staged durable.
    func settle() throws(Fault) { try sync(draft, O_WRONLY) }

    /// Puts what was staged into the file's place.
    func takeOver() throws(Fault) {
        guard rename(draft, path) == 0 else { throw fault("cannot be replaced") }
    }

    /// Takes away what was staged, if it is still there.
    func discard() { unlink(draft) }

    /// Without this a rename or a removal itself may be lost with the power.
    func syncDirectory() throws(Fault) { try sync(directory, O_RDONLY | O_DIRECTORY) }

    var isThere: Bool { access(path, F_OK) == 0 }

    /// - Returns: whether there was a file.
    func remove() throws(Fault) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw fault("cannot be removed") }
        return false
    }

    /// Calls of one process follow one another, and another process has another number.
    private var draft: String { "\(directory)/.\(name).\(getpid()).tmp" }

    /// Makes each missing directory, and makes it durable in the one above.
    private func makeDirectories() throws(Fault) {
        guard access(directory, F_OK) != 0 else { return }
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            let above = made.isEmpty ? "/" : made
            made += "/\(part)"
            if mkdir(made, 0o755) == 0 {
                try sync(above, O_RDONLY | O_DIRECTORY)
            } else if errno != EEXIST {
                throw fault("has a directory that cannot be made")
            }
        }
    }

    private func sync(_ place: String, _ flags: Int32) throws(Fault) {
        let descriptor = open(place, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("cannot be made durable") }
        defer { close(descriptor) }
        // Some file systems have nothing to sync of a directory, and say so.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw fault("cannot be made durable") }
    }

    /// Names the file, not where it lies, and what the system said.
    private func fault(_ what: String) -> Fault {
        Fault(.fileUnwritable, "\(name) \(what): \(String(cString: strerror(errno))).", context: ["file": name])
    }
}
