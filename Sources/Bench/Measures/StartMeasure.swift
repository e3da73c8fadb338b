// SPDX-License-Identifier: Apache-2.0

/// How long a hub that was killed takes, from exec, to carry on with what is pending.
struct StartMeasure: Measure {
    func run(on ground: Ground) throws -> [Figure] {
        try ground.withFolder { folder in
            let backlog = try Backlog(of: ground.scale.backlog, in: folder, on: ground)
            try backlog.fill()
            ground.progress("kill -9, and up again")
            backlog.hub.kill()
            try backlog.hurry()
            backlog.crowdSink.arm()
            let program = try backlog.hub.launch()
            let arrival = try Waiting.until("the first delivery", within: .seconds(120), every: .milliseconds(5)) {
                backlog.crowdSink.firstArrival
            }
            return [
                Figure(
                    "start with \(Decimals.grouped(Double(ground.scale.backlog))) pending to first delivery",
                    (arrival - program.startedAt).inSeconds,
                    .seconds,
                    goal: .valueAtMost(1)
                )
            ]
        }
    }
}
