// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/reconciliation` and `/v1/statistics`: the books of delivery.
struct ReportRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/reconciliation") { [hub] exchange async throws(Fault) in
            let query = try exchange.query(["incident", "message", "channel", "since", "until"])
            return try await hub.reconcile(query.deliveries(), for: exchange.principal)
        }
        api.get("/v1/statistics") { [hub] exchange async throws(Fault) in
            let query = try exchange.query(["since", "channel"])
            return try await hub.statistics(
                since: query.parsed("since", "an RFC 3339 time") { Timestamp($0) },
                channel: query.parsed("channel", "a channel's name") { ChannelName($0) },
                for: exchange.principal
            )
        }
    }
}
