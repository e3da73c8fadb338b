// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Compression as web servers hand it out (RFC 1952).
enum Gzip {
    /// The same bytes for the same content, without a date; nil where there is no memory for it.
    static func compressed(_ content: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard belfry_gzip_begin(&stream, 9) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))))
        var source = content
        let count: Int? = source.withUnsafeMutableBufferPointer { input in
            result.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END ? output.count - Int(stream.avail_out) : nil
            }
        }
        return count.map { Array(result[..<$0]) }
    }
}
