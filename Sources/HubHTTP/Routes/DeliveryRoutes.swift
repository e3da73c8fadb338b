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
            let query = try exchange.query(Query.deliveryKeys + ["cursor", "limit"])
            return try await hub.deliveries(
                matching: query.deliveries(),
                after: query.parsed("cursor", "a cursor") { Delivery.ID($0) },
                limit: query.limit(),
                for: exchange.principal
            )
        }
        api.get("/v1/deliveries/{id}") { [hub] exchange async throws(Fault) in
            try await hub.show(exchange.delivery(), to: exchange.principal)
        }
        api.post("/v1/deliveries/{id}/replay") { [hub] exchange async throws(Fault) in
            try await hub.replay(
                exchange.delivery(),
                ReplayDelivery(exchange.documentOrNothing()),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
    }
}

extension APIExchange {
    fileprivate func delivery() throws(Fault) -> Delivery.ID { try path("id") { Delivery.ID($0) } }
}

extension Query {
    /// The keys by which deliveries are named.
    static let deliveryKeys = ["incident", "message", "state", "channel", "destination", "since", "until", "fault"]

    /// Which deliveries are meant.
    func deliveries() throws(Fault) -> DeliveryFilter {
        DeliveryFilter(
            incident: try parsed("incident", "an incident's id") { Identifier<IncidentReference>($0) },
            message: try parsed("message", "a message's id") { Identifier<Message>($0) },
            states: try parsed("state", "a list of states such as pending,retrying, or unreached") {
                DeliveryState.set(named: $0)
            },
            channel: try parsed("channel", "a channel's name") { ChannelName($0) },
            address: try parsed("destination", "an address") { $0 },
            since: try parsed("since", "an RFC 3339 time") { Timestamp($0) },
            until: try parsed("until", "an RFC 3339 time") { Timestamp($0) },
            faults: try parsed("fault", "a list of faults' codes such as DLV-001,DLV-550") {
                FaultCode.set(named: $0)
            }
        )
    }
}
