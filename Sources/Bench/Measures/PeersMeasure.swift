// SPDX-License-Identifier: Apache-2.0

/// The hub's webhooks against those of programs that people use today, to the same kind of sink.
struct PeersMeasure: Measure {
    func run(on ground: Ground) throws -> [Figure] {
        let hub = try ground.fanOut(to: ground.scale.endpoints)
        func figure(_ name: String, least: Double, _ rate: (String) throws -> Double) throws -> [Figure] {
            try ground.attempt(name) {
                let rate = try ground.withFolder(rate)
                return [
                    Figure(
                        "webhook fan-out",
                        hub.perSecond,
                        .perSecond,
                        against: Figure.Reference(name, rate),
                        goal: .ratioAtLeast(least)
                    )
                ]
            }
        }
        return try figure("Alertmanager", least: 2) {
            try AlertmanagerPeer(alerts: ground.scale.alerts).run(in: $0, on: ground)
        }
            + figure("Apprise", least: 30) { try ApprisePeer(urls: ground.scale.appriseURLs).run(in: $0, on: ground) }
    }
}
