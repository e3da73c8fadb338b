// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/channels…`.
struct ChannelRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/channels") { [hub] exchange async throws(Fault) in
            try await hub.channels(for: exchange.principal)
        }
        api.post("/v1/channels/{name}/test") { [hub] exchange async throws(Fault) in
            try await hub.test(exchange.channel(), by: exchange.principal)
        }
        api.get("/v1/channels/{name}/held") { [hub] exchange async throws(Fault) in
            try await hub.heldDestinations(
                on: exchange.channel(),
                limit: exchange.query(["limit"]).limit(),
                for: exchange.principal
            )
        }
        api.post("/v1/channels/{name}/hold") { [hub] exchange async throws(Fault) in
            try await hub.hold(
                exchange.channel(),
                HoldChannel(exchange.documentOrNothing()),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
        api.post("/v1/channels/{name}/release") { [hub] exchange async throws(Fault) in
            try await hub.release(
                exchange.channel(),
                ReleaseChannel(exchange.documentOrNothing()),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
    }
}

extension APIExchange {
    fileprivate func channel() throws(Fault) -> ChannelName { try path("name") { ChannelName($0) } }
}
