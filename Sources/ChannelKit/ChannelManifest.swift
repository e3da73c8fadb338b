// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// What an adapter is, described as data: validation, documentation and forms are made from it, and the engine takes
/// its defaults from it.
public struct ChannelManifest: Sendable {
    /// The word that a configuration names it by, such as `email`.
    public var kind: String
    public var version: String
    /// One sentence for people.
    public var summary: String
    public var settings: [SettingDescription]
    public var capabilities: Set<Capability>
    public var limits: [LimitDescription]
    public var rate: RateLimit?
    public var ratePerDestination: RateLimit?
    /// What pauses when the provider says that it is too much.
    public var throttleScope: ThrottleScope
    /// Attempts at once in one lane.
    public var concurrency: Int
    public var retry: RetryPolicy
    public var order: DeliveryOrder
    public var unknownPolicy: UnknownPolicy
    /// Sections in the order in which they are given up where room is short; what is not named is never dropped.
    public var dropOrder: [SectionName]
    /// Whether a rendering depends on more of the destination than its locale; if not, one serves all.
    public var isPersonal: Bool
    /// How long one attempt may take altogether.
    public var attemptTimeout: Duration

    public init(
        kind: String,
        version: String,
        summary: String,
        settings: [SettingDescription],
        capabilities: Set<Capability> = [],
        limits: [LimitDescription] = [],
        rate: RateLimit? = nil,
        ratePerDestination: RateLimit? = nil,
        throttleScope: ThrottleScope = .lane,
        concurrency: Int = 8,
        retry: RetryPolicy,
        order: DeliveryOrder = .latest,
        unknownPolicy: UnknownPolicy = .resend,
        dropOrder: [SectionName] = ChannelManifest.defaultDropOrder,
        isPersonal: Bool = false,
        attemptTimeout: Duration = .seconds(15)
    ) {
        self.kind = kind
        self.version = version
        self.summary = summary
        self.settings = settings
        self.capabilities = capabilities
        self.limits = limits
        self.rate = rate
        self.ratePerDestination = ratePerDestination
        self.throttleScope = throttleScope
        self.concurrency = concurrency
        self.retry = retry
        self.order = order
        self.unknownPolicy = unknownPolicy
        self.dropOrder = dropOrder
        self.isPersonal = isPersonal
        self.attemptTimeout = attemptTimeout
    }

    /// Least needed first; `impact` and `next_update` are kept to the last.
    public static let defaultDropOrder: [SectionName] = [
        .safeguards, .compensation, .help, .whatWeDo, .workaround, .dataExposure, .whatYouCanDo, .whatHappened,
    ]
}

/// What a provider can do beyond taking a message.
public enum Capability: String, Codable, Hashable, Sendable, CaseIterable {
    /// Later messages of an incident can hang below the first.
    case threads
    /// A message that was sent can be changed.
    case edits
    /// A key given with a message keeps the provider from taking it twice.
    case deduplicates
    /// A destination brings a secret of its own.
    case destinationSecrets = "destination_secrets"
    /// A message tells its reader how to be left out.
    case unsubscribes
    /// What could not be delivered comes back later, to an address that can name the delivery.
    case bounces
    /// A destination is one reader's own, who alone sees what is sent there: messages may hold personal values.
    case personal
}

/// One key of an adapter's settings.
public struct SettingDescription: Codable, Hashable, Sendable {
    /// A `path` is relative to the configuration file's folder and arrives absolute.
    public enum ValueType: String, Codable, Hashable, Sendable {
        case string, integer, number, boolean, duration, list, choice, path
    }

    public var key: String
    public var type: ValueType
    public var isRequired: Bool
    public var isSecret: Bool
    public var defaultValue: String?
    public var choices: [String]
    public var summary: String

    public init(
        _ key: String,
        _ type: ValueType,
        required isRequired: Bool = false,
        secret isSecret: Bool = false,
        default defaultValue: String? = nil,
        choices: [String] = [],
        _ summary: String
    ) {
        self.key = key
        self.type = type
        self.isRequired = isRequired
        self.isSecret = isSecret
        self.defaultValue = defaultValue
        self.choices = choices
        self.summary = summary
    }
}

/// A bound that the provider sets on one part of a message.
public struct LimitDescription: Codable, Hashable, Sendable {
    public var part: String
    public var max: Int
    public var unit: String

    public init(_ part: String, max: Int, unit: String) {
        self.part = part
        self.max = max
        self.unit = unit
    }
}

/// At most `limit` in every `period`, with up to `burst` at once after a pause.
public struct RateLimit: Codable, Hashable, Sendable {
    public var limit: Int
    public var period: Duration
    public var burst: Int

    public init(_ limit: Int, per period: Duration, burst: Int? = nil) {
        self.limit = limit
        self.period = period
        self.burst = burst ?? limit
    }
}

/// How far a provider's “too many requests” reaches, and its “no more for now” that comes with a success.
public enum ThrottleScope: String, Codable, Hashable, Sendable {
    /// The one destination: each has an owner, and limits, of its own.
    case destination
    /// The lane: its destinations share an account or a server.
    case lane
    /// The whole channel, whatever the host: all it sends is counted against one account.
    case channel
}

/// How long to wait after each failed attempt, and when to stop.
public struct RetryPolicy: Codable, Hashable, Sendable {
    /// The pause after the first, second, … failure; when it is used up, the delivery is dead.
    public var schedule: [Duration]
    /// How long after acceptance a delivery is still worth making.
    public var expires: Duration

    public init(schedule: [Duration], expires: Duration) {
        self.schedule = schedule
        self.expires = expires
    }
}

/// What a newer update of the same incident does to an older one that has not yet left for the same destination.
public enum DeliveryOrder: String, Codable, Hashable, Sendable {
    /// It replaces it.
    case latest
    /// It waits for it.
    case all
}

/// What to do where nobody can tell whether an attempt arrived.
public enum UnknownPolicy: String, Codable, Hashable, Sendable {
    /// Send again: a duplicate is better than silence.
    case resend
    /// Hold for a person: a duplicate is worse.
    case hold
}
