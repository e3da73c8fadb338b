// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine

extension Hub {
    /// The configured channels: what they are, their limits and their tuning.
    ///
    /// Never their settings.
    package func channels(for principal: Principal) throws(Fault) -> Reply {
        try principal.require(.read)
        return try reply(200, Page(items: channels.all.map { ChannelView($0) }, nextCursor: nil))
    }

    /// Checks a channel without reaching people, and renders a sample with it.
    package func test(_ name: ChannelName, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.send)
        guard let channel = channels[name] else {
            throw Fault(.channelUnknown, "There is no channel “\(name)”.", context: ["where": "/name"])
        }
        var findings =
            await channel.adapter.check() ?? [
                Finding(
                    "no_health_check",
                    .info,
                    "This kind of channel cannot be checked without sending.",
                    channel: name
                )
            ]
        let sample = Message(
            id: makeIdentifier("msg"),
            locale: locale,
            title: "Test of channel \(name)",
            sections: [Section(.whatHappened, "This is a test. Nothing has happened.")],
            facts: Facts(publishedAt: clock.now, link: publicURL, isDrill: true)
        )
        do throws(Fault) {
            let rendering = try channel.adapter.render(sample, for: Destination(channel: name, address: "test"))
            findings += rendering.findings
        } catch {
            findings.append(Finding(error.code.rawValue, .error, error.message, channel: name))
        }
        let isWell = !findings.contains { $0.level >= .error }
        return try reply(200, ChannelTestView(channel: name, isWell: isWell, findings: findings))
    }
}

private struct ChannelTestView: Encodable {
    let channel: ChannelName
    let isWell: Bool
    let findings: [Finding]

    private enum CodingKeys: String, CodingKey {
        case channel, findings
        case isWell = "ok"
    }
}

private struct ChannelView: Encodable {
    let channel: ConfiguredChannel

    init(_ channel: ConfiguredChannel) { self.channel = channel }

    private enum CodingKeys: String, CodingKey {
        case name, plugin, version, summary, capabilities, limits, concurrency, order, retry, rate
        case unknownPolicy = "on_unknown"
        case ratePerDestination = "per_destination"
    }

    private struct Rate: Encodable {
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

    private struct Retry: Encodable {
        let schedule: [Double]
        let expires: Double

        private enum CodingKeys: String, CodingKey {
            case schedule = "schedule_s"
            case expires = "expires_s"
        }
    }

    func encode(to encoder: any Encoder) throws {
        let manifest = channel.adapter.manifest
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(channel.name, forKey: .name)
        try values.encode(manifest.kind, forKey: .plugin)
        try values.encode(manifest.version, forKey: .version)
        try values.encode(manifest.summary, forKey: .summary)
        try values.encode(manifest.capabilities.map(\.rawValue).sorted(), forKey: .capabilities)
        try values.encode(manifest.limits, forKey: .limits)
        try values.encode(channel.concurrency, forKey: .concurrency)
        try values.encode(channel.order, forKey: .order)
        try values.encode(channel.unknownPolicy, forKey: .unknownPolicy)
        let retry = Retry(schedule: channel.retry.schedule.map(\.seconds), expires: channel.retry.expires.seconds)
        try values.encode(retry, forKey: .retry)
        try values.encode(channel.rate.map { Rate($0) }, forKey: .rate)
        try values.encode(channel.ratePerDestination.map { Rate($0) }, forKey: .ratePerDestination)
    }
}
