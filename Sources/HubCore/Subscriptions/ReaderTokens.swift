// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// The links by which the reader behind a destination acts: unsubscribes, chooses, confirms, says what helped.
///
/// A token is what it stands for, sealed with the hub's key (``ReaderSeal``): it names nobody to those who read it in
/// transit or in a log, and needs no table.
package struct ReaderTokens: Sendable {
    private let publicURL: String
    private let unsubscribing: ReaderSeal
    private let choosing: ReaderSeal
    private let confirming: ReaderSeal
    private let judging: ReaderSeal

    /// Here `key` is 32 secret bytes that stay the same over restarts.
    package init(publicURL: String, key: [UInt8]) {
        self.publicURL = publicURL
        self.unsubscribing = ReaderSeal(.unsubscribe, secret: key)
        self.choosing = ReaderSeal(.preferences, secret: key)
        self.confirming = ReaderSeal(.confirm, secret: key)
        self.judging = ReaderSeal(.feedback, secret: key)
    }

    // MARK: Links

    /// Where the reader unsubscribes with one click; nil where the destination cannot be sealed.
    package func unsubscribeURL(for destination: Destination) -> String? {
        url("unsubscribe", unsubscribing.token(Self.content(of: destination)))
    }

    /// Where the reader chooses what to hear of.
    package func preferencesURL(for destination: Destination) -> String? {
        url("preferences", choosing.token(Self.content(of: destination)))
    }

    /// Where a wish is confirmed.
    package func confirmationURL(for wish: SubscriptionWish) -> String? {
        guard let content = try? JSONText.encode(wish) else { return nil }
        return url("subscribe/confirm", confirming.token(content))
    }

    /// Where the reader says whether an update helped; nil for a message outside an incident.
    package func feedbackURL(for destination: Destination, on message: Message) -> String? {
        guard let incident = message.facts.incident else { return nil }
        let reader = judging.pseudonym(of: Self.content(of: destination) + Array("\n\(incident.update)".utf8))
        let subject = FeedbackSubject(
            incident: incident.id,
            update: incident.update,
            reader: String(reader.prefix(32)),
            locale: message.locale
        )
        guard let content = try? JSONText.encode(subject) else { return nil }
        return url("feedback", judging.token(content))
    }

    /// The links of one delivery, as far as they are offered.
    ///
    /// The question whether someone wants messages has none: its reader is not on any list yet.
    package func links(
        for destination: Destination,
        on message: Message,
        offer: SubscriptionOffer?
    ) -> PersonalLinks {
        guard !message.asksForConfirmation else { return PersonalLinks() }
        return PersonalLinks(
            unsubscribe: unsubscribeURL(for: destination),
            preferences: offer == nil ? nil : preferencesURL(for: destination),
            feedback: offer?.asksForFeedback == true ? feedbackURL(for: destination, on: message) : nil
        )
    }

    private func url(_ path: String, _ token: String?) -> String? { token.map { "\(publicURL)/\(path)/\($0)" } }

    // MARK: Tokens

    /// Whose messages a token of ours ends; nil for any other.
    package func unsubscriber(_ token: String) -> (channel: ChannelName, address: String)? {
        Self.place(in: unsubscribing.content(of: token))
    }

    /// Whose choices a token of ours leads to; nil for any other.
    package func chooser(_ token: String) -> (channel: ChannelName, address: String)? {
        Self.place(in: choosing.content(of: token))
    }

    /// What a token of ours confirms, whether or not it has expired; nil for any other.
    package func wish(_ token: String) -> SubscriptionWish? {
        confirming.content(of: token).flatMap { try? JSONDecoder().decode(SubscriptionWish.self, from: Data($0)) }
    }

    /// What a token of ours is about; nil for any other.
    package func subject(_ token: String) -> FeedbackSubject? {
        judging.content(of: token).flatMap { try? JSONDecoder().decode(FeedbackSubject.self, from: Data($0)) }
    }

    private static func content(of destination: Destination) -> [UInt8] {
        Array("\(destination.channel)\n\(destination.address)".utf8)
    }

    private static func place(in content: [UInt8]?) -> (channel: ChannelName, address: String)? {
        guard let content else { return nil }
        let parts = String(decoding: content, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard parts.count == 2, let channel = ChannelName(parts[0]) else { return nil }
        return (channel, String(parts[1]))
    }
}
