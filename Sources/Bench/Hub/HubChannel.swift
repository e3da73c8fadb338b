// SPDX-License-Identifier: Apache-2.0

/// A channel of the hub under test, as a line of its configuration.
package struct HubChannel: Sendable {
    package let text: String

    /// Attempts at once to one host.
    ///
    /// The bare loop has 64. The hub has twice as many in hand, so that as many are on the wire while its ledger
    /// records the others.
    package static let webhookConcurrency = 128

    /// Webhooks; `rate` is deliveries a second for the whole channel, without one as many as it can.
    package static func webhook(_ name: String, concurrency: Int = webhookConcurrency, rate: Int? = nil) -> HubChannel {
        let limit = rate.map { ", rate: { limit: \($0), per: second, burst: \($0) }" } ?? ""
        return HubChannel(
            text: "{ name: \(name), plugin: webhook, settings: { allow_private_networks: true }, "
                + "concurrency: \(concurrency)\(limit) }"
        )
    }

    /// Mail, over so many connections to the relay.
    ///
    /// Twice as many are in hand, as a channel of mail has them unless it is set otherwise: no connection then stands
    /// idle while the ledger records what it has carried.
    package static func mail(_ name: String, port: Int, connections: Int) -> HubChannel {
        HubChannel(
            text: "{ name: \(name), plugin: email, settings: { server: \"smtp://127.0.0.1:\(port)\", "
                + "from: \"Market Status <status@market.example>\", security: none, connections: \(connections) }, "
                + "concurrency: \(2 * connections) }"
        )
    }
}
