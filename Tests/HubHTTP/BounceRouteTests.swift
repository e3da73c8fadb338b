// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

/// `/v1/hooks/bounces`: what came back, told over HTTP.
struct BounceRouteTests {
    private let scene: RouterScene

    init() async throws { scene = try await RouterScene() }

    private func post(_ body: String, _ type: String?, token: String = "admin-token") async throws -> Answer {
        let headers = type.map { ["Content-Type": $0] } ?? [:]
        return try await scene.ask(.post, "/v1/hooks/bounces", body, token: token, headers: headers)
    }

    @Test(arguments: ["message/rfc822", "Message/RFC822; charset=us-ascii"])
    func `a mail is taken as it was received`(type: String) async throws {
        let answer = try await post("From: bo@example.com\r\n\r\nHello?", type)
        #expect(answer.status == 200)
        #expect(try answer.string("items/0/outcome") == "ignored")
    }

    @Test func `a mail may be larger than other requests`() async throws {
        let mail = "From: bo@example.com\n\n" + String(repeating: "x", count: 1_500_000)
        #expect(try await post(mail, "message/rfc822").status == 200)
        let larger = "From: bo@example.com\n\n" + String(repeating: "x", count: 2_100_000)
        #expect(try await post(larger, "message/rfc822").status == 413)
    }

    @Test func `what is no mail is refused`() async throws {
        let answer = try await post(#"{"bounces": []}"#, "message/rfc822")
        #expect(answer.status == 422)
        #expect(try answer.string("code") == "API-601")
    }

    @Test(arguments: ["application/json", "application/vnd.example+json; charset=utf-8", nil])
    func `a list in JSON is taken`(type: String?) async throws {
        let body = #"{"bounces": [{"address": "ada@example.com", "channel": "mail", "kind": "hard"}]}"#
        let answer = try await post(body, type)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.string("items/0/outcome") == "suppressed")
        #expect(!answer.text.contains("ada@"))
    }

    @Test func `another type is refused`() async throws {
        let answer = try await post("From: bo@example.com\n\n", "text/plain")
        #expect(answer.status == 415)
    }

    @Test func `a relay's token opens this and nothing else`() async throws {
        let token = try await scene.token("relay")
        #expect(try await post("From: bo@example.com\n\n", "message/rfc822", token: token).status == 200)
        for path in ["/v1/incidents", "/v1/deliveries", "/v1/channels", "/v1/tokens"] {
            #expect(try await scene.ask(.get, path, token: token).status == 403, "\(path)")
        }
        let message = #"{"title": "T", "body": "b", "to": ["buyers"]}"#
        #expect(try await scene.ask(.post, "/v1/messages", message, token: token).status == 403)
    }
}
