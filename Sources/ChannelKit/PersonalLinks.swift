// SPDX-License-Identifier: Apache-2.0

/// Addresses that act for one reader alone.
package struct PersonalLinks: Hashable, Sendable {
    /// As ``Delivery/unsubscribeURL``.
    package var unsubscribe: String?
    /// As ``Delivery/preferencesURL``.
    package var preferences: String?
    /// As ``Delivery/feedbackURL``.
    package var feedback: String?

    package init(unsubscribe: String? = nil, preferences: String? = nil, feedback: String? = nil) {
        self.unsubscribe = unsubscribe
        self.preferences = preferences
        self.feedback = feedback
    }
}
