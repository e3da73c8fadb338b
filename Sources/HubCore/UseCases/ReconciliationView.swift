// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// A reconciliation as the API shows it.
struct ReconciliationView: Encodable, Sendable {
    /// What became of a number of deliveries, each counted in exactly one of the numbers but for `unknown`.
    struct Account: Encodable {
        var channel: ChannelName?
        var intended = 0
        var accepted = 0
        /// How many of those that have not arrived had an attempt whose outcome nobody can tell.
        var unknown = 0
        var failed = 0
        var waiting = 0
        var held = 0
        var superseded = 0
        var rerouted = 0
        var cancelled = 0
        var attempts = 0
        /// How many readers have not been reached by it: failed, waiting or held.
        var unreached = 0

        private enum CodingKeys: String, CodingKey {
            case channel, intended, accepted, unknown, failed, waiting, held, superseded, rerouted, cancelled, attempts
            case unreached
        }

        mutating func add(_ item: Reconciliation) {
            for (state, count) in item.states {
                intended += count
                if DeliveryState.unreached.contains(state) { unreached += count }
                switch state {
                case .delivered: accepted += count
                case .dead, .expired: failed += count
                case .pending, .inFlight, .retrying: waiting += count
                case .held: held += count
                case .superseded: superseded += count
                case .rerouted: rerouted += count
                case .cancelled: cancelled += count
                }
            }
            unknown += item.unknown
            attempts += item.attempts
        }
    }

    /// The running totals beside what was counted.
    struct Balance: Encodable {
        struct Difference: Encodable {
            let state: DeliveryState
            let counted: Int
            let recorded: Int
        }

        let isBalanced: Bool
        let differences: [Difference]

        init(counted: [DeliveryState: Int], recorded: [DeliveryState: Int]) {
            self.differences = DeliveryState.allCases
                .map { Difference(state: $0, counted: counted[$0] ?? 0, recorded: recorded[$0] ?? 0) }
                .filter { $0.counted != $0.recorded }
            self.isBalanced = differences.isEmpty
        }

        private enum CodingKeys: String, CodingKey {
            case differences
            case isBalanced = "balanced"
        }
    }

    let filter: DeliveryFilter
    let channels: [Account]
    let total: Account
    /// Nil where there are no totals to compare with.
    let balance: Balance?

    init(_ filter: DeliveryFilter, counted: [Reconciliation], totals: [DeliveryState: Int]?) {
        self.filter = filter
        var total = Account()
        var states: [DeliveryState: Int] = [:]
        self.channels = counted.sorted { $0.channel < $1.channel }
            .map { item in
                var account = Account()
                account.channel = item.channel
                account.add(item)
                total.add(item)
                states.merge(item.states) { $0 + $1 }
                return account
            }
        self.total = total
        self.balance = totals.map { Balance(counted: states, recorded: $0) }
    }

    private enum CodingKeys: String, CodingKey { case filter, channels, total, balance }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(filter.view, forKey: .filter)
        try values.encode(channels, forKey: .channels)
        try values.encode(total, forKey: .total)
        try values.encode(balance, forKey: .balance)
    }
}
