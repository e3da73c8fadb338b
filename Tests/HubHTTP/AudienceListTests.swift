// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HubCore
import Testing

/// Lists over HTTP: in and out as streams.
struct AudienceListTests {
    private let scene: RouterScene

    init() async throws { scene = try await RouterScene(maximumBody: 1_024) }

    private func importList(
        _ text: String,
        _ query: String = "",
        type: String = "text/csv",
        headers: [String: String] = [:]
    ) async throws -> Answer {
        try await scene.ask(
            .post,
            "/v1/audiences/people/import\(query)",
            text,
            headers: ["Content-Type": type].merging(headers) { $1 }
        )
    }

    @Test func `a list larger than any other body is taken in and comes out again`() async throws {
        let lines = (0..<2_000).map { "mail,reader-\($0)@example.com\r\n" }.joined()
        let answer = try await importList("channel,to\r\n" + lines)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.integer("taken") == 2_000)
        let exported = try await scene.ask(.get, "/v1/audiences/people/export")
        #expect(exported.status == 200)
        #expect(exported.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(exported.header("Content-Disposition") == "attachment; filename=\"people.csv\"")
        #expect(exported.text.split(separator: "\r\n").count == 2_001)
        let again = try await importList(exported.text, "?mode=replace")
        #expect(try again.integer("left") == 0)
        #expect(try again.integer("size") == 2_000)
        let objects = try await scene.ask(.get, "/v1/audiences/people/export?format=ndjson")
        #expect(objects.header("Content-Type") == "application/x-ndjson")
        #expect(
            try await importList(objects.text, "?dry_run=1", type: "application/x-ndjson").integer("taken") == 2_000
        )
    }

    @Test(arguments: [("application/json", 415), ("", 415), ("text/csv; charset=utf-8", 200), ("TEXT/CSV", 200)])
    func `a list says what it is`(type: String, status: Int) async throws {
        #expect(try await importList("channel,to\n", type: type).status == status)
    }

    @Test(arguments: ["?mode=append", "?dry_run=maybe", "?modus=merge"])
    func `a query that is not understood imports nothing`(query: String) async throws {
        #expect(try await importList("channel,to\nmail,a@example.com\n", query).status == 422)
        #expect(try await scene.ask(.get, "/v1/audiences/people").status == 404)
    }

    @Test func `a list that comes again with its key is answered with the first answer`() async throws {
        let headers = ["Idempotency-Key": "k-9"]
        let first = try await importList("channel,to\nmail,a@example.com\n", headers: headers)
        let again = try await importList("channel,to\nmail,a@example.com\n", headers: headers)
        #expect(again.header("Idempotent-Replay") == "true")
        #expect(first.text == again.text)
        let other = try await importList("channel,to\nmail,b@example.com\n", headers: headers)
        #expect(other.status == 422)
        #expect(try other.string("code") == "API-422")
    }

    @Test(arguments: ["/v1/audiences/people/import", "/v1/suppressions/import"])
    func `without an admin's token no list is taken`(path: String) async throws {
        let headers = ["Content-Type": "text/csv"]
        #expect(try await scene.ask(.post, path, "channel,to\n", token: nil, headers: headers).status == 401)
        let support = try await scene.token("support")
        #expect(try await scene.ask(.post, path, "channel,to\n", token: support, headers: headers).status == 403)
    }

    @Test(arguments: ["/v1/audiences/buyers/export", "/v1/suppressions/export"])
    func `without an admin's token no list is given`(path: String) async throws {
        #expect(try await scene.ask(.get, path).status == 200)
        #expect(try await scene.ask(.get, path, token: nil).status == 401)
        #expect(try await scene.ask(.get, path, token: scene.token("support")).status == 403)
    }

    @Test func `a list of excluded addresses comes in and out`() async throws {
        let headers = ["Content-Type": "text/csv"]
        let list = "channel,to,reason,since,note\r\nmail,x@example.com,bounced,2026-01-02T03:04:05Z,gone\r\n"
        #expect(try await scene.ask(.post, "/v1/suppressions/import", list, headers: headers).status == 200)
        #expect(
            try await scene.ask(.get, "/v1/suppressions/export").text
                .hasPrefix("channel,to,reason,since,note\r\nmail,x@")
        )
    }

    @Test func `an audience that is not there has no list`() async throws {
        #expect(try await scene.ask(.get, "/v1/audiences/nobody/export").status == 422)
        #expect(try await scene.ask(.get, "/v1/audiences/nobody/import").status == 404)
    }
}
