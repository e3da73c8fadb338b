// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/incidents…`.
struct IncidentRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.post("/v1/incidents") { [hub] exchange async throws(Fault) in
            try await hub.declare(
                DeclareIncident(exchange.document()),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
        api.get("/v1/incidents") { [hub] exchange async throws(Fault) in
            let query = try exchange.query(["open", "severity", "component", "cursor", "limit"])
            return try await hub.incidents(
                matching: IncidentFilter(
                    isOpen: query.parsed("open", "true or false") { Bool($0) },
                    severity: query.parsed("severity", "a severity such as sev1") { Severity(rawValue: $0) },
                    component: query.parsed("component", "a component's name") { ComponentName($0) }
                ),
                after: query.parsed("cursor", "a cursor") { Identifier<IncidentReference>($0) },
                limit: query.limit(),
                for: exchange.principal
            )
        }
        api.get("/v1/incidents/{id}") { [hub] exchange async throws(Fault) in
            try await hub.show(exchange.incident(), to: exchange.principal)
        }
        api.post("/v1/incidents/{id}/updates") { [hub] exchange async throws(Fault) in
            try await hub.publish(
                PublishUpdate(exchange.document()),
                on: exchange.incident(),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
    }
}

extension APIExchange {
    fileprivate func incident() throws(Fault) -> Identifier<IncidentReference> {
        try path("id") { Identifier<IncidentReference>($0) }
    }
}
