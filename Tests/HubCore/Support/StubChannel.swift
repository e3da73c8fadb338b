// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore

/// What a stub channel stands in for.
protocol StubKind: Sendable {
    static var manifest: ChannelManifest { get }
}

/// Stands in for the email plugin: the same keys.
enum MailKind: StubKind {
    static let manifest = ChannelManifest(
        kind: "email",
        version: "1",
        summary: "Mail that goes nowhere.",
        settings: [
            SettingDescription("server", .string, required: true, "The relay."),
            SettingDescription("from", .string, required: true, "The sender."),
            SettingDescription("security", .choice, default: "tls", choices: ["tls", "none"], "Encryption."),
            SettingDescription("username", .string, "For the relay."),
            SettingDescription("password", .string, secret: true, "For the relay."),
            SettingDescription("connections", .integer, default: "8", "At once."),
        ],
        capabilities: [.threads, .bounces, .personal],
        retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(86_400))
    )
}

/// Stands in for the webhook plugin.
enum HookKind: StubKind {
    static let manifest = ChannelManifest(
        kind: "webhook",
        version: "1",
        summary: "Requests that go nowhere.",
        settings: [
            SettingDescription("secrets", .list, secret: true, "All sign."),
            SettingDescription("timeout", .duration, default: "15s", "For one request."),
            SettingDescription("allow_private_networks", .boolean, default: "false", "Private addresses too."),
        ],
        capabilities: [.destinationSecrets],
        retry: RetryPolicy(schedule: [.seconds(5)], expires: .seconds(86_400)),
        order: .all
    )
}

/// Stands in for the banner plugin.
enum BannerKind: StubKind {
    static let manifest = ChannelManifest(
        kind: "banner",
        version: "1",
        summary: "Files that are not written.",
        settings: [SettingDescription("directory", .path, required: true, "Where the files are written.")],
        retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(86_400))
    )
}

/// Stands in for the plugin that pushes to browsers.
enum BrowserKind: StubKind {
    static let manifest = ChannelManifest(
        kind: "web-push",
        version: "1",
        summary: "Notifications that nobody sees.",
        settings: [],
        capabilities: [.destinationSecrets],
        retry: RetryPolicy(schedule: [.seconds(5)], expires: .seconds(86_400))
    )
}

struct StubSettings: ChannelSettings {
    var server: String?
    var connections: Int?
    var directory: String?

    func validate() throws(Fault) {
        if server == "smtp://invalid" {
            throw Fault(.configurationInvalid, "No such relay.", context: ["where": "/server"])
        }
    }
}

/// A channel that renders plainly and sends nothing.
struct StubChannel<Kind: StubKind>: Channel {
    static var manifest: ChannelManifest { Kind.manifest }

    init(settings: StubSettings, services: ChannelServices) throws(Fault) {}

    /// What stands behind the `@`; “nowhere” is no address.
    func host(for destination: Destination) throws(Fault) -> String {
        guard destination.address != "nowhere" else { throw Fault(.addressInvalid, "That is no address.") }
        return destination.address.split(separator: "@").last.map { String($0) } ?? ""
    }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        guard message.title != "Unspeakable" else { throw Fault(.contentRejected, "This cannot be said here.") }
        let facts = message.facts
        let head =
            "\(message.locale) \(facts.phase?.rawValue ?? "-") \(facts.severity?.rawValue ?? "-") \(message.title)"
        return Rendering(
            parts: [
                RenderedPart("head", "text/plain", head),
                RenderedPart("text", "text/plain", message.sections.map(\.markdown).joined(separator: "\n")),
            ]
        )
    }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt(id: delivery.key) }
}

extension StubChannel: AddressCanonicalizing {
    func canonicalAddress(_ address: String) -> String { address.lowercased() }
}

/// What a stub browser hands over is its address and its keys, with a space between them.
extension StubChannel: SubscriptionTaking where Kind == BrowserKind {
    var subscriptionKey: String { "stub-key" }

    func subscriber(from text: String) throws(Fault) -> Subscriber {
        let parts = text.split(separator: " ")
        guard parts.count == 2 else { throw Fault(.addressInvalid, "That is no subscription.") }
        return Subscriber(address: String(parts[0]), secret: Secret(String(parts[1])))
    }
}

extension PluginCatalog {
    /// Stubs under the names of the built-in plugins.
    static var stubs: PluginCatalog {
        var catalog = PluginCatalog()
        catalog.register(StubChannel<MailKind>.self)
        catalog.register(StubChannel<HookKind>.self)
        catalog.register(StubChannel<BannerKind>.self)
        catalog.register(StubChannel<BrowserKind>.self)
        return catalog
    }
}
