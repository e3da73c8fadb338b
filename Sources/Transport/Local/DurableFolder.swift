// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Glibc

/// Files of one folder that change together, each whole for every reader and all of them durable in the end.
///
/// What has changed is written beside the old files first, so that a full disk is found out before any reader sees half
/// of the change; then every file takes its place, in order. Every call blocks.
struct DurableFolder {
    /// Files below that many bytes are not worth compressing.
    private static let worthCompressing = 256

    let path: String

    /// Replaces those that hold something else, with their compressed copies.
    func write(_ files: [FileSet.File]) throws(Fault) {
        var changed: [DurableFile] = []
        do throws(Fault) {
            for file in files {
                let place = try self.place(of: file.path)
                let copy = try self.place(of: file.path + ".gz")
                let isSame = try place.read() == file.content
                let isCompressible = file.content.count >= Self.worthCompressing
                if isSame, copy.isThere || !isCompressible { continue }
                // The copy goes first: for an instant it may be newer than the file, never older.
                if isCompressible, let compressed = Gzip.compressed(file.content) {
                    changed.append(copy)
                    try copy.stage(compressed)
                } else if copy.isThere {
                    _ = try copy.remove()
                }
                guard !isSame else { continue }
                changed.append(place)
                try place.stage(file.content)
            }
            for file in changed { try file.settle() }
            for file in changed { try file.takeOver() }
        } catch {
            for file in changed { file.discard() }
            throw error
        }
        try sync(changed)
    }

    /// Takes files and their copies away, and then the folders that they leave empty.
    func remove(_ names: [String]) throws(Fault) {
        var removed: [DurableFile] = []
        for name in names {
            for suffix in ["", ".gz"] {
                let file = try place(of: name + suffix)
                if try file.remove() { removed.append(file) }
            }
        }
        try sync(removed)
        for directory in Set(removed.map(\.directory)) where directory != path { rmdir(directory) }
    }

    private func sync(_ files: [DurableFile]) throws(Fault) {
        var seen: Set<String> = []
        for file in files where seen.insert(file.directory).inserted { try file.syncDirectory() }
    }

    /// - Throws: ``FaultCode/fileUnwritable`` where the name leads out of the folder.
    private func place(of name: String) throws(Fault) -> DurableFile {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw Fault(.fileUnwritable, "The path names no file of the folder.")
        }
        return try DurableFile(path: "\(path)/\(name)")
    }
}
