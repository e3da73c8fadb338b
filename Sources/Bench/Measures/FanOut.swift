// SPDX-License-Identifier: Apache-2.0

/// One message to many endpoints of one host, from the request that publishes it to the last arrival at the sink.
struct FanOut {
    struct Result {
        let endpoints: Int
        let taken: Duration
        /// Of the hub's process, until it had recorded every delivery.
        let processorTime: Duration
        /// In bytes, over the process's whole life, the import of the audience included.
        let peakMemory: Int
        /// One of the requests, as it was on the wire.
        let post: WirePost

        var perSecond: Double { Double(endpoints) / taken.inSeconds }
        var processorMicroseconds: Double { processorTime.inMicroseconds / Double(endpoints) }
        var microseconds: Double { taken.inMicroseconds / Double(endpoints) }
    }

    let endpoints: Int

    func run(in folder: String, on ground: Ground) throws -> Result {
        ground.progress("the hub, to \(endpoints) endpoints")
        let nginx = try NginxSink(in: folder, tools: ground.tools)
        let witness = try TimedSink()
        var site = try HubSite(in: folder)
        try site.addEndpoints("crowd", endpoints, channel: "hooks") { nginx.url("/hooks/\($0)") }
        try site.addEndpoints("witness", 1, channel: "hooks") { _ in witness.markedURL }
        try site.configure([.webhook("hooks")])
        let hub = try HubUnderTest(site, executable: ground.settings.hub)
        try hub.start()

        // Also warms up whatever a first delivery warms up, as any hub that has been up for a minute is.
        _ = try hub.declare(to: "witness", expecting: 1)
        let request = try Waiting.until("the hub's first request", within: .seconds(30)) { witness.lastMarked }
        guard let post = WirePost(request) else { throw NotMeasured("the hub's request cannot be read.") }

        let before = try nginx.count
        let processorTime = hub.processorTime
        let begin = ContinuousClock.now
        let incident = try hub.declare(to: "crowd", expecting: endpoints)
        let end = try nginx.wait(for: before + endpoints, within: Self.bound(for: endpoints))
        try hub.waitForRecords(of: incident, endpoints)
        return Result(
            endpoints: endpoints,
            taken: end - begin,
            processorTime: hub.processorTime - processorTime,
            peakMemory: hub.peakMemory,
            post: post
        )
    }

    /// A hundred times slower than the raw limit is not worth waiting for.
    static func bound(for count: Int) -> Duration { .seconds(30 + count / 300) }
}
