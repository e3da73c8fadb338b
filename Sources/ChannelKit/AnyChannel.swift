// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A configured channel with its settings' type forgotten: what the engine and the use cases hold.
public final class AnyChannel: Sendable {
    public let manifest: ChannelManifest
    private let hostFor: @Sendable (Destination) throws(Fault) -> String
    private let renderFor: @Sendable (Message, Destination) throws(Fault) -> Rendering
    private let deliverOne: @Sendable (Delivery) async throws(Fault) -> Receipt
    private let checkHealth: (@Sendable () async -> [Finding])?
    private let getReady: @Sendable () async throws(Fault) -> Void
    private let startUp: @Sendable () async throws(Fault) -> Void
    private let stopAll: @Sendable () async -> Void
    private let canonicalize: @Sendable (String) -> String
    /// Nil where readers subscribe with an address alone; see ``SubscriptionTaking``.
    package let subscriptions: SubscriptionDesk?

    public init<Wrapped: Channel>(_ channel: Wrapped) {
        self.manifest = Wrapped.manifest
        self.hostFor = { (destination) throws(Fault) in try channel.host(for: destination) }
        self.renderFor = { (message, destination) throws(Fault) in try channel.render(message, for: destination) }
        self.deliverOne = { (delivery) async throws(Fault) in try await channel.deliver(delivery) }
        if let healthChecking = channel as? any HealthChecking {
            self.checkHealth = { await healthChecking.check() }
        } else {
            self.checkHealth = nil
        }
        if let preparing = channel as? any Preparing {
            self.getReady = { () async throws(Fault) in try await preparing.prepare() }
        } else {
            self.getReady = {}
        }
        if let canonicalizing = channel as? any AddressCanonicalizing {
            self.canonicalize = { canonicalizing.canonicalAddress($0) }
        } else {
            self.canonicalize = { $0 }
        }
        self.subscriptions = (channel as? any SubscriptionTaking)
            .map { taking in
                SubscriptionDesk(
                    key: { taking.subscriptionKey },
                    read: { (text) throws(Fault) in try taking.subscriber(from: text) }
                )
            }
        self.startUp = {}
        self.stopAll = {}
    }

    /// A channel whose manifest is known only while the program runs: one that another process serves.
    ///
    /// The closures keep what ``Channel`` promises, but that `start` and `stop` begin and end what the channel needs.
    package init(
        manifest: ChannelManifest,
        host: @escaping @Sendable (Destination) throws(Fault) -> String,
        render: @escaping @Sendable (Message, Destination) throws(Fault) -> Rendering,
        deliver: @escaping @Sendable (Delivery) async throws(Fault) -> Receipt,
        check: (@Sendable () async -> [Finding])?,
        prepare: @escaping @Sendable () async throws(Fault) -> Void = {},
        start: @escaping @Sendable () async throws(Fault) -> Void,
        stop: @escaping @Sendable () async -> Void,
        canonicalize: @escaping @Sendable (String) -> String = { $0 },
        subscriptions: SubscriptionDesk? = nil
    ) {
        self.manifest = manifest
        self.hostFor = host
        self.renderFor = render
        self.deliverOne = deliver
        self.checkHealth = check
        self.getReady = prepare
        self.startUp = start
        self.stopAll = stop
        self.canonicalize = canonicalize
        self.subscriptions = subscriptions
    }

    public func host(for destination: Destination) throws(Fault) -> String { try hostFor(destination) }

    public func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        try renderFor(message, destination)
    }

    public func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { try await deliverOne(delivery) }

    /// The way of writing an address by which it is kept; see ``AddressCanonicalizing``.
    package func canonicalAddress(_ address: String) -> String { canonicalize(address) }

    /// Whether the channel has a way to tell how it is.
    package var canCheck: Bool { checkHealth != nil }

    /// Nil where the channel has no way to tell.
    public func check() async -> [Finding]? { await checkHealth?() }

    /// Sees to what the channel wants to be there before its first delivery; see ``Preparing``.
    package func prepare() async throws(Fault) { try await getReady() }

    /// Begins what the channel needs beside itself, such as a process.
    ///
    /// Sends nothing. Deliveries begin it as well.
    ///
    /// - Throws: why it cannot be begun, such as settings that it refuses.
    package func start() async throws(Fault) { try await startUp() }

    /// Ends it, once no delivery is under way any more.
    package func stop() async { await stopAll() }
}
