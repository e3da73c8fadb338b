// SPDX-License-Identifier: Apache-2.0

import Announcement
import Bluesky
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Synchronization

/// A Bluesky account between a scripted server and a clock that stands still.
struct BlueskyFixture {
    static let password = "canary-app-password"

    let channel: BlueskyChannel
    let http: StubHTTPClient
    let clock = ManualClock()

    init(_ settings: BlueskySettings = settings(), http: StubHTTPClient = DataServer().client) throws {
        self.http = http
        self.channel = try BlueskyChannel(
            settings: settings,
            services: .stub(channel: "public-posts", http: http, clock: clock)
        )
    }

    static func settings(_ change: (inout BlueskySettings) -> Void = { _ in }) -> BlueskySettings {
        var settings = BlueskySettings(identifier: "status.market.example", password: Secret(password))
        change(&settings)
        return settings
    }

    func delivery(_ message: Message = .sample(), id: Int64 = 42, thread: Receipt? = nil) throws -> Delivery {
        let destination = Destination(channel: .sample("public-posts"), address: "@status.market.example")
        return .sample(
            id: id,
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            thread: thread,
            acceptedAt: clock.now
        )
    }

    func deliver(_ message: Message = .sample(), thread: Receipt? = nil) async throws -> Receipt {
        try await channel.deliver(try delivery(message, thread: thread))
    }

    func posts(_ message: Message) throws -> [SeenPost] {
        try delivery(message).rendering.parts
            .map {
                try JSONDecoder().decode(SeenPost.self, from: Data($0.text.utf8))
            }
    }

    /// The calls so far, by the last part of their names.
    var calls: [String] { http.requests.map { String($0.url.split(separator: ".").last ?? "") } }

    var writes: [Write] {
        get throws {
            try http.requests.filter { $0.url.hasSuffix("putRecord") }
                .map {
                    try JSONDecoder().decode(Write.self, from: Data($0.body))
                }
        }
    }

    /// A message that needs three posts.
    static let long = Message.sample(
        sections: [
            Section(.whatHappened, String(repeating: "Payments fail at random. ", count: 22)),
            Section(.impact, "Buyers cannot pay by card."),
        ]
    )
}

/// A personal data server: keeps records by their keys, and answers as it is told to.
final class DataServer: Sendable {
    private let script: Mutex<[String: [(Int, String)]]>
    private let logins = Mutex(0)

    /// - Parameter script: by the call's name what it answers first, one after another.
    init(_ script: [String: [(Int, String)]] = [:]) { self.script = Mutex(script) }

    var client: StubHTTPClient { StubHTTPClient { self.answer($0) } }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        let call = String(request.url.split(separator: ".").last ?? "")
        let scripted = script.withLock { script -> (Int, String)? in
            guard let next = script[call]?.first else { return nil }
            script[call]?.removeFirst()
            return next
        }
        if let scripted { return HTTPResponse(status: scripted.0, body: Array("{\"error\":\"\(scripted.1)\"}".utf8)) }
        let number = logins.withLock { logins in
            if call != "putRecord" { logins += 1 }
            return logins
        }
        if call == "putRecord", let write = try? JSONDecoder().decode(Write.self, from: Data(request.body)) {
            let uri = "at://\(write.repo)/\(write.collection)/\(write.rkey)"
            return HTTPResponse(status: 200, body: Array("{\"uri\":\"\(uri)\",\"cid\":\"bafyrei\(write.rkey)\"}".utf8))
        }
        let session =
            "{\"accessJwt\":\"access-\(number)\",\"refreshJwt\":\"refresh-\(number)\",\"did\":\"did:plc:abc\"}"
        return HTTPResponse(status: 200, body: Array(session.utf8))
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// A post as the network reads it.
struct SeenPost: Decodable {
    struct Facet: Decodable {
        struct Index: Decodable {
            var byteStart: Int
            var byteEnd: Int
        }

        struct Feature: Decodable {
            var uri: String
        }

        var index: Index
        var features: [Feature]
    }

    struct Reply: Decodable, Equatable {
        struct Reference: Decodable, Equatable {
            var uri: String
            var cid: String
        }

        var root: Reference
        var parent: Reference
    }

    var text: String
    var facets: [Facet]?
    var langs: [String]
    var createdAt: String?
    var reply: Reply?

    /// What each facet covers, and where it leads; nil where its bytes are no text.
    var links: [[String?]] {
        let bytes = Array(text.utf8)
        return (facets ?? [])
            .map { facet in
                let range = facet.index.byteStart..<min(facet.index.byteEnd, bytes.count)
                return [String(validating: bytes[range], as: UTF8.self), facet.features.first?.uri]
            }
    }
}

struct Write: Decodable {
    var repo: String
    var collection: String
    var rkey: String
    var record: SeenPost
}
