// SPDX-License-Identifier: Apache-2.0

/// How long the hub takes to accept a message, at a rate that does not wait for it.
struct AcceptMeasure: Measure {
    func run(on ground: Ground) throws -> [Figure] {
        try ground.withFolder { folder in
            let scale = ground.scale
            let nginx = try NginxSink(in: folder, tools: ground.tools)
            var site = try HubSite(in: folder)
            // More than can be delivered meanwhile.
            try site.addEndpoints("crowd", scale.backlog, channel: "hooks") { nginx.url("/hooks/\($0)") }
            try site.configure([.webhook("hooks")])
            let hub = try HubUnderTest(site, executable: ground.settings.hub)
            try hub.start()
            let posts = PacedPosts(
                url: "\(site.url)/v1/messages",
                headers: HubUnderTest.headers,
                rate: scale.acceptRate
            )
            func take(_ seconds: Int) throws -> Latencies {
                var latencies = Latencies()
                for sample in try posts.run(seconds * scale.acceptRate, body: { message($0, to: nginx) }) {
                    latencies.record(sample.took)
                }
                return latencies
            }

            // The first requests of a process pay for what all later ones find done.
            _ = try take(1)
            ground.progress("\(scale.acceptRate) messages a second")
            let idle = try take(scale.acceptSeconds)
            ground.progress("the same under a fan-out to \(scale.backlog)")
            _ = try hub.declare(to: "crowd", expecting: scale.backlog)
            let busy = try take(max(2, scale.acceptSeconds / 2))
            return [
                Figure("accept at \(scale.acceptRate)/s, p50", idle.milliseconds(atPercentile: 50), .milliseconds),
                Figure(
                    "accept at \(scale.acceptRate)/s, p99",
                    idle.milliseconds(atPercentile: 99),
                    .milliseconds,
                    goal: .valueAtMost(20)
                ),
                Figure("accept at \(scale.acceptRate)/s, slowest", idle.longestMilliseconds, .milliseconds),
                Figure("the same under a fan-out, p50", busy.milliseconds(atPercentile: 50), .milliseconds),
                Figure("the same under a fan-out, p99", busy.milliseconds(atPercentile: 99), .milliseconds),
            ]
        }
    }

    /// To an endpoint of its own each, so that no limit on one endpoint makes them wait behind each other.
    private func message(_ number: Int, to nginx: NginxSink) -> String {
        #"{"title":"\#(HubUnderTest.title)","body":"\#(HubUnderTest.body)","#
            + #""to":[{"channel":"hooks","to":"\#(nginx.url("/accept/\(number)"))"}]}"#
    }
}
