// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Glibc

/// An audience's file, CSV or by its name's ending NDJSON (`.ndjson`, `.jsonl`), read as a stream.
package struct AudienceFile: ~Copyable {
    private let file: UnsafeMutablePointer<FILE>
    private var reader: MemberListReader
    private var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
    private var isAtEnd = false

    /// - Throws: ``FaultCode/audienceInvalid`` where the file cannot be read.
    package init(path: String, addresses: any ListedAddresses) throws(Fault) {
        guard let file = fopen(path, "re") else {
            throw Fault(.audienceInvalid, "The audience's file cannot be read.", context: ["where": path])
        }
        self.file = file
        self.reader = MemberListReader(ListFormat(ofFile: path), addresses: addresses, path: path)
    }

    deinit { fclose(file) }

    /// The next lines; nil at the end.
    ///
    /// - Throws: ``FaultCode/audienceInvalid`` where the first line of a CSV is not its header.
    package mutating func next() throws(Fault) -> [MemberListReader.Entry]? {
        guard !isAtEnd else { return nil }
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else {
            isAtEnd = true
            return try reader.finish()
        }
        return try reader.read(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
}
