// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What a destination is called whose account the channel itself knows: a word that readers know it by.
package enum AccountLabel {
    /// - Parameters:
    ///   - label: a destination's address.
    ///   - owner: whose it is, such as `An account`.
    /// - Throws: ``FaultCode/addressInvalid`` where it is empty, too long, or has a space or a control character.
    package static func check(_ label: String, of owner: String) throws(Fault) {
        let scalars = label.unicodeScalars
        guard
            (1...200).contains(scalars.count),
            scalars.allSatisfy({ !$0.properties.isWhitespace && $0.properties.generalCategory != .control })
        else { throw Fault(.addressInvalid, "\(owner)'s label has 1 to 200 characters, none of them a space.") }
    }
}
