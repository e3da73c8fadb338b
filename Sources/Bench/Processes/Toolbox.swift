// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where the programs are that the hub is measured against.
package struct Toolbox {
    private let folders: [String]

    /// - Parameter folders: searched first, in order; then the `PATH`, and where servers are installed.
    package init(folders: [String]) {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        self.folders = folders + path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
    }

    /// The program's path.
    ///
    /// - Throws: ``NotMeasured`` where it is nowhere.
    package func find(_ name: String) throws -> String {
        let candidates = name.contains("/") ? [name] : folders.map { "\($0)/\(name)" }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw NotMeasured("\(name) is not on this machine; “make bench” brings it.")
        }
        return found
    }
}
