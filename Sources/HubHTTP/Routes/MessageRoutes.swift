// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/messages` and `/v1/preview`.
struct MessageRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.post("/v1/messages") { [hub] exchange async throws(Fault) in
            try await hub.send(
                SendMessage(exchange.document(), channels: hub.channelNames),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
        api.post("/v1/preview") { [hub] exchange async throws(Fault) in
            try await hub.preview(exchange.document(), for: exchange.principal)
        }
    }
}
