// SPDX-License-Identifier: Apache-2.0

/// What a request sends, read piece by piece as it goes out.
///
/// It is read once, from the client's own thread: as long as a piece takes to come, no other exchange of that client goes
/// on. So it is for programs with one thing to do, not for a hub.
package protocol UploadContent: AnyObject, Sendable {
    /// In bytes; nil where only the end will tell.
    var count: Int? { get }

    /// Puts the next bytes into a buffer that is never empty.
    ///
    /// - Returns: how many; nought at the end, nil where it cannot be read.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int?
}
