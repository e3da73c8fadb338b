// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Yams

/// What each fault code means and what to do about it: `Config/faults.yaml`, built into the program.
package struct FaultCatalogue: Sendable {
    package struct Entry: Codable, Hashable, Sendable {
        package var code: String
        package var type: String
        package var title: String
        package var meaning: String
        package var action: String
    }

    private let entries: [String: Entry]

    init(_ entries: [Entry]) {
        self.entries = Dictionary(entries.map { ($0.code, $0) }) { first, _ in first }
    }

    /// The catalogue that comes with the program.
    ///
    /// It is part of the program's text and a test reads all of it; were it unreadable, faults would go without advice
    /// and their pages say so.
    package static let shipped: FaultCatalogue = {
        let text = String(decoding: PackageResources.faults_yaml, as: UTF8.self)
        let entries = try? YAMLDecoder().decode([String: [Entry]].self, from: text)["faults"]
        return FaultCatalogue(entries ?? [])
    }()

    /// By code.
    package var all: [Entry] { entries.values.sorted { $0.code < $1.code } }

    package subscript(_ code: String) -> Entry? { entries[code] }

    /// The fault with the catalogue's advice, where it brings none of its own.
    package func advised(_ fault: Fault) -> Fault {
        guard fault.suggestedAction == nil else { return fault }
        var copy = fault
        copy.suggestedAction = entries[fault.code.rawValue]?.action
        return copy
    }
}
