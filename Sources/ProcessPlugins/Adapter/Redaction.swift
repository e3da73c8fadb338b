// SPDX-License-Identifier: Apache-2.0

/// Takes the secrets that a plugin was given out of what it says.
package struct Redaction: Sendable {
    private let secrets: [String]

    /// Short ones are left: they would take half of every sentence away.
    package init(_ secrets: [String]) {
        self.secrets = secrets.filter { $0.utf8.count >= 6 }.sorted { $0.count > $1.count }
    }

    package func cleaned(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
        }
    }
}
