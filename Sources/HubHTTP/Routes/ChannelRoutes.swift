// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/channels…`.
struct ChannelRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/channels") { [hub] exchange async throws(Fault) in try hub.channels(for: exchange.principal) }
        api.post("/v1/channels/{name}/test") { [hub] exchange async throws(Fault) in
            try await hub.test(exchange.path("name") { ChannelName($0) }, by: exchange.principal)
        }
    }
}
