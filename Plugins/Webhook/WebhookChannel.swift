// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Posts messages to other people's programs, signed by Standard Webhooks 1.0.
///
/// A destination's address is its URL. What signs is the destination's own secret, looked up at each attempt so that
/// a change takes effect at once, else the channel's; without either, requests go out unsigned.
package struct WebhookChannel: WebChannel {
    package static let manifest = ChannelManifest(
        kind: "webhook",
        version: "1",
        summary: "Signed HTTP requests to other programs (Standard Webhooks 1.0, optionally CloudEvents 1.0).",
        settings: [
            SettingDescription(
                "format",
                .choice,
                default: WebhookSettings.Format.standard.rawValue,
                choices: WebhookSettings.Format.allCases.map(\.rawValue),
                "The envelope around the data."
            ),
            SettingDescription(
                "secret",
                .string,
                secret: true,
                "Signs for destinations without a secret of their own."
            ),
            SettingDescription(
                "secrets",
                .list,
                secret: true,
                "Several of them, all of which sign, while keys are exchanged."
            ),
            SettingDescription("headers", .list, "Names and values that every request carries besides."),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription("https_only", .boolean, default: "false", "Refuse endpoints without TLS."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call endpoints on loopback, private and link-local addresses too."
            ),
        ],
        capabilities: [.deduplicates, .destinationSecrets, .personal],
        limits: [LimitDescription("body", max: WebhookBody.longest, unit: "bytes")],
        ratePerDestination: RateLimit(50, per: .seconds(1), burst: 50),
        throttleScope: .destination,
        concurrency: 64,
        retry: RetryPolicy(
            schedule: [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800].map { .seconds($0) },
            expires: .seconds(86_400)
        ),
        order: .all,
        unknownPolicy: .resend,
        // A little more than a request may take, so that the client says how it ended before the engine cuts it off.
        attemptTimeout: WebhookSettings.longestTimeout + .seconds(1)
    )

    package let services: ChannelServices
    private let settings: WebhookSettings
    private let keys: [WebhookKey]
    private let ownKeys = WebhookKeyring()
    /// In the order in which they are sent.
    private let moreHeaders: [(name: String, value: Secret)]

    package init(settings: WebhookSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.keys = try settings.keys()
        self.moreHeaders = settings.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try endpoint(of: destination).lane
    }

    /// Shapes the request's body as one part, `body`, the same for every destination of a locale.
    ///
    /// The finding `unsigned` tells of a destination for which nothing would sign.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let body = try WebhookBody(
            message,
            as: settings.format,
            source: services.publicURL,
            dropOrder: WebhookChannel.manifest.dropOrder
        )
        let unsigned = Finding(
            "unsigned",
            .warning,
            "No secret signs the requests to this destination: its owner cannot tell who sent them.",
            suggestion: "Give the destination a secret (env:NAME or file:PATH), or the channel one in its settings."
        )
        return Rendering(
            parts: [RenderedPart("body", contentType, body.json)],
            findings: body.findings + (destination.secret == nil && keys.isEmpty ? [unsigned] : [])
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let part = delivery.rendering.parts.first(where: { $0.name == "body" }) else {
            throw Fault(.internalError, "The rendering has no body.")
        }
        let endpoint = try endpoint(of: delivery.destination)
        let now = services.clock.now
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        let body = Array(part.text.utf8)
        let signature = try WebhookSignature(
            id: delivery.key,
            moment: now,
            body: body,
            keys: try keys(for: delivery.destination)
        )
        var headers: [HTTPHeader] = []
        headers.reserveCapacity(5 + moreHeaders.count)
        headers.append(HTTPHeader("content-type", part.contentType))
        headers.append(HTTPHeader("user-agent", "Belfry/1"))
        signature.append(to: &headers)
        for (name, value) in moreHeaders { headers.append(HTTPHeader(name, value.reveal())) }
        return HTTPRequest(
            url: endpoint.url,
            headers: headers,
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if let fault = WebhookFaults.fault(for: response, now: services.clock.now) { throw fault }
        let isLast = response.header("webhook-delivery")?.lowercased() == "disable"
        let note = "HTTP \(response.status)"
        return Receipt(
            id: delivery.key,
            note: isLast ? note + "; the endpoint asks for no further messages" : note
        )
    }

    private var contentType: String {
        switch settings.format {
        case .standard: "application/json"
        case .cloudEvents: "application/cloudevents+json; charset=UTF-8"
        }
    }

    private func endpoint(of destination: Destination) throws(Fault) -> WebhookEndpoint {
        try WebhookEndpoint(destination.address, httpsOnly: settings.isHTTPSOnly)
    }

    private func keys(for destination: Destination) throws(Fault) -> [WebhookKey] {
        guard let reference = destination.secret else { return keys }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw WebhookFaults.unusableSecret(reference, "it is not where the destination points")
        }
        do throws(WebhookKey.Refusal) {
            return try ownKeys.keys(in: secret)
        } catch {
            throw WebhookFaults.unusableSecret(reference, error.reason)
        }
    }
}
