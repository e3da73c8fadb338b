// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The hub's own question to a reader: are messages wanted at this address?
extension Message {
    /// What the id of every such message begins with.
    package static let confirmationPrefix: StaticString = "cnf"

    /// Whether it asks its reader to confirm a subscription; its link leads to where that is done.
    package var asksForConfirmation: Bool { id.text.hasPrefix("\(Message.confirmationPrefix)_") }
}
