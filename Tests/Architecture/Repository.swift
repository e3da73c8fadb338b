// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The checked-out sources, found from where this file was compiled.
enum Repository {
    /// The folder of `Package.swift`, without a slash at its end.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The names of the folders directly in `path`, sorted; empty where there is no such folder.
    static func folders(in path: String) throws -> [String] {
        guard exists(path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")
            .filter { name in
                var isDirectory = false
                _ = FileManager.default.fileExists(atPath: "\(root)/\(path)/\(name)", isDirectory: &isDirectory)
                return isDirectory && !name.hasPrefix(".")
            }
            .sorted()
    }

    /// Every file below `path` whose name ends so, as paths from the root, sorted.
    static func files(in path: String, suffix: String) throws -> [String] {
        var found: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)") where !name.hasPrefix(".") {
            var isDirectory = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(path)/\(name)", isDirectory: &isDirectory)
            if isDirectory {
                found += try files(in: "\(path)/\(name)", suffix: suffix)
            } else if name.hasSuffix(suffix) {
                found.append("\(path)/\(name)")
            }
        }
        return found.sorted()
    }

    static func sources(in folders: [String]) throws -> [SwiftSource] {
        try folders.flatMap { try files(in: $0, suffix: ".swift") }
            .map { SwiftSource(path: $0, text: try text($0)) }
    }

    static func manifest() throws -> Manifest { try Manifest(text("Package.swift")) }
}
