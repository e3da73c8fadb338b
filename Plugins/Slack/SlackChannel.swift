// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts to channels of Slack, by a bot's token or by incoming webhooks.
///
/// A destination's address is the channel: its id, or a name that readers know. What opens it is the destination's own
/// secret, looked up at each attempt, else the channel's token, else its webhook.
package struct SlackChannel: Channel {
    let services: ChannelServices
    let settings: SlackSettings
    let server: ServerURL
    private let shared: SlackRoute?

    package init(settings: SlackSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.serverURL()
        let secret = settings.token ?? settings.webhook
        self.shared = secret.flatMap { secret in try? SlackRoute(secret, settings: settings) }
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try SlackChannel.validate(destination.address)
        if destination.secret == nil, case .webhook(let url) = shared { return url.lane }
        return server.lane
    }

    /// Two parts: `text` for notifications, and `blocks`, what is seen in the channel, as Block Kit's JSON.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = SlackContent.fitted(message, dropOrder: SlackChannel.manifest.dropOrder)
        let blocks = String(decoding: try SlackChannel.json(fitted.output.blocks), as: UTF8.self)
        let closed = Finding(
            "no_credentials",
            .error,
            "Nothing opens this destination: it has no secret, and the channel neither a token nor a webhook.",
            suggestion: "Give the destination a secret (env:NAME or file:PATH), or the channel a token."
        )
        return Rendering(
            parts: [
                RenderedPart("text", "text/plain; charset=utf-8", fitted.output.text),
                RenderedPart("blocks", "application/json", blocks),
            ],
            findings: fitted.findings(part: "blocks") + (destination.secret == nil && shared == nil ? [closed] : [])
        )
    }

    func content(of delivery: Delivery) throws(Fault) -> SlackContent {
        guard
            let text = delivery.rendering["text"], let json = delivery.rendering["blocks"],
            let blocks = try? JSONDecoder().decode([SlackBlock].self, from: Data(json.utf8))
        else { throw Fault(.internalError, "The rendering holds no message for Slack.") }
        return SlackContent(text: text, blocks: blocks)
    }

    /// How the destination is reached at this moment.
    func route(to destination: Destination) throws(Fault) -> SlackRoute {
        guard let reference = destination.secret else {
            guard let shared else {
                throw Fault(
                    .destinationSecretInvalid,
                    "Nothing opens the destination: it has no secret, and the channel neither a token nor a webhook.",
                    context: ["where": "secret"]
                )
            }
            return shared
        }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw SlackChannel.unusable(reference, "it is not where the destination points")
        }
        do throws(SlackRoute.Refusal) {
            return try SlackRoute(secret, settings: settings)
        } catch {
            throw SlackChannel.unusable(reference, error.reason)
        }
    }

    static func json(_ value: some Encodable) throws(Fault) -> [UInt8] { Array(try ProviderJSON.written(value).utf8) }

    static func unusable(_ reference: SecretReference, _ reason: String) -> Fault {
        .unusableSecret(
            reference,
            reason,
            advice: "Put a webhook's URL (https://hooks.slack.com/…) or a bot's token (xoxb-…) where it points."
        )
    }

    private static func validate(_ address: String) throws(Fault) {
        let isName =
            (1...255).contains(address.utf8.count) && !address.contains("/")
            && address.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F }
        guard isName else {
            throw Fault(
                .addressInvalid,
                "The address is no channel: it is empty, too long, or holds white space or a slash.",
                suggestedAction:
                    "Write a channel's id or name, such as C0123456789 or #incidents; a webhook's URL is the secret."
            )
        }
    }
}
