// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Where a channel's settings come from, so that they can be read again when a secret among them has changed.
package struct SettingsOrigin: Sendable {
    /// As they stand in the file: with references, not with what they lead to.
    private let given: Document
    /// Nil for a plugin that nobody could ask what it takes.
    private let manifest: ChannelManifest?
    private let folder: Folder
    private let file: String
    private let pointer: String

    init(_ given: Document, manifest: ChannelManifest?, folder: Folder, file: String, pointer: String) {
        self.given = given
        self.manifest = manifest
        self.folder = folder
        self.file = file
        self.pointer = pointer
    }

    /// Whether any of it is kept in a file: what the environment holds never changes while the program runs.
    package var canChange: Bool {
        var hasFile = false
        _ = given.mappingStrings { text, _ in
            if SecretReference(text)?.text.hasPrefix("file:") == true { hasFile = true }
            return nil
        }
        return hasFile
    }

    /// The settings with what their references lead to now, read and checked as at the start.
    ///
    /// - Throws: the first of everything that is wrong with them; never a value.
    package func read(with secrets: any SecretStore) throws(Fault) -> Document {
        let problems = Problems(.configuration(file: file))
        let section = SettingsSection(
            folder: folder,
            resolver: ScalarResolver(secrets: secrets, problems: problems),
            problems: problems
        )
        let settings =
            if let manifest {
                section.read(given, by: manifest, at: pointer)
            } else {
                section.read(given, at: pointer)
            }
        try problems.throwIfAny()
        return settings
    }
}
