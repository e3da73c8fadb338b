// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

/// Trace ids, and what is logged.
struct TraceTests {
    private static let id = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func `the caller's trace id is kept`() async throws {
        let scene = try await RouterScene()
        for header in ["00-\(Self.id)-00f067aa0ba902b7-01", "00-\(Self.id.uppercased())-00f067aa0ba902b7-00"] {
            let answer = try await scene.ask(.get, "/v1/incidents/inc_none", headers: ["traceparent": header])
            #expect(answer.header("X-Trace-Id") == Self.id)
            #expect(try answer.string("trace_id") == Self.id)
        }
        #expect(scene.log.lines.allSatisfy { $0.contains("trace_id=\(Self.id)") })
    }

    @Test(arguments: [
        "", "x", "00-short-00f067aa0ba902b7-01", "00-\(id)-00f067aa0ba902b7",
        "00-zzf92f3577b34da6a3ce929d0e0e4736-x-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-\(String(repeating: "１", count: 10))ab-x-01",
    ])
    func `what is no trace id is replaced by one of our own`(header: String) async throws {
        let scene = try await RouterScene()
        let answer = try await scene.ask(.get, "/livez", headers: ["traceparent": header])
        let id = try #require(answer.header("X-Trace-Id"))
        #expect(id.utf8.count == 32)
        #expect(id.allSatisfy { $0.isASCII && $0.isHexDigit })
        #expect(id != Self.id && id != String(repeating: "0", count: 32))
    }

    @Test func `two requests have two ids`() async throws {
        let scene = try await RouterScene()
        #expect(
            try await scene.ask(.get, "/livez").header("X-Trace-Id") != scene.ask(.get, "/livez").header("X-Trace-Id")
        )
    }

    @Test func `the line about a request has its route and status, and nothing of what it carried`() async throws {
        let scene = try await RouterScene()
        let id = try await scene.declare(title: "Hush hush")
        _ = try await scene.ask(.get, "/v1/incidents/\(id)?x=hush", headers: ["X-Hush": "hush"])
        _ = try await scene.ask(.get, "/v1/deliveries?destination=ada%40example.com&channel=mail")
        _ = try await scene.ask(
            .post,
            "/v1/messages",
            #"{"title": "Hush", "body": "hush", "to": ["hush@example.com"]}"#
        )
        _ = try await scene.ask(.get, "/hush/hush")
        _ = try await scene.ask(.post, "/unsubscribe/hushtoken")
        _ = try await scene.ask(.get, "/v1/incidents", token: "hush-token")
        let lines = scene.log.lines
        #expect(lines.contains { $0.contains("GET /v1/deliveries ") && $0.contains("status=200") })
        #expect(lines.contains { $0.contains("GET /v1/incidents/{id}") })
        #expect(lines.contains { $0.contains("POST /unsubscribe/{token}") })
        #expect(lines.contains { $0.contains("GET NotFound") && $0.contains("status=404") })
        #expect(lines.allSatisfy { $0.contains("duration_ms=") && $0.contains("trace_id=") })
        for line in lines {
            #expect(!line.lowercased().contains("hush") && !line.contains("@") && !line.contains(id), "\(line)")
            #expect(!line.contains("admin-token") && !line.contains("?"), "\(line)")
        }
    }
}
