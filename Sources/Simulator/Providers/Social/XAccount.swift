// SPDX-License-Identifier: Apache-2.0

/// An account on X and the application that may post for it: what a signature is checked with.
package struct XAccount: Hashable, Sendable {
    package var consumerKey: String
    package var consumerSecret: String
    package var token: String
    package var tokenSecret: String
    /// Whether the application has the right to write.
    package var mayWrite: Bool

    package init(
        consumerKey: String,
        consumerSecret: String,
        token: String,
        tokenSecret: String,
        mayWrite: Bool = true
    ) {
        self.consumerKey = consumerKey
        self.consumerSecret = consumerSecret
        self.token = token
        self.tokenSecret = tokenSecret
        self.mayWrite = mayWrite
    }
}
