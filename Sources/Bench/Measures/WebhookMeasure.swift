// SPDX-License-Identifier: Apache-2.0

/// The hub's webhooks against the raw limit of libcurl, to the same sink.
struct WebhookMeasure: Measure {
    private static let inFlight = 64

    func run(on ground: Ground) throws -> [Figure] {
        let hub = try ground.fanOut(to: ground.scale.endpoints)
        let bare = try ground.withFolder { folder in
            ground.progress("the bare loop, \(hub.endpoints) posts")
            let nginx = try NginxSink(in: folder, tools: ground.tools)
            let taken = try BareHTTPLoop(hub.post, inFlight: Self.inFlight)
                .run(hub.endpoints) { nginx.url("/hooks/\($0)") }
            return Double(hub.endpoints) / taken.inSeconds
        }
        let durable = try ground.withFolder { folder in
            ground.progress("the same, each signed and recorded")
            let nginx = try NginxSink(in: folder, tools: ground.tools)
            let taken = try DurableHTTPLoop(
                hub.post,
                secret: HubSite.secret,
                inFlight: Self.inFlight,
                file: "\(folder)/ledger.db"
            )
            .run(hub.endpoints) { nginx.url("/hooks/\($0)") }
            return Double(hub.endpoints) / taken.inSeconds
        }
        return [
            Figure(
                "webhook fan-out",
                hub.perSecond,
                .perSecond,
                against: Figure.Reference("bare libcurl multi, \(Self.inFlight) in flight", bare),
                goal: .ratioAtLeast(0.7)
            ),
            Figure(
                "webhook fan-out, signed and durable",
                hub.perSecond,
                .perSecond,
                against: Figure.Reference("bare libcurl, HMAC and SQLite", durable)
            ),
            // What is left of the raw limit once every post is signed and every attempt durable, with no hub around it.
            Figure(
                "bare libcurl, HMAC and SQLite",
                durable,
                .perSecond,
                against: Figure.Reference("bare libcurl multi, \(Self.inFlight) in flight", bare)
            ),
            Figure("hub's processor time per webhook", hub.processorMicroseconds, .microseconds),
        ]
    }
}
