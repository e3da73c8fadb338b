// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A configured channel with its settings' type forgotten: what the engine and the use cases hold.
public final class AnyChannel: Sendable {
    public let manifest: ChannelManifest
    private let hostFor: @Sendable (Destination) throws(Fault) -> String
    private let renderFor: @Sendable (Message, Destination) throws(Fault) -> Rendering
    private let deliverOne: @Sendable (Delivery) async throws(Fault) -> Receipt
    private let checkHealth: (@Sendable () async -> [Finding])?

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
    }

    public func host(for destination: Destination) throws(Fault) -> String { try hostFor(destination) }

    public func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        try renderFor(message, destination)
    }

    public func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { try await deliverOne(delivery) }

    /// Nil where the channel has no way to tell.
    public func check() async -> [Finding]? { await checkHealth?() }
}
