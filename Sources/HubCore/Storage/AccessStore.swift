// SPDX-License-Identifier: Apache-2.0

package import Announcement

package protocol AccessReading {
    /// The token with that digest, revoked ones included.
    func token(digest: String) throws(Fault) -> AccessToken?

    /// All tokens, newest first.
    func tokens() throws(Fault) -> [AccessToken]
}

package protocol AccessWriting {
    func insert(_ token: AccessToken) throws(Fault)

    /// - Returns: whether there is such a token that was not yet revoked.
    func revoke(_ id: AccessToken.ID, at now: Timestamp) throws(Fault) -> Bool
}
