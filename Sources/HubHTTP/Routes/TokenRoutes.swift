// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/tokens…`.
struct TokenRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.post("/v1/tokens") { [hub] exchange async throws(Fault) in
            try await hub.createToken(CreateToken(exchange.document()), by: exchange.principal)
        }
        api.get("/v1/tokens") { [hub] exchange async throws(Fault) in try await hub.tokens(for: exchange.principal) }
        api.delete("/v1/tokens/{id}") { [hub] exchange async throws(Fault) in
            try await hub.revokeToken(exchange.path("id") { Identifier<AccessToken>($0) }, by: exchange.principal)
        }
    }
}
