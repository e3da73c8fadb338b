// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird

/// Serves `/v1/hooks/bounces`: what came back, as a mail (`message/rfc822`) or as JSON.
struct BounceRoutes {
    /// Bytes of a mail at the most: one of ours, given back whole, and what is said about it.
    static let maximumBody = 2 * 1_024 * 1_024

    let intake: BounceIntake

    func add(to api: APIGroup) {
        api.post("/v1/hooks/bounces") { [intake] exchange async throws(Fault) in
            let type = exchange.request.headers[.contentType] ?? ""
            if type.prefix(while: { $0 != ";" }).trimmingSpaces.lowercased() == "message/rfc822" {
                return try await intake.take(mail: exchange.body, by: exchange.principal)
            }
            return try await intake.take(
                ReportBounces(exchange.document(), channels: intake.channelNames),
                by: exchange.principal
            )
        }
    }
}
