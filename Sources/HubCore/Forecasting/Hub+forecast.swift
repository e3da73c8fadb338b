// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import Outbox

extension Hub {
    /// How long a preview counts before it reckons the rest.
    static let previewBudget = Duration.seconds(1)

    /// Goes through those whom a message would go to, as the fan-out will, a page at a time.
    ///
    /// After `budget` it stops, and reckons the rest from what it has seen; without one it counts to the end.
    func forecast(
        of recipients: Recipients,
        facts: Facts,
        places: [ReaderPlaces.Place] = [],
        within budget: Duration? = previewBudget
    ) async throws(Fault) -> Forecast {
        let end = budget.map { clock.now + $0 }
        var tally = ForecastTally(names: places.filter { $0.fallback == nil }.map(\.name))
        var position: Int64? = 0
        while let start = position, end.map({ clock.now < $0 || start == 0 }) ?? true {
            let page = try await storage.read { reader throws(Fault) in
                try reader.survey(of: recipients, facts: facts, after: start, limit: 1_000)
            }
            tally.add(page) { self.host(of: $0) }
            position = page.cursor
        }
        if position != nil {
            let sizes = try await sizes(of: recipients)
            tally.reckon(with: sizes)
        }
        try await tally.add(named: named(recipients)) { self.host(of: $0) }
        var details: [Forecast.Channel] = []
        for channel in channels.all {
            guard let part = tally.parts[channel.name] else { continue }
            details.append(try await detail(of: channel, part))
        }
        return Forecast(channels: details, isEstimated: position != nil, lacking: tally.lacking)
    }

    /// Nil for an address that its channel cannot use: that delivery is dead at once.
    private func host(of destination: Destination) -> String? {
        try? channels[destination.channel]?.adapter.host(for: destination)
    }

    /// The addresses named for this message alone that the audiences do not hold, and whether each is suppressed.
    private func named(
        _ recipients: Recipients
    ) async throws(Fault) -> [(destination: Destination, isSuppressed: Bool)] {
        guard !recipients.destinations.isEmpty else { return [] }
        let audiences = Set(recipients.audiences)
        let destinations = recipients.destinations.map { channels.canonical($0) }
        return try await storage.read { reader throws(Fault) in
            var found: [(Destination, Bool)] = []
            for destination in destinations {
                let (channel, address) = (destination.channel, destination.address)
                let held = try reader.memberships(channel: channel, address: address)
                if held.contains(where: { audiences.contains($0.audience) }) { continue }
                if found.contains(where: { $0.0.channel == channel && $0.0.address == address }) { continue }
                found.append((destination, try reader.suppression(channel: channel, address: address) != nil))
            }
            return found
        }
    }

    private func sizes(of recipients: Recipients) async throws(Fault) -> [ChannelName: Int] {
        try await storage.read { reader throws(Fault) in
            var sizes: [ChannelName: Int] = [:]
            for name in recipients.audiences {
                sizes.merge(try reader.audience(name)?.channels ?? [:]) { $0 + $1 }
            }
            return recipients.channels.map { only in sizes.filter { only.contains($0.key) } } ?? sizes
        }
    }

    private func detail(
        of channel: ConfiguredChannel,
        _ part: ForecastTally.Part
    ) async throws(Fault) -> Forecast.Channel {
        let measured = part.reached > 0 ? try await recentAttempt(on: channel.name) : nil
        let time = SendingTime(
            deliveries: part.reached,
            largestLane: Double(part.lanes.largest) * part.factor,
            limits: SendingTime.Limits(
                rate: channel.rate,
                ratePerLane: channel.ratePerLane,
                concurrency: channel.concurrency
            ),
            measured: measured
        )
        return Forecast.Channel(
            channel: channel.name,
            destinations: Int(part.reached.rounded()),
            suppressed: Int(part.suppressed.rounded()),
            lanes: part.lanes.count,
            seconds: Forecast.rounded(time.seconds),
            bound: time.bound,
            attempt: (measured ?? SendingTime.assumedAttempt).seconds,
            isAttemptMeasured: measured != nil
        )
    }

    /// What the latest attempts of a channel took, the middle one of them; nil where there were few.
    private func recentAttempt(on channel: ChannelName) async throws(Fault) -> Duration? {
        try await storage.read { reader throws(Fault) in
            let filter = DeliveryFilter(states: [.delivered], channel: channel)
            var spans: [Duration] = []
            for record in try reader.deliveries(matching: filter, after: nil, limit: 25) {
                guard let last = try reader.attempts(of: record.id).last, let endedAt = last.endedAt else { continue }
                spans.append(endedAt - last.startedAt)
            }
            return spans.count < 5 ? nil : max(spans.sorted()[spans.count / 2], .milliseconds(1))
        }
    }
}
