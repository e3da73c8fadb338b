// SPDX-License-Identifier: Apache-2.0

/// Reads `bounces:`.
struct BounceSection {
    let folder: Folder

    /// The maildir to which failures are delivered; absolute.
    func read(_ fields: Fields?) -> String? {
        guard let fields else { return nil }
        let path = fields.parsed("maildir", "the path of a maildir", required: true) { $0.isEmpty ? nil : $0 }
        fields.finish()
        return path.map { folder.absolute($0) }
    }
}
