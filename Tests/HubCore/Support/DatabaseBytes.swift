// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// The bytes of a database's file and of the log beside it.
func databaseBytes(of file: String) throws -> [Data] {
    try [file, "\(file)-wal"].filter { FileManager.default.fileExists(atPath: $0) }
        .map { try Data(contentsOf: URL(filePath: $0)) }
}

extension Data {
    /// Whether a text stands anywhere in it.
    func holds(_ text: String) -> Bool {
        let sought = Array(text.utf8)
        guard let first = sought.first else { return true }
        return withUnsafeBytes { bytes in
            var rest = bytes[...]
            while let start = rest.baseOfSlice, let found = memchr(start, Int32(first), rest.count) {
                rest = rest.dropFirst(found - UnsafeMutableRawPointer(mutating: start))
                if rest.starts(with: sought) { return true }
                rest = rest.dropFirst()
            }
            return false
        }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Where it begins; nil where nothing is in it.
    fileprivate var baseOfSlice: UnsafeRawPointer? { isEmpty ? nil : base.baseAddress.map { $0 + startIndex } }
}
