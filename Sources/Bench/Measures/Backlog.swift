// SPDX-License-Identifier: Apache-2.0

/// A hub with many deliveries pending: a crowd behind a channel of one delivery a moment, and somebody on call.
final class Backlog {
    let hub: HubUnderTest
    /// Where the crowd's deliveries go, and the urgent ones to ``neighbour``.
    let crowdSink: TimedSink
    /// Where the urgent ones to ``pager`` go.
    let pagerSink: TimedSink
    private let count: Int

    static let crowd = "crowd"
    /// Reached by a channel of its own.
    static let pager = "pager"
    /// Reached by the crowd's channel, at the crowd's host: in the crowd's lane.
    static let neighbour = "neighbour"

    private static let slowRate = 20

    /// A hub that has read its audiences, with nothing pending yet.
    init(of count: Int, in folder: String, on ground: Ground) throws {
        ground.progress("a hub with an audience of \(count)")
        self.count = count
        self.crowdSink = try TimedSink()
        self.pagerSink = try TimedSink()
        var site = try HubSite(in: folder)
        let (crowd, pager) = (crowdSink, pagerSink)
        try site.addEndpoints(Self.crowd, count, channel: "bulk") { crowd.url("/crowd/\($0)") }
        try site.addEndpoints(Self.pager, 1, channel: "urgent") { _ in pager.markedURL }
        try site.addEndpoints(Self.neighbour, 1, channel: "bulk") { _ in crowd.markedURL }
        try site.configure(Self.channels(rate: Self.slowRate))
        self.hub = try HubUnderTest(site, executable: ground.settings.hub)
        try hub.start()
    }

    /// Publishes to the crowd, and waits until every delivery of it stands in the ledger.
    func fill() throws {
        let incident = try hub.declare(to: Self.crowd, expecting: count)
        _ = try Waiting.until("the backlog", within: .seconds(60 + count / 1_000), every: .milliseconds(500)) {
            try hub.deliveries(of: incident).values.reduce(0, +) == count ? true : nil
        }
    }

    /// Takes the limit off the crowd's channel; the hub must be down.
    func hurry() throws { try hub.site.configure(Self.channels(rate: nil)) }

    /// Waits until the crowd's lane is running at full speed.
    func waitForRush() throws {
        let before = crowdSink.count
        _ = try Waiting.until("the crowd's next thousand", within: .seconds(30)) {
            crowdSink.count > before + 1_000 ? true : nil
        }
    }

    /// Whether there is still enough pending to stand in the way.
    var isUsedUp: Bool { crowdSink.count > count - count / 20 }

    private static func channels(rate: Int?) -> [HubChannel] {
        [.webhook("bulk", rate: rate), .webhook("urgent", concurrency: 8)]
    }
}
