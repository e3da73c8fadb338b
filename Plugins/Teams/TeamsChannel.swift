// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Posts cards to Microsoft Teams by workflows (“When a Teams webhook request is received”).
///
/// A destination's address is a name that readers know. The workflow's URL is the destination's own secret, looked up at
/// each attempt, else the channel's setting.
package struct TeamsChannel: WebChannel {
    package static let manifest = ChannelManifest(
        kind: "teams",
        version: "1",
        summary: "Microsoft Teams by workflows: one adaptive card for each message.",
        settings: [
            SettingDescription(
                "webhook",
                .string,
                secret: true,
                "A workflow's URL for destinations without a secret: env:NAME or file:PATH."
            ),
            SettingDescription("timeout", .duration, default: "15s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call workflows on loopback, private and link-local addresses too, and without TLS."
            ),
        ],
        capabilities: [.destinationSecrets],
        limits: [LimitDescription("request", max: 28_000, unit: "bytes")],
        ratePerDestination: RateLimit(1, per: .seconds(1), burst: 4),
        throttleScope: .destination,
        concurrency: 8,
        // Teams counts by the hour as well: the later pauses are long.
        retry: RetryPolicy(
            schedule: [5, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(21_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: TeamsSettings.longestTimeout + .seconds(1)
    )

    package let services: ChannelServices
    private let settings: TeamsSettings
    private let shared: ProviderURL?

    package init(settings: TeamsSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.shared = try settings.sharedURL()
    }

    /// Workflows live on many hosts of one provider: those of destinations share a lane.
    package func host(for destination: Destination) throws(Fault) -> String {
        try TeamsChannel.validate(destination.address)
        return destination.secret == nil ? shared?.lane ?? "teams.microsoft.com" : "teams.microsoft.com"
    }

    /// One part, `card`: the request's body.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = try TeamsCard.fitted(message, dropOrder: TeamsChannel.manifest.dropOrder)
        let closed = Finding(
            "no_credentials",
            .error,
            "Nothing opens this destination: neither it nor the channel has a webhook.",
            suggestion: "Give the destination a secret (env:NAME or file:PATH) that holds a workflow's URL."
        )
        return Rendering(
            parts: [RenderedPart("card", "application/json", fitted.json)],
            findings: fitted.findings + (destination.secret == nil && shared == nil ? [closed] : [])
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let card = delivery.rendering["card"] else {
            throw Fault(.internalError, "The rendering holds no card.")
        }
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        return HTTPRequest(
            url: try url(of: delivery.destination).text,
            headers: [HTTPHeader("content-type", "application/json"), HTTPHeader("user-agent", "Belfry/1")],
            body: Array(card.utf8),
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }

    /// A workflow answers that it has begun, never whether it has posted; the receipt says so.
    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if let fault = TeamsFaults.fault(for: response, now: services.clock.now) { throw fault }
        let isBegun = response.status == 202
        return Receipt(
            note: "HTTP \(response.status)" + (isBegun ? "; the workflow has begun, it does not say more" : "")
        )
    }

    private func url(of destination: Destination) throws(Fault) -> ProviderURL {
        guard let reference = destination.secret else {
            if let shared { return shared }
            throw Fault(
                .destinationSecretInvalid,
                "Nothing opens the destination: neither it nor the channel has a webhook.",
                context: ["where": "secret"]
            )
        }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw TeamsChannel.unusable(reference, "it is not where the destination points")
        }
        guard let url = settings.url(in: secret) else {
            throw TeamsChannel.unusable(reference, "it is not an https URL")
        }
        return url
    }

    private static func unusable(_ reference: SecretReference, _ reason: String) -> Fault {
        .unusableSecret(
            reference,
            reason,
            advice: "Put the URL of a workflow's trigger where it points."
        )
    }

    private static func validate(_ address: String) throws(Fault) {
        let isName =
            (1...255).contains(address.utf8.count) && !address.contains("/")
            && address.unicodeScalars.allSatisfy {
                $0 == " " || !$0.properties.isWhitespace && $0.value > 0x20 && $0.value != 0x7F
            }
            && address.contains { $0 != " " }
        guard isName else {
            throw Fault(
                .addressInvalid,
                "The address is no channel's name: it is empty, too long, or holds a control character or a slash.",
                suggestedAction: "Write a name that readers know, such as Incidents; the workflow's URL is the secret."
            )
        }
    }
}
