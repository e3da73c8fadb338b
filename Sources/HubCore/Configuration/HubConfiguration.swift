// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import DeliveryEngine
package import Incidents
package import Outbox

/// A whole configuration, read and checked.
package struct HubConfiguration: Sendable {
    package struct Hub: Sendable {
        package var listenHost: String
        package var listenPort: Int
        /// As readers see it, without a slash at its end.
        package var publicURL: String
        /// The folder for the database and what the hub writes; absolute.
        package var data: String
        package var environment: DeploymentEnvironment
        /// The folder of the templates; absolute.
        package var templates: String
        /// Folders with plugins that are programs of their own; absolute.
        package var plugins: [String]
        /// The locale of a message that names none.
        package var locale: LocaleTag
        /// How many bytes of the disk are left free: with fewer, nothing new is accepted.
        package var diskReserve: Int64
        /// Certificates to trust besides the system's, in PEM: the content of the file that is named.
        package var trust: String?

        package init(
            listenHost: String,
            listenPort: Int,
            publicURL: String,
            data: String,
            environment: DeploymentEnvironment,
            templates: String,
            plugins: [String] = [],
            locale: LocaleTag,
            diskReserve: Int64 = 256_000_000,
            trust: String? = nil
        ) {
            self.listenHost = listenHost
            self.listenPort = listenPort
            self.publicURL = publicURL
            self.data = data
            self.environment = environment
            self.templates = templates
            self.plugins = plugins
            self.locale = locale
            self.diskReserve = diskReserve
            self.trust = trust
        }
    }

    package var hub: Hub
    package var channels: [ChannelDeclaration]
    package var audiences: [AudienceDeclaration]
    /// Parts of audiences with names of their own.
    package var segments: [SegmentDeclaration]
    package var playbooks: [Playbook]
    /// Who is told of trouble with channels and destinations.
    package var operators: [Destination]
    /// What readers may subscribe to by themselves; nil for nothing.
    package var subscriptions: SubscriptionOffer?
    package var retention: Retention
    /// The maildir to which failures are delivered; absolute.
    package var bounceMaildir: String?
    /// An admin token for first use, kept nowhere.
    package var bootstrapToken: Secret?
    /// Every adapter that a channel can have.
    package var plugins: PluginCatalog
    /// What a person should know of the plugins that were found.
    package var pluginNotices: [Finding]

    package init(
        hub: Hub,
        channels: [ChannelDeclaration],
        audiences: [AudienceDeclaration],
        segments: [SegmentDeclaration] = [],
        playbooks: [Playbook],
        operators: [Destination] = [],
        subscriptions: SubscriptionOffer? = nil,
        retention: Retention = Retention(),
        bounceMaildir: String? = nil,
        bootstrapToken: Secret? = nil,
        plugins: PluginCatalog = PluginCatalog(),
        pluginNotices: [Finding] = []
    ) {
        self.hub = hub
        self.channels = channels
        self.audiences = audiences
        self.segments = segments
        self.playbooks = playbooks
        self.operators = operators
        self.subscriptions = subscriptions
        self.retention = retention
        self.bounceMaildir = bounceMaildir
        self.bootstrapToken = bootstrapToken
        self.plugins = plugins
        self.pluginNotices = pluginNotices
    }
}

/// What the hub is run for.
package enum DeploymentEnvironment: String, Codable, Hashable, Sendable, CaseIterable {
    case production, staging, drill
}

/// A channel as the configuration declares it.
package struct ChannelDeclaration: Sendable {
    package var name: ChannelName
    /// The plugin's kind.
    package var plugin: String
    /// With secrets and paths resolved: never shown or stored.
    package var settings: Document
    /// Where the settings come from; nil where they cannot be read again.
    package var origin: SettingsOrigin?
    package var rate: RateLimit?
    package var ratePerLane: RateLimit?
    package var ratePerDestination: RateLimit?
    package var concurrency: Int?
    package var retrySchedule: [Duration]?
    package var expires: Duration?
    /// Channels that can reach the same address in place of this one, in this order.
    package var fallback: [ChannelName]
    /// When to turn to them, or to a destination's other addresses.
    package var patience: Patience

    package init(
        name: ChannelName,
        plugin: String,
        settings: Document,
        origin: SettingsOrigin? = nil,
        rate: RateLimit? = nil,
        ratePerLane: RateLimit? = nil,
        ratePerDestination: RateLimit? = nil,
        concurrency: Int? = nil,
        retrySchedule: [Duration]? = nil,
        expires: Duration? = nil,
        fallback: [ChannelName] = [],
        patience: Patience = Patience()
    ) {
        self.name = name
        self.plugin = plugin
        self.settings = settings
        self.origin = origin
        self.rate = rate
        self.ratePerLane = ratePerLane
        self.ratePerDestination = ratePerDestination
        self.concurrency = concurrency
        self.retrySchedule = retrySchedule
        self.expires = expires
        self.fallback = fallback
        self.patience = patience
    }
}

/// An audience as the configuration declares it.
package struct AudienceDeclaration: Sendable {
    package var name: AudienceName
    package var destinations: [Destination]
    /// A CSV file with more of them; absolute.
    package var file: String?

    package init(name: AudienceName, destinations: [Destination], file: String? = nil) {
        self.name = name
        self.destinations = destinations
        self.file = file
    }
}
