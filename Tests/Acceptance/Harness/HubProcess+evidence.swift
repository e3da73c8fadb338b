// SPDX-License-Identifier: Apache-2.0

import Announcement
import Testing

extension HubProcess {
    /// Every delivery with its attempts.
    func evidence() async throws -> [DeliveryEvidence] {
        let ids = try await deliveries().compactMap { $0["id"]?.string }
        return try await withThrowingTaskGroup(of: DeliveryEvidence.self) { group in
            var found: [DeliveryEvidence] = []
            var rest = ids[...]
            // Eight questions at a time: an answer makes room for the next.
            while let id = rest.popFirst() {
                if ids.count - rest.count > 8, let next = try await group.next() { found.append(next) }
                group.addTask { try DeliveryEvidence(try await self.delivery(id)) }
            }
            for try await next in group { found.append(next) }
            return found
        }
    }
}

/// A delivery as the public interface shows it, read strictly.
struct DeliveryEvidence: Sendable {
    struct Attempt: Hashable, Sendable {
        let number: Int
        let startedAt: Timestamp
        let endedAt: Timestamp?
        let result: String
        /// The HTTP status or SMTP code that its fault names.
        let code: String?
        let errorType: String?
    }

    let id: String
    let message: String
    let update: String?
    let channel: String
    let address: String
    let state: String
    let attemptCount: Int
    let finishedAt: Timestamp?
    let attempts: [Attempt]

    init(_ json: JSON) throws {
        id = try #require(json["id"]?.string)
        message = try #require(json["message"]?.string)
        update = json["update"]?.string
        channel = try #require(json["channel"]?.string)
        address = try #require(json["to"]?.string)
        state = try #require(json["state"]?.string)
        attemptCount = try #require(json["attempt_count"]?.int)
        finishedAt = json["finished_at"]?.string.flatMap { Timestamp($0) }
        attempts = try (json["attempts"]?.items ?? []).map { try Attempt($0) }
    }
}

extension DeliveryEvidence.Attempt {
    fileprivate init(_ json: JSON) throws {
        number = try #require(json["number"]?.int)
        startedAt = try #require(json["started_at"]?.string.flatMap { Timestamp($0) })
        endedAt = json["ended_at"]?.string.flatMap { Timestamp($0) }
        result = try #require(json["result"]?.string)
        let context = json["fault"]?["context"]
        code = context?["http_status"]?.string ?? context?["smtp_code"]?.string
        errorType = json["fault"]?["error_type"]?.string
    }
}
