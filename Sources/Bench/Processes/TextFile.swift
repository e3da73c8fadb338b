// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whole files of text, those without a size in /proc included.
enum TextFile {
    /// nil where it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the parts one after the other, none of which needs to be in memory with the next.
    static func write(_ parts: some Sequence<String>, to path: String) throws {
        guard let file = fopen(path, "we") else { throw NotMeasured("\(path) cannot be written.") }
        defer { fclose(file) }
        for part in parts {
            var part = part
            let isWritten = part.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
            guard isWritten else { throw NotMeasured("\(path) cannot be written: is the disk full?") }
        }
    }

    static func write(_ text: String, to path: String) throws { try write(CollectionOfOne(text), to: path) }
}
