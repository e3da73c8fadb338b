// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts messages to applications of a Gotify server.
///
/// A destination's address is a label that people know; its secret, where it has one, is the application's token.
package struct GotifyChannel: WebChannel {
    package static let manifest = ChannelManifest(
        kind: "gotify",
        version: "1",
        summary: "Push notifications by an own Gotify server.",
        settings: [
            SettingDescription("server", .string, required: true, "The server, with its path where it has one."),
            SettingDescription(
                "token",
                .string,
                secret: true,
                "The application's token, for destinations without one of their own."
            ),
            SettingDescription("timeout", .duration, default: "10s", "For one request; at most 30s."),
            SettingDescription(
                "allow_private_networks",
                .boolean,
                default: "false",
                "Call a server on loopback and private networks, without TLS as well."
            ),
        ],
        capabilities: [.destinationSecrets],
        limits: [LimitDescription("message", max: 2 * GotifyMessage.longest + 4_096, unit: "bytes")],
        concurrency: 4,
        retry: RetryPolicy(
            schedule: [5, 30, 120, 600, 1_800, 3_600].map { .seconds($0) },
            expires: .seconds(12 * 3_600)
        ),
        order: .latest,
        unknownPolicy: .resend,
        attemptTimeout: GotifySettings.longestTimeout + .seconds(1)
    )

    package let services: ChannelServices
    private let settings: GotifySettings
    private let server: ServerURL

    package init(settings: GotifySettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        let isLabel = destination.address.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isLabel, (1...200).contains(destination.address.utf8.count) else {
            throw Fault(
                .addressInvalid,
                "The label is empty, longer than 200 bytes or holds a control character.",
                suggestedAction: "Give the destination a name that people know it by."
            )
        }
        return server.lane
    }

    /// Shapes the request's body as one part, `message`.
    ///
    /// The finding `token_missing` tells of a destination for which there is no token.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = message.fitted(
            dropOrder: GotifyChannel.manifest.dropOrder,
            fits: { $0.message.utf8.count <= GotifyMessage.longest },
            write: { GotifyMessage($0) }
        )
        let missing = Finding(
            "token_missing",
            .error,
            "Neither the destination nor the channel has an application's token.",
            suggestion: "Give the destination a secret (env:NAME or file:PATH), or the channel a token in its settings."
        )
        let hasToken = destination.secret != nil || settings.token != nil
        return Rendering(
            parts: [RenderedPart("message", "application/json", try fitted.output.json())],
            findings: fitted.findings(part: "message") + (hasToken ? [] : [missing])
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let body = delivery.rendering["message"] else {
            throw Fault(.internalError, "The rendering has no message.")
        }
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        return HTTPRequest(
            url: "\(server.text)/message",
            headers: [
                HTTPHeader("content-type", "application/json"), HTTPHeader("user-agent", "Belfry/1"),
                HTTPHeader("x-gotify-key", try token(for: delivery.destination).reveal()),
            ],
            body: Array(body.utf8),
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }

    private struct Posted: Decodable {
        var id: Int64
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        let hasOwnToken = delivery.destination.secret != nil
        let now = services.clock.now
        if let fault = GotifyFaults.fault(for: response, hasOwnToken: hasOwnToken, now: now) { throw fault }
        let posted = try? JSONDecoder().decode(Posted.self, from: Data(response.body))
        return Receipt(id: posted.map { String($0.id) } ?? delivery.key, note: "HTTP \(response.status)")
    }

    private func token(for destination: Destination) throws(Fault) -> Secret {
        guard let reference = destination.secret else {
            if let token = settings.token { return token }
            throw Fault(
                .destinationSecretInvalid,
                "Neither the destination nor the channel has an application's token.",
                suggestedAction: "Give the destination a secret, or the channel a token in its settings.",
                context: ["where": "secret"]
            )
        }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw GotifyFaults.unusableSecret(reference)
        }
        guard GotifySettings.isToken(secret) else { throw GotifyFaults.unusableSecret(reference) }
        return secret
    }
}

extension GotifyChannel: HealthChecking {
    /// Asks the server for its health; whether a token is good shows only when something is posted.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let response = try await services.http.execute(
                HTTPRequest(
                    method: "GET",
                    url: "\(server.text)/health",
                    headers: [HTTPHeader("user-agent", "Belfry/1")],
                    timeout: settings.timeout,
                    allowsPrivateNetworks: settings.allowsPrivateNetworks
                )
            )
            let fault = GotifyFaults.fault(for: response, hasOwnToken: false, now: services.clock.now)
            guard let fault else { return [] }
            throw fault
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}
