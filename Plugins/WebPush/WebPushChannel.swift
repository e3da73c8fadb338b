// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Pushes notifications to browsers, each encrypted for its own subscription.
///
/// A destination's address is the subscription's endpoint, and its secret holds the subscription's keys. Every request
/// is made of new random numbers, so two requests for one attempt differ: this is no `WebChannel`.
package struct WebPushChannel: Channel {
    private let services: ChannelServices
    let settings: WebPushSettings
    let signer: VAPIDSigner
    private let seed: @Sendable () -> PushEncryption.Seed

    package init(settings: WebPushSettings, services: ChannelServices) throws(Fault) {
        try self.init(settings: settings, services: services, seed: PushEncryption.Seed.random)
    }

    /// A channel whose random numbers are made by `seed`: called once for each request, it gives nothing twice.
    package init(
        settings: WebPushSettings,
        services: ChannelServices,
        seed: @escaping @Sendable () -> PushEncryption.Seed
    ) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.signer = try VAPIDSigner(key: settings.key, subject: settings.subject)
        self.seed = seed
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try endpoint(destination.address).lane
    }

    /// Shapes what is encrypted as one part, `notification`, the same for every destination of a locale.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = try WebPushMessage.written(
            message,
            updates: settings.updates,
            home: services.publicURL,
            longest: PushEncryption.longestText,
            dropOrder: WebPushChannel.manifest.dropOrder
        )
        let keyless = Finding(
            "keys_missing",
            .error,
            "The destination has no secret, so nothing can be encrypted for it.",
            suggestion: "Keep the subscription's p256dh and auth where the destination's secret points."
        )
        return Rendering(
            parts: [RenderedPart("notification", "application/json", fitted.output)],
            findings: fitted.findings(part: "notification") + (destination.secret == nil ? [keyless] : [])
        )
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let subscription = try subscription(of: delivery.destination)
        let first = try endpoint(delivery.destination.address)
        var response = try await services.http.execute(try request(for: delivery, to: first, subscription))
        if response.status == 307, let next = response.header("location").flatMap({ try? endpoint($0) }) {
            // A push service spreads its load; where the subscription lives has not changed, so nothing is kept.
            response = try await services.http.execute(try request(for: delivery, to: next, subscription))
        }
        if let fault = WebPushFaults.fault(for: response, now: services.clock.now) { throw fault }
        return Receipt(id: delivery.key, note: "HTTP \(response.status)")
    }

    /// One request, encrypted and signed for `endpoint`.
    package func request(
        for delivery: Delivery,
        to endpoint: PushEndpoint,
        _ subscription: PushSubscription
    ) throws(Fault) -> HTTPRequest {
        guard let rendered = delivery.rendering["notification"] else {
            throw Fault(.internalError, "The rendering has no notification.")
        }
        let text = try WebPushMessage.personal(rendered, for: delivery)
        let now = services.clock.now
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        let body: [UInt8]
        do {
            body = try PushEncryption.sealed(Array(text.utf8), for: subscription, seed: seed())
        } catch {
            throw Fault(.internalError, "The notification could not be encrypted.")
        }
        // What has waited in the hub has less time left to wait at the push service.
        let ttl = max(60, (settings.ttl - (now - delivery.acceptedAt)).components.seconds)
        var headers = [
            HTTPHeader("authorization", try signer.authorization(for: endpoint.origin, at: now)),
            HTTPHeader("content-encoding", "aes128gcm"),
            HTTPHeader("content-type", "application/octet-stream"),
            HTTPHeader("ttl", String(ttl)),
            HTTPHeader("urgency", urgency(of: delivery.message)),
            HTTPHeader("user-agent", "Belfry/1"),
        ]
        if let topic = topic(of: delivery.message) { headers.append(HTTPHeader("topic", topic)) }
        return HTTPRequest(
            url: endpoint.url,
            headers: headers,
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }

    private func endpoint(_ address: String) throws(Fault) -> PushEndpoint {
        try PushEndpoint(address, allowsPlain: settings.allowsPrivateNetworks)
    }

    /// `high` wakes a sleeping phone: for what is severe and not over yet.
    private func urgency(of message: Message) -> String {
        switch message.facts.severity {
        case .sev1, .sev2: message.isClosing ? "normal" : "high"
        case .sev4, .sev5: "low"
        case .sev3, nil: "normal"
        }
    }

    /// The incident, so that a browser which was away is given its newest update alone; at most 32 characters of the
    /// alphabet that the standard allows.
    private func topic(of message: Message) -> String? {
        guard let incident = message.facts.incident?.id.text else { return nil }
        let topic = incident.utf8.suffix(32)
        let isClean = topic.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isClean ? String(topic) : nil
    }

    private func subscription(of destination: Destination) throws(Fault) -> PushSubscription {
        guard let reference = destination.secret else {
            throw WebPushFaults.unusableSecret(nil, "the destination has none")
        }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw WebPushFaults.unusableSecret(reference, "it is not where the destination points")
        }
        do throws(PushSubscription.Refusal) {
            return try PushSubscription(secret.reveal())
        } catch {
            throw WebPushFaults.unusableSecret(reference, error.reason)
        }
    }
}
