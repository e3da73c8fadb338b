// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird

/// `/v1/subscribers`: what is kept of one reader, for whoever answers for it; and what readers said of an incident.
///
/// With them stands `/reader.css`, the look of all readers' pages.
struct SubscriberRoutes {
    let hub: Hub

    func add(to api: APIGroup) {
        api.get("/v1/subscribers") { [hub] exchange async throws(Fault) in
            let (channel, address) = try exchange.reader(among: hub.channelNames)
            return try await hub.subscriber(at: address, on: channel, for: exchange.principal)
        }
        api.delete("/v1/subscribers") { [hub] exchange async throws(Fault) in
            let (channel, address) = try exchange.reader(among: hub.channelNames)
            return try await hub.eraseSubscriber(at: address, on: channel, by: exchange.principal)
        }
        api.post("/v1/subscribers/withhold") { [hub] exchange async throws(Fault) in
            try await hub.withhold(
                WithholdMessages(exchange.document(), channels: hub.channelNames),
                by: exchange.principal
            )
        }
        api.post("/v1/subscribers/release") { [hub] exchange async throws(Fault) in
            try await hub.releaseSubscriber(
                WithholdMessages(exchange.document(), channels: hub.channelNames),
                by: exchange.principal
            )
        }
        api.get("/v1/incidents/{id}/feedback") { [hub] exchange async throws(Fault) in
            try await hub.feedback(
                on: exchange.path("id") { Identifier<IncidentReference>($0) },
                limit: exchange.query(["limit"]).limit(),
                for: exchange.principal
            )
        }
        api.router.get("/reader.css") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=300",
                    .xContentTypeOptions: "nosniff",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: ReaderStyle.text))
            )
        }
    }
}

extension APIExchange {
    /// The reader that the query names; both parts are needed.
    fileprivate func reader(among channels: [ChannelName]) throws(Fault) -> (ChannelName, String) {
        let query = try query(["channel", "address"])
        let channel = try query.parsed("channel", "a configured channel") { text in
            channels.first { $0.text == text }
        }
        let address = try query.parsed("address", "an address") { $0 }
        guard let channel, let address else {
            throw Fault(
                .schemaInvalid,
                "A reader is named by channel and address.",
                suggestedAction: "Add ?channel=…&address=….",
                context: ["where": channel == nil ? "?channel" : "?address"]
            )
        }
        return (channel, address)
    }
}
