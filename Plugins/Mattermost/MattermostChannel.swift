// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Posts to channels of a Mattermost server, by a bot's token or by incoming webhooks.
///
/// A destination's address is the channel: its id where a token opens it, a name that readers know where a webhook does.
/// What opens it is the destination's own secret, looked up at each attempt, else the channel's token, else its webhook.
package struct MattermostChannel: Channel {
    let services: ChannelServices
    let settings: MattermostSettings
    let server: ServerURL?
    private let shared: MattermostRoute?

    package init(settings: MattermostSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.serverURL()
        let secret = settings.token ?? settings.webhook
        self.shared = secret.flatMap { secret in try? MattermostRoute(secret, settings: settings) }
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try MattermostChannel.validate(destination.address)
        guard destination.secret == nil else { return server?.lane ?? "mattermost" }
        switch shared {
        case .webhook(let url): return url.lane
        case .bot:
            _ = try MattermostChannel.channelID(destination.address)
            return server?.lane ?? "mattermost"
        case nil: return server?.lane ?? "mattermost"
        }
    }

    /// One part, `text`, in Mattermost's Markdown.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = MattermostText.fitted(message, dropOrder: MattermostChannel.manifest.dropOrder)
        let closed = Finding(
            "no_credentials",
            .error,
            "Nothing opens this destination: it has no secret, and the channel neither a token nor a webhook.",
            suggestion: "Give the destination a secret (env:NAME or file:PATH), or the channel a token."
        )
        return Rendering(
            parts: [RenderedPart("text", "text/markdown; charset=utf-8", fitted.output)],
            findings: fitted.findings(part: "text") + (destination.secret == nil && shared == nil ? [closed] : [])
        )
    }

    /// How the destination is reached at this moment.
    func route(to destination: Destination) throws(Fault) -> MattermostRoute {
        guard let reference = destination.secret else {
            if let shared { return shared }
            throw Fault(
                .destinationSecretInvalid,
                "Nothing opens the destination: it has no secret, and the channel neither a token nor a webhook.",
                context: ["where": "secret"]
            )
        }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw MattermostChannel.unusable(reference, "it is not where the destination points")
        }
        let route: MattermostRoute
        do throws(MattermostRoute.Refusal) {
            route = try MattermostRoute(secret, settings: settings)
        } catch {
            throw MattermostChannel.unusable(reference, error.reason)
        }
        if case .bot = route, server == nil {
            throw MattermostChannel.unusable(reference, "it is a token, and the channel's settings name no server")
        }
        return route
    }

    static func unusable(_ reference: SecretReference, _ reason: String) -> Fault {
        .unusableSecret(
            reference,
            reason,
            advice: "Put an incoming webhook's URL (https://…/hooks/…) or a bot's token where it points."
        )
    }

    static func channelID(_ address: String) throws(Fault) -> String {
        guard MattermostFaults.isID(address) else {
            throw Fault(
                .addressInvalid,
                "The address is no channel's id: 26 small letters and digits.",
                suggestedAction: "Copy the id from the channel's menu, View info."
            )
        }
        return address
    }

    private static func validate(_ address: String) throws(Fault) {
        let isName =
            (1...255).contains(address.utf8.count) && !address.contains("/")
            && address.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F }
        guard isName else {
            throw Fault(
                .addressInvalid,
                "The address is no channel: it is empty, too long, or holds white space or a slash.",
                suggestedAction: "Write a channel's id or a name that readers know; a webhook's URL is the secret."
            )
        }
    }
}
