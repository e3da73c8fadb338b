// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Outbox

/// Serves `/v1/deliveries…`.
struct DeliveryRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/deliveries") { [hub] exchange async throws(Fault) in
            let query = try exchange.query(
                "incident",
                "message",
                "state",
                "channel",
                "destination",
                "since",
                "cursor",
                "limit"
            )
            return try await hub.deliveries(
                matching: DeliveryFilter(
                    incident: query.parsed("incident", "an incident's id") { Identifier<IncidentReference>($0) },
                    message: query.parsed("message", "a message's id") { Identifier<Message>($0) },
                    states: query.parsed("state", "a list of states such as pending,retrying", Self.states),
                    channel: query.parsed("channel", "a channel's name") { ChannelName($0) },
                    address: query.parsed("destination", "an address") { $0 },
                    since: query.parsed("since", "an RFC 3339 time") { Timestamp($0) }
                ),
                after: query.parsed("cursor", "a cursor") { Delivery.ID($0) },
                limit: query.limit(),
                for: exchange.principal
            )
        }
        api.get("/v1/deliveries/{id}") { [hub] exchange async throws(Fault) in
            try await hub.show(exchange.path("id") { Delivery.ID($0) }, to: exchange.principal)
        }
    }

    private static func states(_ text: String) -> Set<DeliveryState>? {
        let states = text.split(separator: ",").map { DeliveryState(rawValue: String($0)) }
        guard states.allSatisfy({ $0 != nil }) else { return nil }
        return Set(states.compactMap(\.self))
    }
}
