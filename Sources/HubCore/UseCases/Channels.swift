// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import Outbox

extension Hub {
    /// The configured channels: what they are, their limits and tuning, and how each is doing now.
    ///
    /// Never their settings.
    package func channels(for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let now = clock.now
        let names = channelNames
        // Whole hours are counted: this one so far and the one before it.
        let beginning = (now - .seconds(3_600)).startOfHour
        let (counts, held) = try await storage.read { reader throws(Fault) in
            var held: [ChannelName: Int] = [:]
            for name in names {
                held[name] = try reader.heldDestinations(on: name, limit: ChannelView.mostHeld).count
            }
            return (try reader.statistics(since: beginning), held)
        }
        let status = Dictionary(engine.status().map { ($0.channel, $0) }) { first, _ in first }
        let views = channels.all.map { channel in
            ChannelView(
                channel,
                status: status[channel.name] ?? ChannelStatus(channel: channel.name),
                activity: ChannelView.Activity(since: beginning, counts.filter { $0.channel == channel.name }),
                heldDestinations: held[channel.name] ?? 0,
                untold: untold[channel.name]
            )
        }
        return try reply(200, Page(items: views, nextCursor: nil))
    }

    /// Checks a channel without reaching people, and renders a sample with it.
    package func test(_ name: ChannelName, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.send)
        let channel = try find(name)
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

    /// - Throws: ``FaultCode/channelUnknown`` with the nearest name.
    func find(_ name: ChannelName) throws(Fault) -> ConfiguredChannel {
        if let channel = channels[name] { return channel }
        throw Fault(
            .channelUnknown,
            "There is no channel “\(name)”.",
            suggestedAction: NearestName.of(name.text, in: channelNames.map(\.text)).map { "Did you mean “\($0)”?" },
            context: ["where": "/name"]
        )
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
