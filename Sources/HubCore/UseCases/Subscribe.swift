// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Outbox
import Synchronization

extension Hub {
    /// The template of the question whether messages are wanted.
    package static let confirmationTemplate = "subscription-confirm"

    /// Asks whoever reads at an address whether messages are wanted there.
    ///
    /// It ends the same, and takes the same, whether or not the address is known, subscribed, or no longer written to: only
    /// its reader learns anything. Nothing that was chosen is kept: it stands, sealed, in the link that confirms it.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - client: who asks, as far as anyone can tell.
    /// - Throws: ``FaultCode/notFound`` where nothing is offered, ``FaultCode/addressInvalid`` for what is no address of
    ///   the channel, ``FaultCode/overloaded`` where the client has asked too often.
    package func subscribe(_ request: SubscriptionRequest, from client: String?) async throws(Fault) {
        guard let offer, let channel = channels[request.channel] else { throw .nothingOffered }
        let host: String
        let subscriber: Subscriber?
        do throws(Fault) {
            subscriber = try channel.adapter.subscriptions?.read(request.address)
            let address = subscriber?.address ?? request.address
            host = try channel.adapter.host(for: Destination(channel: request.channel, address: address))
        } catch {
            throw error.with("where", "/to")
        }
        try storage.checkRoom()
        let now = clock.now
        let address = canonical(subscriber?.address ?? request.address, on: request.channel)
        // A browser's endpoint is at one of a few hosts that all browsers share.
        let isEndpoint = subscriber == nil && channel.adapter.manifest.capabilities.contains(.destinationSecrets)
        let answer = allowance.withLock { allowance in
            allowance.take(
                for: address,
                on: request.channel,
                host: isEndpoint ? host : nil,
                client: client,
                now: now
            )
        }
        switch answer {
        case .withheld: return
        case .refused(let wait):
            throw Fault(.overloaded, "Too many have subscribed from there within the hour.", retryAfter: wait)
        case .granted: break
        }
        let wish = SubscriptionWish(
            channel: request.channel,
            address: address,
            audience: request.audience,
            interest: request.interest,
            locale: request.locale ?? locale,
            expiresAt: now + SubscriptionWish.lifetime
        )
        let secret =
            if let subscriber { try sealed(subscriber.secret) } else if isEndpoint {
                DerivedSecretStore.reference(channel: request.channel, address: address)
            } else { SecretReference?.none }
        try await ask(wish, of: offer, secret: secret, isBrought: subscriber != nil, now: now)
    }

    private func sealed(_ secret: Secret) throws(Fault) -> SecretReference {
        guard let reference = secrets?.reference(sealing: secret) else {
            throw Fault(.internalError, "The keys that the reader brought could not be sealed.")
        }
        return reference
    }

    /// The channels that readers may choose, each with its plugin's kind, and with what a reader's program has to know
    /// before it subscribes; nil where an address is typed.
    package var offeredKinds: [(channel: ChannelName, kind: String, programKey: String?)] {
        (offer?.channels ?? [])
            .compactMap { name in
                channels[name].map { (name, $0.adapter.manifest.kind, $0.adapter.subscriptions?.key()) }
            }
    }

    /// Sees to it that the audiences that readers may choose are there before anybody has, and the words to ask with.
    ///
    /// - Throws: ``FaultCode/templateUnknown`` where the question's template is missing.
    package func openSubscriptions() async throws(Fault) {
        let names = (offer?.audiences ?? []).map(\.name)
        guard !names.isEmpty, let template = TemplateName(Self.confirmationTemplate) else { return }
        do throws(Fault) {
            _ = try templates.template(template)
        } catch {
            throw error.with("where", "/subscriptions")
        }
        try await storage.write { transaction throws(Fault) in
            for name in names where try transaction.audience(name) == nil {
                try transaction.upsert([], in: name, from: .subscription)
            }
        }
    }

    private func ask(
        _ wish: SubscriptionWish,
        of offer: SubscriptionOffer,
        secret: SecretReference?,
        isBrought: Bool,
        now: Timestamp
    ) async throws(Fault) {
        let question = try question(about: wish, of: offer, now: now)
        let lanes = try await storage.write { [channels] transaction throws(Fault) -> [LaneStatus] in
            let isWelcome = try Self.mayAsk(wish, in: transaction)
            try AuditTrail.record(
                isWelcome ? "subscription.asked" : "subscription.ignored",
                on: wish.channel.text,
                by: "reader",
                at: now,
                detail: ["audience": wish.audience.text],
                in: transaction
            )
            guard isWelcome else { return [] }
            var destination = Destination(channel: wish.channel, address: wish.address)
            if try Self.mayGiveSecret(wish, isBrought: isBrought, in: transaction) { destination.secret = secret }
            return try transaction.enqueue(question, to: Recipients(destinations: [destination]), planner: channels)
                .lanes
        }
        engine.wake(lanes)
    }

    /// Whether the secret of whoever asks is taken up: what is known of an address stays as it is, for whoever asks need
    /// not be its reader.
    ///
    /// But an address that is on no list is nobody's yet: keys that its reader brings replace those of whoever came before.
    private static func mayGiveSecret(
        _ wish: SubscriptionWish,
        isBrought: Bool,
        in reader: any StorageReader
    ) throws(Fault) -> Bool {
        if try reader.destination(channel: wish.channel, address: wish.address) == nil { return true }
        guard isBrought else { return false }
        return try reader.memberships(channel: wish.channel, address: wish.address).isEmpty
    }

    /// Whether the reader may be asked: not one who called messages unwanted, nor one that the hub's people took out.
    static func mayAsk(_ wish: SubscriptionWish, in reader: any StorageReader) throws(Fault) -> Bool {
        switch try reader.suppression(channel: wish.channel, address: wish.address)?.reason {
        case nil, .unsubscribed, .bounced: true
        case .complained, .withheld: false
        }
    }

    private func question(
        about wish: SubscriptionWish,
        of offer: SubscriptionOffer,
        now: Timestamp
    ) throws(Fault) -> OutboxMessage {
        guard let template = TemplateName(Self.confirmationTemplate), let link = readerTokens.confirmationURL(for: wish)
        else { throw Fault(.internalError, "The link that confirms could not be made.") }
        var generator = SystemRandomNumberGenerator()
        let components = wish.interest.components.sorted().map { offer.title(of: $0, in: wish.locale) }
        let composition = try Composer(templates)
            .compose(
                CompositionRequest(
                    id: .make(Message.confirmationPrefix, at: now, using: &generator),
                    facts: Facts(publishedAt: now, link: link),
                    content: .template(
                        template,
                        variables: [
                            "site": .string(offer.title),
                            "audience": .string(offer.title(of: wish.audience, in: wish.locale) ?? ""),
                            "components": .list(components.map { .string($0) }),
                            "until": .string(wish.expiresAt.description),
                        ]
                    ),
                    defaultLocale: wish.locale,
                    // One language alone, the one that was chosen: what is known of the reader may say another.
                    locales: []
                )
            )
        return OutboxMessage(
            content: composition.messageSet,
            priority: .critical,
            acceptedAt: now,
            isSolicited: true
        )
    }
}

extension Fault {
    static var nothingOffered: Fault { Fault(.notFound, "There is nothing to subscribe to here.") }
}
