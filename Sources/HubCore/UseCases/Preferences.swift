// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine

/// What one reader has chosen, as the page of the signed link shows it.
package struct ReaderPreferences: Sendable {
    /// Recognisable to its reader alone: `a•••@example.com`.
    package var maskedAddress: String
    package var channel: ChannelName
    package var locale: LocaleTag?
    package var suppression: SuppressionReason?
    /// What is heard by each audience that is offered; absent for one that the reader is not in.
    package var choices: [AudienceName: Interest]
    /// Whether messages come by audiences that are not offered.
    package var hasOthers: Bool

    /// Whether nothing comes, whatever is chosen.
    package var isBarred: Bool { suppression == .complained || suppression == .withheld }
}

/// What a reader chooses.
package struct PreferenceChoice: Sendable {
    /// What to hear by the audiences that are offered; those that are absent are left.
    package var choices: [AudienceName: Interest]
    /// Whether messages by other audiences go on.
    package var keepsOthers: Bool
    package var locale: LocaleTag?

    package init(choices: [AudienceName: Interest], keepsOthers: Bool, locale: LocaleTag?) {
        self.choices = choices
        self.keepsOthers = keepsOthers
        self.locale = locale
    }
}

extension Hub {
    /// The choices that a token leads to; nil where it is none of ours.
    ///
    /// A reader who is no longer known has chosen nothing.
    package func preferences(_ token: String) async throws(Fault) -> ReaderPreferences? {
        guard let (channel, address) = readerTokens.chooser(token) else { return nil }
        let offered = Set((offer?.audiences ?? []).map(\.name))
        return try await storage.read { reader throws(Fault) in
            let memberships = try reader.memberships(channel: channel, address: address)
            let suppression = try reader.suppression(channel: channel, address: address)
            let heard = suppression?.reason == .unsubscribed ? [] : memberships.filter { !$0.interest.isNothing }
            return ReaderPreferences(
                maskedAddress: AddressMask.masked(address),
                channel: channel,
                locale: try reader.destination(channel: channel, address: address)?.locale,
                suppression: suppression?.reason,
                choices: Dictionary(
                    heard.filter { offered.contains($0.audience) }.map { ($0.audience, $0.interest) }
                ) { first, _ in first },
                hasOthers: heard.contains { !offered.contains($0.audience) }
            )
        }
    }

    /// Keeps what a reader has chosen.
    ///
    /// Who had unsubscribed comes back for what is chosen now alone.
    ///
    /// - Returns: whether the token is one of ours.
    package func choose(_ choice: PreferenceChoice, by token: String) async throws(Fault) -> Bool {
        guard let (channel, address) = readerTokens.chooser(token) else { return false }
        let offered = Set((offer?.audiences ?? []).map(\.name))
        let places = namesakes(of: address, on: channel)
        let now = clock.now
        return try await storage.write { transaction throws(Fault) in
            let before = try transaction.suppression(channel: channel, address: address)?.reason
            if before == .complained || before == .withheld { return true }
            var memberships = try transaction.memberships(channel: channel, address: address)
            if before != nil, !choice.choices.isEmpty {
                try Self.welcomeBack(places, forgetting: before == .unsubscribed, in: transaction)
                if before == .unsubscribed { memberships = [] }
            }
            for membership in memberships where !membership.interest.isNothing {
                let isKept = choice.keepsOthers && !offered.contains(membership.audience)
                guard choice.choices[membership.audience] == nil, !isKept else { continue }
                try transaction.choose(nil, in: membership.audience, channel: channel, address: address)
            }
            let reader = Destination(channel: channel, address: address, locale: choice.locale)
            for (audience, interest) in choice.choices.sorted(by: { $0.key < $1.key })
            where offered.contains(audience) {
                try transaction.upsert([Member(reader, interest: interest)], in: audience, from: .subscription)
                try transaction.choose(interest, in: audience, channel: channel, address: address)
            }
            try AuditTrail.record(
                "subscription.changed",
                on: channel.text,
                by: "reader",
                at: now,
                detail: ["audiences": choice.choices.keys.map(\.text).sorted().joined(separator: ", ")],
                in: transaction
            )
            return true
        }
    }

    /// Sends nothing more to the reader behind a token of the preferences.
    ///
    /// - Returns: whether the token is one of ours.
    package func leave(by token: String) async throws(Fault) -> Bool {
        guard let (channel, address) = readerTokens.chooser(token) else { return false }
        _ = try await suppress(address, on: channel, because: .unsubscribed, by: "reader")
        return true
    }
}
