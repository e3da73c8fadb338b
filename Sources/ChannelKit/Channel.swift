// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// An adapter: shapes messages for one kind of channel and hands them to it.
///
/// A channel is an immutable value, made once per configured channel and shared by every worker: ``deliver(_:)``
/// runs many times at once. It never sleeps, retries, limits, logs or measures; the engine does that around it.
/// It reaches the world only through the ``ChannelServices`` it was handed.
///
/// Read the calls as a contract:
/// - `init` does no I/O, and neither does ``render(_:for:)``, which is pure: equal input, equal output. Preview, lint
///   and dispatch all use that one rendering.
/// - ``deliver(_:)`` is one attempt. It returns a receipt if and only if the provider accepted. It may be called
///   again with the same ``Delivery/key`` after a crash or an unknown outcome, and hands that key to the provider
///   where the provider can use it.
/// - Cancelling the task cancels the attempt promptly. Once the last byte may have left, a missing answer is
///   ``FaultCode/outcomeUnknown``, never a guess.
/// - No fault, rendering or receipt carries a secret.
public protocol Channel: Sendable {
    associatedtype Settings: ChannelSettings

    /// What the adapter is and can do, as data.
    static var manifest: ChannelManifest { get }

    init(settings: Settings, services: ChannelServices) throws(Fault)

    /// The host that serves `destination`: with the channel's name it makes the lane, the unit of rate, concurrency
    /// and fairness. Pure.
    ///
    /// - Throws: ``FaultCode/addressInvalid`` where the address can never be reached by this channel.
    func host(for destination: Destination) throws(Fault) -> String

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt
}

/// The part of the configuration that belongs to one channel.
public protocol ChannelSettings: Codable, Sendable {
    /// Checks what types alone cannot, without I/O.
    ///
    /// - Throws: ``FaultCode/configurationInvalid`` with `where` naming the key.
    func validate() throws(Fault)
}

/// A channel that can say how it is without reaching people.
public protocol HealthChecking: Channel {
    /// Checks reachability and credentials; an empty list means well.
    func check() async -> [Finding]
}
