// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What readers may subscribe to by themselves, and how often anyone may be written to because of it.
package struct SubscriptionOffer: Sendable, Hashable {
    package struct Audience: Sendable, Hashable {
        package var name: AudienceName
        package var title: ReaderText

        package init(_ name: AudienceName, title: ReaderText? = nil) {
            self.name = name
            self.title = title ?? ReaderText(named: name.text)
        }
    }

    package struct Component: Sendable, Hashable {
        package var name: ComponentName
        package var title: ReaderText

        package init(_ name: ComponentName, title: ReaderText? = nil) {
            self.name = name
            self.title = title ?? ReaderText(named: name.text)
        }
    }

    /// Whose messages they are, as readers see it.
    package var title: String
    /// At least one; the first is meant where none is named.
    package var audiences: [Audience]
    /// At least one; the first is meant where none is named.
    package var channels: [ChannelName]
    /// What can be chosen among; empty where every name is taken.
    package var components: [Component]
    package var limits: ConfirmationAllowance.Limits
    /// How many messages one reader gets by one of the channels; nil for no limit of its own.
    ///
    /// What is above waits, but for what is critical.
    package var messages: RateLimit?
    /// Whether there is a status page, with its feeds.
    package var hasStatusPage: Bool
    /// Whether messages ask if they helped.
    package var asksForFeedback: Bool

    package init(
        title: String = "Status",
        audiences: [Audience],
        channels: [ChannelName],
        components: [Component] = [],
        limits: ConfirmationAllowance.Limits = ConfirmationAllowance.Limits(),
        messages: RateLimit? = nil,
        hasStatusPage: Bool = false,
        asksForFeedback: Bool = false
    ) {
        self.title = title
        self.audiences = audiences
        self.channels = channels
        self.components = components
        self.limits = limits
        self.messages = messages
        self.hasStatusPage = hasStatusPage
        self.asksForFeedback = asksForFeedback
    }

    /// What readers call a component.
    package func title(of component: ComponentName, in locale: LocaleTag) -> String {
        components.first { $0.name == component }?.title(locale) ?? ReaderText(named: component.text)(locale)
    }

    /// What readers call an audience; nil for one that is not offered.
    package func title(of audience: AudienceName, in locale: LocaleTag) -> String? {
        audiences.first { $0.name == audience }?.title(locale)
    }
}
