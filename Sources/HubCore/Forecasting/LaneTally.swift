// SPDX-License-Identifier: Apache-2.0

/// How many deliveries fall to each lane of a channel: those of one host share its limits.
package struct LaneTally: Hashable, Sendable {
    /// Hosts that are told apart; those of the rest are counted together, each taken for one with little to do.
    package static let mostHosts = 10_000

    package private(set) var total = 0
    package private(set) var hosts: [String: Int] = [:]
    private var others = 0

    package init() {}

    package mutating func add(_ host: String) {
        total += 1
        if hosts[host] != nil || hosts.count < Self.mostHosts {
            hosts[host, default: 0] += 1
        } else {
            others += 1
        }
    }

    /// How many lanes there are, at least.
    package var count: Int { hosts.count + min(others, 1) }

    /// The most that falls to one lane.
    package var largest: Int { hosts.values.max() ?? 0 }
}
