// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import Outbox

/// A channel as the API shows it: how it is set up, and how it is doing.
struct ChannelView: Encodable {
    /// More held destinations than this are not counted.
    static let mostHeld = 1_000

    /// How its attempts of the last hour or two ended.
    struct Activity: Encodable {
        let since: Timestamp
        let delivered: Int
        let unknown: Int
        let failed: Int
        /// By code.
        let faults: [String: Int]

        init(since: Timestamp, _ counts: [HourlyCount]) {
            self.since = since
            let byOutcome = Dictionary(counts.map { ($0.outcome, $0.count) }) { $0 + $1 }
            self.delivered = byOutcome["delivered"] ?? 0
            self.unknown = byOutcome["unknown"] ?? 0
            self.faults = byOutcome.filter { $0.key != "delivered" && $0.key != "unknown" }
            self.failed = faults.values.reduce(0, +)
        }
    }

    let channel: ConfiguredChannel
    let status: ChannelStatus
    let activity: Activity
    let heldDestinations: Int
    let untold: UntoldNotices.Entry?

    init(
        _ channel: ConfiguredChannel,
        status: ChannelStatus,
        activity: Activity,
        heldDestinations: Int,
        untold: UntoldNotices.Entry?
    ) {
        self.channel = channel
        self.status = status
        self.activity = activity
        self.heldDestinations = heldDestinations
        self.untold = untold
    }

    private enum CodingKeys: String, CodingKey {
        case name, plugin, version, summary, capabilities, limits, concurrency, order, retry, rate, fallback, failover
        case state, since, fault, lanes, activity
        case unknownPolicy = "on_unknown"
        case ratePerLane = "per_lane"
        case ratePerDestination = "per_destination"
        case nextTrial = "next_trial_at"
        case heldDestinations = "held_destinations"
        case untold = "operators_not_told"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        let manifest = channel.adapter.manifest
        try values.encode(channel.name, forKey: .name)
        try values.encode(manifest.kind, forKey: .plugin)
        try values.encode(manifest.version, forKey: .version)
        try values.encode(manifest.summary, forKey: .summary)
        try values.encode(manifest.capabilities.map(\.rawValue).sorted(), forKey: .capabilities)
        try values.encode(manifest.limits, forKey: .limits)
        try encodeTuning(into: &values)
        try values.encode(status.state, forKey: .state)
        // A hold is older than the engine that was told of it at its start.
        let since = status.state == .held ? status.fault?.at ?? status.since : status.since
        try values.encode(since, forKey: .since)
        try values.encode(status.fault.map(FaultCatalogue.shipped.advised), forKey: .fault)
        try values.encode(status.nextTrial, forKey: .nextTrial)
        try values.encode(status.lanes.map { LaneView(lane: $0) }, forKey: .lanes)
        try values.encode(activity, forKey: .activity)
        try values.encode(heldDestinations, forKey: .heldDestinations)
        try values.encode(untold, forKey: .untold)
    }

    private func encodeTuning(into values: inout KeyedEncodingContainer<CodingKeys>) throws {
        try values.encode(channel.concurrency, forKey: .concurrency)
        try values.encode(channel.order, forKey: .order)
        try values.encode(channel.unknownPolicy, forKey: .unknownPolicy)
        try values.encode(RetryView(channel.retry), forKey: .retry)
        try values.encode(channel.rate.map { RateView($0) }, forKey: .rate)
        try values.encode(channel.ratePerLane.map { RateView($0) }, forKey: .ratePerLane)
        try values.encode(channel.ratePerDestination.map { RateView($0) }, forKey: .ratePerDestination)
        try values.encode(channel.fallback, forKey: .fallback)
        try values.encode(FailoverView(channel.patience), forKey: .failover)
    }
}

private struct RateView: Encodable {
    let limit: Int
    let periodSeconds: Double
    let burst: Int

    init(_ rate: RateLimit) {
        self.limit = rate.limit
        self.periodSeconds = rate.period.seconds
        self.burst = rate.burst
    }

    private enum CodingKeys: String, CodingKey {
        case limit, burst
        case periodSeconds = "period_s"
    }
}

private struct RetryView: Encodable {
    let schedule: [Double]
    let expires: Double

    init(_ retry: RetryPolicy) {
        self.schedule = retry.schedule.map(\.seconds)
        self.expires = retry.expires.seconds
    }

    private enum CodingKeys: String, CodingKey {
        case schedule = "schedule_s"
        case expires = "expires_s"
    }
}

private struct FailoverView: Encodable {
    let after: Double
    let criticalAfter: Double
    let failures: Int

    init(_ patience: Patience) {
        self.after = patience.wait.seconds
        self.criticalAfter = patience.criticalWait.seconds
        self.failures = patience.failures
    }

    private enum CodingKeys: String, CodingKey {
        case failures
        case after = "after_s"
        case criticalAfter = "critical_after_s"
    }
}

private struct LaneView: Encodable {
    let lane: ChannelStatus.LaneState

    private enum CodingKeys: String, CodingKey {
        case host, breaker, concurrency
        case openUntil = "open_until"
        case inFlight = "in_flight"
        case nextDue = "next_due_at"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(lane.host, forKey: .host)
        try values.encode(lane.breaker, forKey: .breaker)
        try values.encode(lane.openUntil, forKey: .openUntil)
        try values.encode(lane.inFlight, forKey: .inFlight)
        try values.encode(lane.window, forKey: .concurrency)
        try values.encode(lane.nextDue, forKey: .nextDue)
    }
}
