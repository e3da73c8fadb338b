// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HubCore
import Testing

/// Every route: its status, its headers, who may use it.
struct RouteTests {
    /// A request; `{INC}`, `{DLV}`, `{REC}` and `{TOK}` stand for what the scene has made.
    struct Route: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let uri: String
        var body: String?
        let status: Int
        /// The least role that may; nil for anyone.
        var role: String?

        init(_ method: HTTPRequest.Method, _ uri: String, _ status: Int, role: String? = nil) {
            self.init(method, uri, nil, status, role: role)
        }

        init(_ method: HTTPRequest.Method, _ uri: String, _ body: String?, _ status: Int, role: String? = nil) {
            self.method = method
            self.uri = uri
            self.body = body
            self.status = status
            self.role = role
        }

        var testDescription: String { "\(method) \(uri)" }
    }

    static let message = #"{"title": "T", "body": "b", "to": ["buyers"]}"#

    static let api: [Route] = [
        Route(.post, "/v1/incidents", #"{"title": "T", "severity": "sev3"}"#, 201, role: "reporter"),
        Route(.get, "/v1/incidents", 200, role: "viewer"),
        Route(.get, "/v1/incidents?open=true&severity=sev3&component=checkout&limit=5", 200, role: "viewer"),
        Route(.get, "/v1/incidents/{INC}", 200, role: "viewer"),
        Route(.post, "/v1/incidents/{INC}/updates", #"{"phase": "identified", "body": "b"}"#, 202, role: "reporter"),
        Route(.post, "/v1/messages", message, 202, role: "support"),
        Route(.post, "/v1/preview", message, 200, role: "viewer"),
        Route(.get, "/v1/deliveries", 200, role: "viewer"),
        Route(
            .get,
            "/v1/deliveries?incident={INC}&state=pending,dead&channel=mail&destination=ada%40example.com&since=2026-01-01T00%3A00%3A00Z",
            200,
            role: "viewer"
        ),
        Route(
            .get,
            "/v1/deliveries?state=unreached&message=msg_1&until=2036-01-01T00%3A00%3A00Z&fault=DLV-001,timeout",
            200,
            role: "viewer"
        ),
        Route(.get, "/v1/deliveries/{DLV}", 200, role: "viewer"),
        Route(.post, "/v1/deliveries/{DLV}/replay", 202, role: "support"),
        Route(.post, "/v1/deliveries/{DLV}/replay", #"{"force": true}"#, 202, role: "support"),
        Route(.post, "/v1/recoveries", #"{"dry_run": true}"#, 200, role: "support"),
        Route(.post, "/v1/recoveries", #"{"state": "unreached"}"#, 202, role: "support"),
        Route(.get, "/v1/recoveries?limit=5", 200, role: "viewer"),
        Route(.get, "/v1/recoveries/{REC}", 200, role: "viewer"),
        Route(.post, "/v1/recoveries/{REC}/pause", 200, role: "support"),
        Route(.post, "/v1/recoveries/{REC}/resume", 200, role: "support"),
        Route(.post, "/v1/recoveries/{REC}/cancel", 200, role: "support"),
        Route(.get, "/v1/reconciliation", 200, role: "viewer"),
        Route(
            .get,
            "/v1/reconciliation?incident={INC}&message=msg_1&channel=mail&since=2026-01-01T00%3A00%3A00Z&until=2036-01-01T00%3A00%3A00Z",
            200,
            role: "viewer"
        ),
        Route(.get, "/v1/statistics?since=2026-01-01T00%3A00%3A00Z&channel=mail", 200, role: "viewer"),
        Route(.get, "/v1/channels", 200, role: "viewer"),
        Route(.get, "/v1/channels/mail/held?limit=5", 200, role: "viewer"),
        Route(.post, "/v1/channels/mail/hold", 200, role: "admin"),
        Route(
            .post,
            "/v1/channels/mail/hold",
            #"{"destination": "ada@example.com", "reason": "On leave."}"#,
            200,
            role: "admin"
        ),
        Route(.post, "/v1/channels/mail/release", 200, role: "admin"),
        Route(.post, "/v1/channels/mail/test", 200, role: "support"), Route(.get, "/v1/tokens", 200, role: "admin"),
        Route(.post, "/v1/tokens", #"{"name": "n", "role": "viewer"}"#, 201, role: "admin"),
        Route(.delete, "/v1/tokens/{TOK}", 200, role: "admin"),
        Route(
            .post,
            "/v1/hooks/bounces",
            #"{"bounces": [{"address": "ada@example.com", "kind": "soft"}]}"#,
            200,
            role: "support"
        ),
        Route(.get, "/v1/audiences", 200, role: "viewer"),
        Route(.post, "/v1/audiences", #"{"name": "guests"}"#, 201, role: "admin"),
        Route(.get, "/v1/audiences/buyers", 200, role: "viewer"),
        Route(.delete, "/v1/audiences/buyers", 200, role: "admin"),
        Route(.get, "/v1/audiences/buyers/members?limit=5", 200, role: "admin"),
        Route(
            .post,
            "/v1/audiences/buyers/members",
            #"{"channel": "mail", "to": "cy@example.com"}"#,
            201,
            role: "admin"
        ),
        Route(.delete, "/v1/audiences/buyers/members?channel=mail&to=ada%40example.com", 200, role: "admin"),
        Route(.post, "/v1/forecast", #"{"audiences": ["buyers"]}"#, 200, role: "viewer"),
        Route(.get, "/v1/suppressions?channel=mail&limit=5", 200, role: "support"),
        Route(.post, "/v1/suppressions", #"{"channel": "mail", "to": "cy@example.com"}"#, 201, role: "support"),
        Route(.delete, "/v1/suppressions?channel=mail&to=gone%40example.com", 200, role: "admin"),
    ]

    static let open: [Route] = [
        Route(.get, "/livez", 200), Route(.get, "/readyz", 200), Route(.get, "/v1/faults", 200),
        Route(.get, "/kb", 200),
        Route(.get, "/kb/DLV-001", 200), Route(.get, "/status/incidents/{INC}", 200),
        Route(.get, "/banner/checkout.json", 200), Route(.get, "/banner.js", 200), Route(.get, "/banner.css", 200),
        Route(.get, "/banner/demo", 200),
        Route(.get, "/unsubscribe/x", 200), Route(.post, "/unsubscribe/x", 200),
    ]

    private let scene: RouterScene
    private let names: [String: String]

    init() async throws {
        scene = try await RouterScene()
        let incident = try await scene.declare()
        let delivery = try await scene.ask(.get, "/v1/deliveries").string("items/0/id")
        let token = try await scene.ask(.post, "/v1/tokens", #"{"name": "old", "role": "viewer"}"#).string("id")
        let recovery = try await scene.ask(.post, "/v1/recoveries", "{}").string("id")
        names = ["{INC}": incident, "{DLV}": delivery ?? "", "{TOK}": token ?? "", "{REC}": recovery ?? ""]
        _ = try await scene.ask(.post, "/v1/suppressions", #"{"channel": "mail", "to": "gone@example.com"}"#)
        for file in ["checkout.json", "banner.js", "banner.css", "demo.html"] {
            try scene.writeBannerFile("{}", file)
        }
    }

    private func uri(_ route: Route) -> String {
        names.reduce(route.uri) { $0.replacing($1.key, with: $1.value) }
    }

    @Test(arguments: api) func `a route of the API answers JSON that nobody may keep`(_ route: Route) async throws {
        let answer = try await scene.ask(route.method, uri(route), route.body)
        #expect(answer.status == route.status, "\(answer.text)")
        #expect(answer.header("Content-Type") == "application/json; charset=utf-8")
        #expect(answer.header("Cache-Control") == "no-store")
        #expect(answer.header("X-Trace-Id")?.count == 32)
        #expect(answer.header("Idempotent-Replay") == nil)
        #expect(throws: Never.self) { try answer.document }
    }

    @Test(arguments: api) func `a route of the API is for those alone whose role allows it`(_ route: Route) async throws
    {
        let without = try await scene.ask(route.method, uri(route), route.body, token: nil)
        #expect(without.status == 401)
        #expect(without.header("WWW-Authenticate") == "Bearer")
        let roles = ["viewer", "reporter", "support", "admin"]
        let least = try #require(roles.firstIndex(of: route.role ?? ""))
        for (rank, role) in roles.enumerated().reversed() {
            let answer = try await scene.ask(route.method, uri(route), route.body, token: scene.token(role))
            #expect((answer.status == 403) == (rank < least), "\(role): \(answer.status)")
        }
    }

    @Test(arguments: open) func `a public route needs no token`(_ route: Route) async throws {
        let answer = try await scene.ask(route.method, uri(route), route.body, token: nil)
        #expect(answer.status == route.status, "\(answer.text)")
        #expect(answer.header("X-Trace-Id")?.count == 32)
    }

    @Test(arguments: [
        ("Basic YTpi", 401), ("admin-token", 401), ("Bearer", 401), ("Bearer ", 401), ("Bearer wrong", 401),
        ("bearer admin-token", 200), ("BEARER admin-token", 200),
    ])
    func `a token is sent as a bearer`(header: String, status: Int) async throws {
        let answer = try await scene.ask(.get, "/v1/incidents", token: nil, headers: ["Authorization": header])
        #expect(answer.status == status)
    }

    @Test func `a revoked token is answered as an unknown one`() async throws {
        let made = try await scene.ask(.post, "/v1/tokens", #"{"name": "n", "role": "viewer"}"#)
        let token = try made.string("token")
        #expect(try await scene.ask(.get, "/v1/incidents", token: token).status == 200)
        #expect(try await scene.ask(.delete, "/v1/tokens/\(made.string("id") ?? "")").status == 200)
        let revoked = try await scene.ask(.get, "/v1/incidents", token: token)
        let unknown = try await scene.ask(.get, "/v1/incidents", token: "blf_0")
        #expect(revoked.status == 401)
        #expect(try revoked.string("message") == unknown.string("message"))
        #expect(try await scene.ask(.delete, "/v1/tokens/\(made.string("id") ?? "")").status == 404)
    }

    @Test func `a key that comes again is answered with the first answer`() async throws {
        let headers = ["Idempotency-Key": "k-1"]
        let first = try await scene.ask(.post, "/v1/messages", Self.message, headers: headers)
        let second = try await scene.ask(.post, "/v1/messages", Self.message, headers: headers)
        #expect(first.status == 202 && second.status == 202)
        #expect(first.header("Idempotent-Replay") == nil)
        #expect(second.header("Idempotent-Replay") == "true")
        #expect(first.text == second.text)
        let other = try await scene.ask(
            .post,
            "/v1/messages",
            Self.message.replacing("\"b\"", with: "\"c\""),
            headers: headers
        )
        #expect(other.status == 422)
        #expect(try other.string("code") == "API-422")
        // The same body to another path is another request.
        let path = try await scene.ask(.post, "/v1/incidents", Self.message, headers: headers)
        #expect(path.status == 422)
    }
}
