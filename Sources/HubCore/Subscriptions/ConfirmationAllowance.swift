// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// How many confirmations may still be asked for, so that nobody can have the hub flood a mailbox.
///
/// Counted by the hour in memory of a bounded size. Strict for each address; generous for each client, for behind a proxy
/// all clients are one; and by the host where many addresses are one machine's.
package struct ConfirmationAllowance: Sendable {
    package struct Limits: Sendable, Hashable {
        /// Confirmations for one address in an hour.
        package var perAddress: Int
        /// Requests of one client in an hour.
        package var perClient: Int

        package init(perAddress: Int = 3, perClient: Int = 300) {
            self.perAddress = perAddress
            self.perClient = perClient
        }
    }

    package enum Answer: Hashable, Sendable {
        case granted
        /// The address has had its share: nothing is sent, and nobody is told.
        case withheld
        /// The client has had its share, or all have; with the time until there is room again.
        case refused(retryAfter: Duration)
    }

    private enum Key: Hashable {
        case address(channel: ChannelName, String)
        case host(channel: ChannelName, String)
        case client(String)
    }

    private static let window = Duration.seconds(3_600)
    /// As many addresses of one host as this may each have their share.
    private static let addressesPerHost = 10

    private let limits: Limits
    private let capacity: Int
    private var counts: [Key: Int] = [:]
    private var windowEnd = Timestamp.distantPast

    /// Here `capacity` bounds what is remembered of one hour; who is new after that has to wait.
    package init(_ limits: Limits, capacity: Int = 50_000) {
        self.limits = limits
        self.capacity = capacity
    }

    /// Takes one confirmation for an address, as far as there is one left.
    ///
    /// Here `address` is as the channel keeps it; `host` is nil where hosts serve many people, so that an address is not
    /// one of many of a machine; and `client` is who asks, nil where nobody can tell.
    package mutating func take(
        for address: String,
        on channel: ChannelName,
        host: String?,
        client: String?,
        now: Timestamp
    ) -> Answer {
        if now >= windowEnd {
            counts.removeAll(keepingCapacity: false)
            windowEnd = now + Self.window
        }
        let client = client.map { Key.client($0) }
        let shares: [(Key, Int)] =
            [(.address(channel: channel, address), limits.perAddress)]
            + (host.map { [(.host(channel: channel, $0), limits.perAddress * Self.addressesPerHost)] } ?? [])
        let fresh = (shares.map(\.0) + (client.map { [$0] } ?? [])).filter { counts[$0] == nil }.count
        if counts.count + fresh > capacity { return .refused(retryAfter: windowEnd - now) }
        if let client {
            if counts[client, default: 0] >= limits.perClient { return .refused(retryAfter: windowEnd - now) }
            counts[client, default: 0] += 1
        }
        if shares.contains(where: { counts[$0.0, default: 0] >= $0.1 }) { return .withheld }
        for (key, _) in shares { counts[key, default: 0] += 1 }
        return .granted
    }
}
