// SPDX-License-Identifier: Apache-2.0

/// Memory that C reads what we hand it from, filled again and again.
struct ReusedMemory: ~Copyable {
    /// What is kept from one use to the next.
    static let usual = 64 * 1_024

    private var start: UnsafeMutableRawPointer?
    private var capacity = 0

    deinit { start?.deallocate() }

    /// Room for so many bytes; what was in it before may be lost.
    mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer {
        if let start, count <= capacity { return start }
        start?.deallocate()
        capacity = max(1_024, count + count / 4)
        let new = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        start = new
        return new
    }

    mutating func fill(with bytes: [UInt8]) -> UnsafeMutableRawPointer {
        let start = reserve(bytes.count)
        bytes.withUnsafeBytes { if let source = $0.baseAddress { start.copyMemory(from: source, byteCount: $0.count) } }
        return start
    }

    /// Gives the memory back where there is more of it than so many bytes.
    ///
    /// - Returns: whether there was.
    mutating func release(above limit: Int) -> Bool {
        guard capacity > limit else { return false }
        start?.deallocate()
        start = nil
        capacity = 0
        return true
    }
}
