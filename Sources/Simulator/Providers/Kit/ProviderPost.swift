// SPDX-License-Identifier: Apache-2.0

/// One message as a provider's readers see it.
package struct ProviderPost: Hashable, Sendable, Codable {
    /// Such as `slack`.
    package var provider: String
    /// The room, device, account or number that it reached.
    package var place: String
    /// The provider's id of it.
    package var id: String
    /// The id of the message that it hangs below.
    package var parent: String?
    /// The text, as plain as it can be drawn in a terminal.
    package var text: String
    /// How often it was changed after it had been sent.
    package var edits: Int
    /// What a reader would notice besides: a colour, a sound, a priority.
    package var note: String?

    package init(
        provider: String,
        place: String,
        id: String,
        parent: String? = nil,
        text: String,
        edits: Int = 0,
        note: String? = nil
    ) {
        self.provider = provider
        self.place = place
        self.id = id
        self.parent = parent
        self.text = text
        self.edits = edits
        self.note = note
    }
}
