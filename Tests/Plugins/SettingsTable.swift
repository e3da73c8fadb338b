// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The table of settings in an adapter's README: the first one with the columns `key`, `default` and `meaning`.
struct SettingsTable {
    struct Row: Hashable {
        let key: String
        /// As it is written, without the marks of code.
        let standard: String
    }

    let rows: [Row]

    init(readme: String) {
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.firstIndex { SettingsTable.cells(of: $0).prefix(2) == ["key", "default"] } ?? lines.endIndex
        let body = lines[head...].dropFirst(2).prefix { $0.hasPrefix("|") }
        rows = body.flatMap { line -> [Row] in
            let cells = SettingsTable.cells(of: line)
            guard cells.count >= 2 else { return [] }
            let keys = cells[0].split(separator: ",").map { SettingsTable.bare($0) }
            return keys.map { Row(key: $0, standard: SettingsTable.bare(cells[1])) }
        }
    }

    private static func cells(of line: some StringProtocol) -> [String] {
        line.split(separator: "|").map { $0.trimmingPrefix { $0 == " " } }
            .map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    private static func bare(_ text: some StringProtocol) -> String {
        String(text.filter { $0 != "`" && $0 != " " })
    }

    private static let plugins: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Plugins"
    }()

    /// The folders of adapters below `Plugins`, sorted; those of other languages are in `Examples`.
    static func folders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: plugins)
            .filter { !$0.contains(".") && $0 != "Examples" }.sorted()
    }

    /// The README in a folder below `Plugins`.
    static func readme(of folder: String) throws -> String {
        try String(contentsOfFile: "\(plugins)/\(folder)/README.md", encoding: .utf8)
    }
}
