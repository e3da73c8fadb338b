// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import SQLiteStorage

extension HubScene {
    /// Imports a list, handed over in pieces of so many bytes; breaks off after `end` pieces.
    @discardableResult
    func importList(
        _ text: String,
        into audience: String = "people",
        mode: ImportAudience.Mode = .merge,
        format: ListFormat = .csv,
        dryRun: Bool = false,
        pieces: Int = 1_000,
        breakingOffAfter end: Int = .max,
        key: String? = nil
    ) async throws -> Reply {
        clock.advance(by: .seconds(1))
        var rest = Array(text.utf8)[...]
        var count = 0
        return try await hub.importMembers(
            ImportAudience(.sample(audience), mode: mode, format: format, isDryRun: dryRun),
            by: Self.ada,
            idempotency: key.map { IdempotencyKey($0, of: Self.ada, request: Array("POST /import".utf8)) }
        ) { () async throws(Fault) -> [UInt8]? in
            guard count < end else { throw Fault(.malformedRequest, "The sender is gone.") }
            guard !rest.isEmpty else { return nil }
            count += 1
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
    }

    func members(of audience: String) async throws -> [Member] {
        let name = AudienceName.sample(audience)
        return try await storage.read { reader throws(Fault) in
            try reader.members(of: name, after: 0, limit: 100_000).members
        }
    }

    func addresses(of audience: String) async throws -> [String] {
        try await members(of: audience).map(\.destination.address).sorted()
    }

    func exported(_ audience: String, as format: ListFormat = .csv) async throws -> String {
        var text = ""
        var list = try await hub.exportMembers(of: .sample(audience), as: format, by: Self.ada)
        while let piece = try await list.next() { text += String(decoding: piece, as: UTF8.self) }
        return text
    }
}
