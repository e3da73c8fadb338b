// SPDX-License-Identifier: Apache-2.0

import ChannelKit

extension EmailChannel: AddressCanonicalizing {
    /// Without blanks around it, and in lower case throughout.
    ///
    /// A domain's case means nothing. That of the local part is the receiving server's own affair (RFC 5321 2.4), but none
    /// in use tells `Ada@` from `ada@`: kept apart, a reader who has unsubscribed in one spelling would go on getting mail
    /// in the other.
    package func canonicalAddress(_ address: String) -> String {
        let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let bare = String(address.drop(while: blanks).reversed().drop(while: blanks).reversed())
        return (try? MailAddress(bare)) == nil ? address : bare.lowercased()
    }
}
