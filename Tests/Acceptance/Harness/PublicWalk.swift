// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Everything that anyone can fetch from a hub without a token, found over every link: see `Support/walk_public.py`.
struct PublicWalk: Sendable {
    /// One answer.
    struct Visit: Sendable {
        let method: String
        let path: String
        let status: Int
        /// Names in lower case.
        let headers: [String: String]
        let text: String
        /// Where the answers to one address contradict each other, how.
        let flaw: String?

        fileprivate init(_ json: JSON) {
            self.method = json["method"]?.string ?? ""
            self.path = json["path"]?.string ?? ""
            self.status = json["status"]?.int ?? 0
            self.headers = (json["headers"]?.entries ?? [:]).compactMapValues(\.string)
            self.text = json["text"]?.string ?? ""
            self.flaw = json["flaw"]?.string
        }

        /// Whether it gives away `word`, whatever its case.
        func says(_ word: String) -> Bool {
            // What was asked for may be repeated.
            !path.contains(word)
                && ([text] + headers.values).contains { $0.lowercased().contains(word.lowercased()) }
        }
    }

    let visits: [Visit]

    /// Walks from `starts`, and whatever leads on from there.
    init(of hub: HubProcess, from starts: [String], on stage: Stage) async throws {
        let child = try stage.spawn(PackageRoot.python(), [PackageRoot.script("walk_public.py"), hub.site.url])
        try child.closeInput(after: starts.joined(separator: "\n") + "\n")
        let end = try await child.waitForEnd(within: .seconds(180))
        try #require(end == .exited(0), "\(child.errors.value.joined(separator: "\n"))")
        visits = try child.output.value.map { Visit(try JSON($0)) }
    }

    /// What was found at a path when it was asked for plainly.
    subscript(_ path: String) -> Visit? { visits.first { $0.path == path && $0.method == "GET" } }

    /// The paths of all files below a folder, as a web server would give them out below `root`.
    static func files(in folder: String, below root: String) throws -> [String] {
        let found = try #require(FileManager.default.enumerator(atPath: folder), "There is no folder \(folder).")
        return found.compactMap { $0 as? String }
            .filter { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            .sorted().map { root + $0 }
    }
}
