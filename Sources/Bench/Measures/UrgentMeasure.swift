// SPDX-License-Identifier: Apache-2.0

/// How long a SEV1 takes from the request that declares it to the first byte at its destination.
struct UrgentMeasure: Measure {
    func run(on ground: Ground) throws -> [Figure] {
        try ground.withFolder { folder in
            let size = Decimals.grouped(Double(ground.scale.backlog))
            let backlog = try Backlog(of: ground.scale.backlog, in: folder, on: ground)
            let hub = backlog.hub
            var phase = 0
            func take(
                _ situation: String,
                to audience: String,
                at sink: TimedSink,
                _ count: Int = ground.scale.urgentCount
            ) throws -> Latencies {
                ground.progress("\(count) urgent incidents, \(situation)")
                phase += 1
                return try urgent(phase, count, to: audience, at: sink, hub, ground.scale)
            }

            // Also warms up: its figures are not used.
            _ = try take("to begin with", to: Backlog.pager, at: backlog.pagerSink)
            let alone = try take("nothing pending", to: Backlog.pager, at: backlog.pagerSink)
            try backlog.fill()
            let behind = try take("behind \(size) pending", to: Backlog.pager, at: backlog.pagerSink)
            hub.terminate()
            try backlog.hurry()
            try hub.start()
            try backlog.waitForRush()
            // Fewer: the crowd is served within a minute.
            let few = max(1, ground.scale.urgentCount / 4)
            let besides = try take("beside \(size) being delivered", to: Backlog.pager, at: backlog.pagerSink, few)
            let among = try take("among \(size) being delivered", to: Backlog.neighbour, at: backlog.crowdSink, few)
            let figures = [
                Figure("SEV1 to first byte, nothing pending, p99", alone.milliseconds(atPercentile: 99), .milliseconds),
                Figure(
                    "SEV1 behind \(size) in another lane, p99",
                    behind.milliseconds(atPercentile: 99),
                    .milliseconds,
                    against: Figure.Reference("with nothing pending", alone.milliseconds(atPercentile: 99)),
                    goal: .ratioAtMost(1.5)
                ),
            ]
            // Once the crowd has been served nothing stands in the way any more.
            guard !backlog.isUsedUp else {
                return try figures + ground.attempt("beside a busy lane") { throw NotMeasured("the backlog ran out.") }
            }
            return figures + [
                Figure(
                    "SEV1 beside \(size) going out at full speed, p99",
                    besides.milliseconds(atPercentile: 99),
                    .milliseconds,
                    against: Figure.Reference("with nothing pending", alone.milliseconds(atPercentile: 99)),
                    goal: .valueAtMost(50)
                ),
                Figure(
                    "SEV1 in the lane of those \(size), p99",
                    among.milliseconds(atPercentile: 99),
                    .milliseconds,
                    against: Figure.Reference("with nothing pending", alone.milliseconds(atPercentile: 99)),
                    goal: .valueAtMost(50)
                ),
            ]
        }
    }

    private func urgent(
        _ phase: Int,
        _ count: Int,
        to audience: String,
        at sink: TimedSink,
        _ hub: HubUnderTest,
        _ scale: Scale
    ) throws -> Latencies {
        let first = phase * 100_000
        let posts = PacedPosts(
            url: "\(hub.site.url)/v1/incidents",
            headers: HubUnderTest.headers,
            rate: scale.urgentRate
        )
        let samples = try posts.run(count) { number in
            HubUnderTest.incident(
                to: audience,
                severity: "sev1",
                title: "\(Mark.text(first + number)) \(HubUnderTest.title)"
            )
        }
        var latencies = Latencies()
        for sample in samples {
            let arrival = try Waiting.until("the urgent delivery \(sample.number)", within: .seconds(60)) {
                sink.arrival(of: first + sample.number)
            }
            latencies.record(arrival - sample.due)
        }
        return latencies
    }
}
