// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A channel to which readers subscribe with more than an address: what their program hands over holds keys as well.
public protocol SubscriptionTaking: Channel {
    /// What a program has to know before it subscribes: for browsers the application server key, in base64url (RFC 8292
    /// 4.2).
    var subscriptionKey: String { get }

    /// Takes apart what a reader's program hands over.
    ///
    /// Pure.
    ///
    /// - Throws: ``FaultCode/addressInvalid``, which repeats nothing of it.
    func subscriber(from text: String) throws(Fault) -> Subscriber
}

/// A reader as a program has subscribed it.
public struct Subscriber: Sendable, Hashable {
    public var address: String
    /// What messages to this reader are made with, and nobody else may know.
    public var secret: Secret

    public init(address: String, secret: Secret) {
        self.address = address
        self.secret = secret
    }
}

/// What a channel that takes subscriptions does, with its type forgotten.
package struct SubscriptionDesk: Sendable {
    /// As ``SubscriptionTaking/subscriptionKey``; it may change with the channel's settings.
    package let key: @Sendable () -> String
    /// As ``SubscriptionTaking/subscriber(from:)``.
    package let read: @Sendable (String) throws(Fault) -> Subscriber

    package init(
        key: @escaping @Sendable () -> String,
        read: @escaping @Sendable (String) throws(Fault) -> Subscriber
    ) {
        self.key = key
        self.read = read
    }
}
