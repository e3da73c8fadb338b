// SPDX-License-Identifier: Apache-2.0

/// Decides when settings that have changed are to be taken up: a pure value, one for each channel.
///
/// What is seen must be seen twice in a row before it counts, so that a file that is being written is not read in
/// halves. What was refused is tried again once it changes, and now and then as it is: it may have been refused for a
/// reason outside itself.
package struct SettingsWatch: Sendable {
    /// What one look at the settings came upon.
    package enum Sight: Hashable, Sendable {
        case settings(Document)
        /// A secret of them cannot be read.
        case unreadable
    }

    /// After so many looks what was refused is tried again.
    package static let patience = 30

    private var used: Sight
    private var last: Sight
    private var refused: (sight: Sight, looks: Int)?

    /// Here `used` is what the channel works with.
    package init(using used: Document) {
        self.used = .settings(used)
        self.last = self.used
    }

    /// Takes note of a look.
    ///
    /// - Returns: whether what was seen is to be tried now; ``took(_:)`` or ``refuse(_:)`` tells what came of it.
    package mutating func isDue(_ sight: Sight) -> Bool {
        defer { last = sight }
        guard sight != used else {
            refused = nil
            return false
        }
        guard sight == last else { return false }
        guard let refused, refused.sight == sight else { return true }
        self.refused = (sight, refused.looks + 1)
        return refused.looks + 1 >= Self.patience
    }

    /// The channel works with them from now on.
    package mutating func took(_ settings: Document) {
        used = .settings(settings)
        refused = nil
    }

    /// They cannot be used.
    package mutating func refuse(_ sight: Sight) { refused = (sight, 0) }
}
