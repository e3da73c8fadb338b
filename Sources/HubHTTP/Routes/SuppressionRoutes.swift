// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/suppressions…`: the addresses that nothing is sent to.
struct SuppressionRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/suppressions") { [hub] exchange async throws(Fault) in
            let query = try exchange.query(["channel", "cursor", "limit"])
            return try await hub.suppressions(
                on: query.parsed("channel", "a channel's name") { ChannelName($0) },
                after: query.position(),
                limit: query.limit(),
                for: exchange.principal
            )
        }
        api.post("/v1/suppressions") { [hub] exchange async throws(Fault) in
            try await hub.suppress(
                SuppressAddress(exchange.document(), channels: hub.channelNames),
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
        api.delete("/v1/suppressions") { [hub] exchange async throws(Fault) in
            let (channel, address) = try exchange.place()
            return try await hub.unsuppress(address, on: channel, by: exchange.principal)
        }
        api.upload("/v1/suppressions/import") { [hub] exchange, upload async throws(Fault) in
            guard try exchange.listFormat() == .csv else {
                throw Fault(
                    .unsupportedMediaType,
                    "A list of excluded addresses is CSV.",
                    context: ["where": "Content-Type"]
                )
            }
            var pieces = upload.pieces
            return try await hub.importSuppressions(
                isDryRun: exchange.query(["dry_run"]).flag("dry_run"),
                by: exchange.principal,
                next: { () async throws(Fault) in try await pieces.next() }
            )
        }
        api.download("/v1/suppressions/export") { [hub] exchange async throws(Fault) in
            try await hub.exportSuppressions(by: exchange.principal)
        }
    }
}
