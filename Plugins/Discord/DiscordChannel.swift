// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts to channels of Discord by webhooks.
///
/// A destination's address is a name that readers know. The webhook's URL is the destination's own secret, looked up at
/// each attempt, else the channel's setting.
package struct DiscordChannel: Channel {
    let services: ChannelServices
    let settings: DiscordSettings
    private let shared: DiscordHook?

    package init(settings: DiscordSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.shared = try settings.hook()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try DiscordChannel.validate(destination.address)
        return destination.secret == nil ? shared?.lane ?? "discord.com" : "discord.com"
    }

    /// Two parts: `content`, the line that notifications show, and `embeds`, the card below it as JSON.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = DiscordContent.fitted(message, dropOrder: DiscordChannel.manifest.dropOrder)
        var parts = [RenderedPart("content", "text/markdown; charset=utf-8", fitted.output.content)]
        if !fitted.output.embeds.isEmpty {
            let embeds = String(decoding: try DiscordChannel.json(fitted.output.embeds), as: UTF8.self)
            parts.append(RenderedPart("embeds", "application/json", embeds))
        }
        let closed = Finding(
            "no_credentials",
            .error,
            "Nothing opens this destination: neither it nor the channel has a webhook.",
            suggestion: "Give the destination a secret (env:NAME or file:PATH) that holds a webhook's URL."
        )
        return Rendering(
            parts: parts,
            findings: fitted.findings(part: "embeds") + (destination.secret == nil && shared == nil ? [closed] : [])
        )
    }

    func content(of delivery: Delivery) throws(Fault) -> DiscordContent {
        let json = delivery.rendering["embeds"] ?? "[]"
        guard
            let content = delivery.rendering["content"],
            let embeds = try? JSONDecoder().decode([DiscordContent.Embed].self, from: Data(json.utf8))
        else { throw Fault(.internalError, "The rendering holds no message for Discord.") }
        return DiscordContent(content: content, embeds: embeds)
    }

    /// How the destination is reached at this moment.
    func hook(of destination: Destination) throws(Fault) -> DiscordHook {
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
            throw DiscordChannel.unusable(reference, "it is not where the destination points")
        }
        do throws(DiscordHook.Refusal) {
            return try DiscordHook(secret, isPlainAllowed: settings.allowsPrivateNetworks)
        } catch {
            throw DiscordChannel.unusable(reference, error.reason)
        }
    }

    static func json(_ value: some Encodable) throws(Fault) -> [UInt8] { Array(try ProviderJSON.written(value).utf8) }

    private static func unusable(_ reference: SecretReference, _ reason: String) -> Fault {
        .unusableSecret(
            reference,
            reason,
            advice: "Put a webhook's URL (https://discord.com/api/webhooks/…) where it points."
        )
    }

    private static func validate(_ address: String) throws(Fault) {
        let isName =
            (1...255).contains(address.utf8.count) && !address.contains("/")
            && address.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F }
        guard isName else {
            throw Fault(
                .addressInvalid,
                "The address is no channel's name: it is empty, too long, or holds white space or a slash.",
                suggestedAction: "Write a name that readers know, such as #incidents; the webhook's URL is the secret."
            )
        }
    }
}
