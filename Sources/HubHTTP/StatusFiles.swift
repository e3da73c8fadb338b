// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import HubCore
import Synchronization

/// The files of status pages as they lie on the disk, kept in memory while they stay the same.
///
/// A file is only ever replaced as a whole, so that its number, size and time tell whether it is another one.
package final class StatusFiles: Sendable {
    /// One file, ready to be given out.
    struct File: Sendable {
        var content: [UInt8]
        /// The copy beside it that is compressed with gzip; nil where there is none.
        var compressed: [UInt8]?
        /// Of the content's bytes, in hexadecimal.
        var digest: String
        var modifiedAt: Timestamp
    }

    private struct Entry {
        /// Which file it was that lay there.
        var mark: String
        var file: File
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var bytes = 0
    }

    /// Bytes that are kept at the most.
    private static let capacity = 32 << 20

    private let state = Mutex(State())

    package init() {}

    /// The file at `path`; nil where there is none.
    func file(_ path: String) -> File? {
        guard let (mark, modifiedAt) = Self.mark(of: path) else { return nil }
        let known = state.withLock { $0.entries[path] }
        if let known, known.mark == mark { return known.file }
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let content = Array(data)
        let file = File(
            content: content,
            compressed: FileManager.default.contents(atPath: path + ".gz").map { Array($0) },
            digest: String(ContentDigest.hexadecimal(of: content).prefix(32)),
            modifiedAt: modifiedAt
        )
        keep(Entry(mark: mark, file: file), at: path)
        return file
    }

    private func keep(_ entry: Entry, at path: String) {
        state.withLock { state in
            if let old = state.entries[path] { state.bytes -= old.file.weight }
            state.entries[path] = entry
            state.bytes += entry.file.weight
            guard state.bytes > Self.capacity else { return }
            // What is asked for is soon there again.
            state = State()
        }
    }

    private static func mark(of path: String) -> (text: String, modifiedAt: Timestamp)? {
        guard
            let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let changed = attributes[.modificationDate] as? Date
        else { return nil }
        let number = attributes[.systemFileNumber].map { "\($0)" } ?? ""
        let size = attributes[.size].map { "\($0)" } ?? ""
        let seconds = changed.timeIntervalSince1970
        return ("\(number) \(size) \(seconds)", Timestamp(milliseconds: Int64(seconds) * 1_000))
    }
}

extension StatusFiles.File {
    fileprivate var weight: Int { content.count + (compressed?.count ?? 0) }
}
