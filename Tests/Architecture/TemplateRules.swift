// SPDX-License-Identifier: Apache-2.0

/// What a folder under `Templates` must hold.
enum TemplateRules {
    static let files = ["template.yaml", "en.md", "de.md"]
    /// Holds what channels wrap around a text, and no template.
    static let layouts = "layouts"

    static func violations(folders: [String], exists: (String) throws -> Bool) rethrows -> [String] {
        guard !folders.isEmpty else { return ["Templates: there is no template"] }
        return try folders.filter { $0 != layouts }
            .flatMap { folder in
                try files.filter { try !exists("Templates/\(folder)/\($0)") }
                    .map { "Templates/\(folder): \($0) is missing" }
            }
    }
}
