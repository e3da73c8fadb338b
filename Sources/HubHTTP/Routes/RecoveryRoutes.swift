// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

/// Serves `/v1/recoveries…`.
struct RecoveryRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.post("/v1/recoveries") { [hub] exchange async throws(Fault) in
            try await hub.recover(
                StartRecovery(exchange.document()),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
        api.get("/v1/recoveries") { [hub] exchange async throws(Fault) in
            try await hub.recoveries(limit: exchange.query(["limit"]).limit(), for: exchange.principal)
        }
        api.get("/v1/recoveries/{id}") { [hub] exchange async throws(Fault) in
            try await hub.show(exchange.recovery(), to: exchange.principal)
        }
        let verbs: [(String, Recovery.State)] = [("pause", .paused), ("resume", .running), ("cancel", .cancelled)]
        for (verb, state) in verbs {
            api.post("/v1/recoveries/{id}/\(verb)") { [hub] exchange async throws(Fault) in
                try await hub.set(
                    state,
                    ofRecovery: exchange.recovery(),
                    by: exchange.principal,
                    idempotency: exchange.idempotency()
                )
            }
        }
    }
}

extension APIExchange {
    fileprivate func recovery() throws(Fault) -> Recovery.ID { try path("id") { Recovery.ID($0) } }
}
