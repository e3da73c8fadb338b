// SPDX-License-Identifier: Apache-2.0

/// Files that follow from one record: what a channel writes that keeps a whole folder for readers.
public struct FileSet: Hashable, Sendable {
    /// One file of the folder.
    public struct File: Hashable, Sendable {
        /// Below the folder, with slashes between its parts.
        public var path: String
        public var content: [UInt8]

        public init(_ path: String, _ content: [UInt8]) {
            self.path = path
            self.content = content
        }

        public init(_ path: String, _ text: String) { self.init(path, Array(text.utf8)) }
    }

    /// The folder in which the files lie.
    public var directory: String
    /// What the files are made from: for the channel alone.
    public var record: [UInt8]
    /// In the order in which they are written: what links comes after what it links to.
    public var files: [File]
    /// Paths below the folder that are there no longer.
    public var removed: [String]

    public init(directory: String, record: [UInt8], files: [File], removed: [String] = []) {
        self.directory = directory
        self.record = record
        self.files = files
        self.removed = removed
    }
}
