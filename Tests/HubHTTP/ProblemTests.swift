// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird
import NIOCore
import Testing

/// Whatever goes wrong has one shape.
struct ProblemTests {
    /// A bad request and what is said of it.
    struct Bad: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let uri: String
        let body: String?
        let status: Int
        let code: FaultCode
        let place: String
        var headers: [String: String] = [:]

        init(
            _ method: HTTPRequest.Method,
            _ uri: String,
            _ body: String?,
            _ status: Int,
            _ code: FaultCode,
            _ place: String,
            headers: [String: String] = [:]
        ) {
            self.method = method
            self.uri = uri
            self.body = body
            self.status = status
            self.code = code
            self.place = place
            self.headers = headers
        }

        var testDescription: String { "\(method) \(uri) \(body ?? "") \(headers)" }
    }

    static let bad: [Bad] = [
        Bad(.post, "/v1/incidents", "{", 400, .malformedRequest, "body"),
        Bad(.post, "/v1/incidents", nil, 400, .malformedRequest, "body"),
        Bad(.post, "/v1/incidents", "[]", 422, .schemaInvalid, "/"),
        Bad(.post, "/v1/incidents", #"{"title": "T"}"#, 422, .schemaInvalid, "/severity"),
        Bad(.post, "/v1/incidents", #"{"title": "T", "severity": "sev3", "x": 1}"#, 422, .unknownField, "/x"),
        Bad(
            .post,
            "/v1/incidents",
            #"{"title": "T", "severity": "sev3", "audiences": ["nobody"]}"#,
            422,
            .audienceUnknown,
            "/audiences"
        ),
        Bad(
            .post,
            "/v1/incidents",
            #"{"title": "T", "severity": "sev3", "template": "none"}"#,
            422,
            .templateUnknown,
            "/template"
        ),
        Bad(
            .post,
            "/v1/incidents",
            "{}",
            415,
            .unsupportedMediaType,
            "Content-Type",
            headers: ["Content-Type": "text/plain"]
        ),
        Bad(.post, "/v1/incidents", "{}", 415, .unsupportedMediaType, "Content-Type", headers: ["Content-Type": ""]),
        Bad(
            .post,
            "/v1/messages",
            RouteTests.message,
            422,
            .schemaInvalid,
            "Idempotency-Key",
            headers: ["Idempotency-Key": String(repeating: "k", count: 256)]
        ),
        Bad(.post, "/v1/incidents/inc_none/updates", #"{"phase": "resolved", "body": "b"}"#, 404, .notFound, "/id"),
        Bad(.get, "/v1/incidents/inc_none", nil, 404, .notFound, "/id"),
        Bad(.get, "/v1/incidents/a.b", nil, 404, .notFound, "/v1/incidents/a.b"),
        Bad(.get, "/v1/incidents?opne=true", nil, 422, .unknownField, "?opne"),
        Bad(.get, "/v1/incidents?open=maybe", nil, 422, .schemaInvalid, "?open"),
        Bad(.get, "/v1/incidents?limit=0", nil, 422, .schemaInvalid, "?limit"),
        Bad(.get, "/v1/incidents?limit=501", nil, 422, .schemaInvalid, "?limit"),
        Bad(.get, "/v1/incidents?cursor=%20", nil, 422, .schemaInvalid, "?cursor"),
        Bad(.get, "/v1/deliveries?state=pending,lost", nil, 422, .schemaInvalid, "?state"),
        Bad(.get, "/v1/deliveries?since=yesterday", nil, 422, .schemaInvalid, "?since"),
        Bad(.get, "/v1/deliveries?channel=NO", nil, 422, .schemaInvalid, "?channel"),
        Bad(.get, "/v1/deliveries/42", nil, 404, .notFound, "/v1/deliveries/42"),
        Bad(.get, "/v1/deliveries/dlv_42", nil, 404, .notFound, "/id"),
        Bad(.get, "/v1/deliveries?state=unreachd", nil, 422, .schemaInvalid, "?state"),
        Bad(.get, "/v1/deliveries?fault=DLV-1", nil, 422, .schemaInvalid, "?fault"),
        Bad(.get, "/v1/deliveries?until=tomorrow", nil, 422, .schemaInvalid, "?until"),
        Bad(.post, "/v1/deliveries/dlv_42/replay", nil, 404, .notFound, "/id"),
        Bad(.post, "/v1/deliveries/dlv_42/replay", #"{"forse": true}"#, 422, .unknownField, "/forse"),
        Bad(.post, "/v1/deliveries/dlv_42/replay", "{", 400, .malformedRequest, "body"),
        Bad(.post, "/v1/recoveries", nil, 400, .malformedRequest, "body"),
        Bad(.post, "/v1/recoveries", #"{"state": "lost"}"#, 422, .schemaInvalid, "/state"),
        Bad(.post, "/v1/recoveries", #"{"channel": "fax"}"#, 422, .channelUnknown, "/channel"),
        Bad(.get, "/v1/recoveries/rec_none", nil, 404, .notFound, "/id"),
        Bad(.post, "/v1/recoveries/rec_none/pause", nil, 404, .notFound, "/id"),
        Bad(.get, "/v1/recoveries?offset=1", nil, 422, .unknownField, "?offset"),
        Bad(.get, "/v1/reconciliation?state=dead", nil, 422, .unknownField, "?state"),
        Bad(.get, "/v1/statistics?since=x", nil, 422, .schemaInvalid, "?since"),
        Bad(.get, "/v1/channels/fax/held", nil, 422, .channelUnknown, "/name"),
        Bad(.post, "/v1/channels/fax/hold", nil, 422, .channelUnknown, "/name"),
        Bad(
            .post,
            "/v1/channels/mail/hold",
            #"{"destination": "nobody@example.com"}"#,
            404,
            .notFound,
            "/destination"
        ),
        Bad(.post, "/v1/channels/mail/release", #"{"held": "some"}"#, 422, .schemaInvalid, "/held"),
        Bad(
            .post,
            "/v1/channels/mail/release",
            #"{"destination": "ada@example.com"}"#,
            404,
            .notFound,
            "/destination"
        ),
        Bad(.post, "/v1/channels/fax/test", nil, 422, .channelUnknown, "/name"),
        Bad(.delete, "/v1/tokens/tok_none", nil, 404, .notFound, "/id"),
        Bad(.get, "/v2/incidents", nil, 404, .notFound, "/v2/incidents"),
        Bad(.get, "/", nil, 404, .notFound, "/"), Bad(.get, "/kb/XXX-1", nil, 404, .notFound, "/kb/XXX-1"),
        Bad(.get, "/banner/none.json", nil, 404, .notFound, "/banner/none.json"),
        Bad(.get, "/status/incidents/inc_none", nil, 404, .notFound, "/status/incidents/inc_none"),
    ]

    @Test(arguments: bad) func `a bad request is answered with the fault as a problem`(_ bad: Bad) async throws {
        let scene = try await RouterScene()
        let answer = try await scene.ask(bad.method, bad.uri, bad.body, headers: bad.headers)
        #expect(answer.status == bad.status, "\(answer.text)")
        #expect(answer.header("Content-Type") == "application/problem+json")
        #expect(answer.header("Cache-Control") == "no-store")
        #expect(try answer.string("code") == bad.code.rawValue)
        #expect(try answer.string("context/where") == bad.place)
        // The members of RFC 9457.
        #expect(try answer.string("type") == "/kb/\(bad.code.rawValue)")
        #expect(try answer.integer("status") == Int64(bad.status))
        #expect(try answer.string("title") == FaultCatalogue.shipped[bad.code.rawValue]?.title)
        // The fault's own.
        #expect(try answer.string("error_type") == bad.code.errorType)
        #expect(try answer.string("message")?.isEmpty == false)
        #expect(try answer.value("transient")?.content == .boolean(false))
        #expect(try answer.string("suggested_action")?.isEmpty == false)
        #expect(try answer.string("kb_url") == "/kb/\(bad.code.rawValue)")
        #expect(try answer.string("scope") != nil && answer.string("cause") != nil)
        #expect(try answer.string("trace_id") == answer.header("X-Trace-Id"))
    }

    @Test func `a JSON media type of any name is taken, and what curl sends by default`() async throws {
        let scene = try await RouterScene()
        for type in [
            "application/json", "Application/JSON; charset=utf-8", "application/vnd.market+json",
            "application/x-www-form-urlencoded",
        ] {
            let answer = try await scene.ask(.post, "/v1/messages", RouteTests.message, headers: ["Content-Type": type])
            #expect(answer.status == 202, "\(type)")
        }
    }

    @Test(arguments: [(-1, 202), (0, 202), (1, 413)])
    func `a body is taken up to the limit`(excess: Int, status: Int) async throws {
        let scene = try await RouterScene(maximumBody: 2_000)
        let padding = String(repeating: " ", count: 2_000 + excess - RouteTests.message.utf8.count)
        let answer = try await scene.ask(.post, "/v1/messages", RouteTests.message + padding)
        #expect(answer.status == status)
        if status == 413 { #expect(try answer.string("code") == "API-413") }
    }

    @Test func `who may not even ask is told before the body is looked at`() async throws {
        let scene = try await RouterScene(maximumBody: 10)
        let answer = try await scene.ask(.post, "/v1/messages", String(repeating: "{", count: 1_000), token: "wrong")
        #expect(answer.status == 401)
    }

    @Test func `an error of the inside says nothing of it`() async throws {
        struct Boom: Error { let secret = "hunter2 at /var/lib/belfry" }
        let scene = try await RouterScene()
        let answer = try await scene.ask(
            .get,
            "/boom",
            extend: { $0.get("/boom") { _, _ -> Response in throw Boom() } }
        )
        #expect(answer.status == 500)
        #expect(try answer.string("code") == "API-500")
        #expect(!answer.text.contains("hunter2") && !answer.text.contains("Boom") && !answer.text.contains("/var"))
        #expect(try answer.string("trace_id") == answer.header("X-Trace-Id"))
        #expect(scene.log.lines.contains { $0.hasPrefix("error") && $0.contains("Boom") })
        #expect(!scene.log.lines.contains { $0.contains("hunter2") })
    }

    @Test func `what is refused for its state is 409, what is left unsaid 422`() async throws {
        let scene = try await RouterScene()
        _ = try await scene.declare()
        let recovery = try await scene.ask(.post, "/v1/recoveries", "{}").string("id") ?? ""
        _ = try await scene.ask(.post, "/v1/recoveries/\(recovery)/cancel")
        let over = try await scene.ask(.post, "/v1/recoveries/\(recovery)/resume")
        #expect(over.status == 409)
        #expect(try over.string("code") == "REP-409")
        #expect(try over.string("suggested_action")?.isEmpty == false)
        _ = try await scene.ask(.post, "/v1/channels/mail/hold")
        let unsaid = try await scene.ask(.post, "/v1/channels/mail/release")
        #expect(unsaid.status == 422)
        #expect(try unsaid.string("code") == "REP-422")
        #expect(try unsaid.string("context/held") == "2")
        #expect(try await scene.ask(.post, "/v1/channels/mail/release", #"{"held": "all"}"#).status == 200)
    }

    @Test func `a fault that names no time is answered with one where the caller is to come back`() async throws {
        let fault = Fault(.storageFull, "The disk that holds the database is full.")
        let scene = try await RouterScene(wrap: { FailingStorage(base: $0, fault: fault) })
        let answer = try await scene.ask(.post, "/v1/messages", RouteTests.message)
        #expect(answer.status == 503)
        #expect(answer.header("Retry-After") == "5")
    }

    @Test func `a fault of the storage is 503 and says when to come back`() async throws {
        let fault = Fault(.storageFull, "The disk that holds the database is full.", retryAfter: .milliseconds(1_200))
        let scene = try await RouterScene(wrap: { FailingStorage(base: $0, fault: fault) })
        let answer = try await scene.ask(.post, "/v1/messages", RouteTests.message)
        #expect(answer.status == 503)
        #expect(answer.header("Retry-After") == "2")
        #expect(try answer.value("transient")?.content == .boolean(true))
    }
}

/// A storage that takes nothing in.
private struct FailingStorage: Storage {
    let base: any Storage
    let fault: Fault

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result { throw fault }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result { try await base.read(body) }

    func checkRoom() throws(Fault) { try base.checkRoom() }
}
