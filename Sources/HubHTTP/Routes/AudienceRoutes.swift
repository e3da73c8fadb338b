// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

/// Serves `/v1/audiences…` and `/v1/forecast`.
struct AudienceRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/audiences") { [hub] exchange async throws(Fault) in
            try await hub.listAudiences(for: exchange.principal)
        }
        api.post("/v1/audiences") { [hub] exchange async throws(Fault) in
            try await hub.makeAudience(exchange.document(), by: exchange.principal)
        }
        api.get("/v1/audiences/{name}") { [hub] exchange async throws(Fault) in
            try await hub.showAudience(exchange.audience(), to: exchange.principal)
        }
        api.delete("/v1/audiences/{name}") { [hub] exchange async throws(Fault) in
            try await hub.deleteAudience(exchange.audience(), by: exchange.principal)
        }
        api.post("/v1/forecast") { [hub] exchange async throws(Fault) in
            try await hub.forecast(ForecastRequest(exchange.document()), for: exchange.principal)
        }
        addMembers(to: api)
        addLists(to: api)
    }

    private func addMembers(to api: APIGroup) {
        api.get("/v1/audiences/{name}/members") { [hub] exchange async throws(Fault) in
            let query = try exchange.query(["cursor", "limit"])
            return try await hub.members(
                of: exchange.audience(),
                after: query.position(),
                limit: query.limit(),
                for: exchange.principal
            )
        }
        api.post("/v1/audiences/{name}/members") { [hub] exchange async throws(Fault) in
            try await hub.addMember(
                to: exchange.audience(),
                exchange.body,
                by: exchange.principal,
                idempotency: exchange.idempotency()
            )
        }
        api.delete("/v1/audiences/{name}/members") { [hub] exchange async throws(Fault) in
            let (channel, address) = try exchange.place()
            return try await hub.removeMember(
                of: exchange.audience(),
                channel: channel,
                address: address,
                by: exchange.principal
            )
        }
    }

    private func addLists(to api: APIGroup) {
        api.upload("/v1/audiences/{name}/import") { [hub] exchange, upload async throws(Fault) in
            let query = try exchange.query(["mode", "dry_run"])
            let mode = try query.parsed("mode", "merge or replace") { ImportAudience.Mode(rawValue: $0) }
            let command = ImportAudience(
                try exchange.audience(),
                mode: mode ?? .merge,
                format: try exchange.listFormat(),
                isDryRun: try query.flag("dry_run")
            )
            var pieces = upload.pieces
            return try await hub.importMembers(
                command,
                by: exchange.principal,
                idempotency: exchange.idempotency(),
                next: { () async throws(Fault) in try await pieces.next() }
            )
        }
        api.get("/v1/audiences/{name}/import") { [hub] exchange async throws(Fault) in
            try hub.importProgress(of: exchange.audience(), for: exchange.principal)
        }
        api.download("/v1/audiences/{name}/export") { [hub] exchange async throws(Fault) in
            let format = try exchange.query(["format"]).parsed("format", "csv or ndjson") { ListFormat(rawValue: $0) }
            return try await hub.exportMembers(
                of: exchange.audience(),
                as: format ?? .csv,
                by: exchange.principal
            )
        }
    }
}

extension APIExchange {
    fileprivate func audience() throws(Fault) -> AudienceName { try path("name") { AudienceName($0) } }

    /// The channel and the address that the query names.
    func place() throws(Fault) -> (channel: ChannelName, address: String) {
        let query = try query(["channel", "to"])
        let channel = try query.parsed("channel", "a channel's name") { ChannelName($0) }
        let address = try query.parsed("to", "an address") { $0 }
        guard let channel, let address else {
            throw Fault(.schemaInvalid, "“channel” and “to” name the address.", context: ["where": "?to"])
        }
        return (channel, address)
    }
}

extension Query {
    /// Where a list goes on.
    func position() throws(Fault) -> Int64 { try parsed("cursor", "a cursor") { Int64($0) } ?? 0 }

    func flag(_ key: String) throws(Fault) -> Bool {
        try parsed(key, "true or false") { ["1": true, "true": true, "0": false, "false": false][$0] } ?? false
    }
}
