// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials
import Glibc
import Testing
import Transport

extension Acceptance {
    /// What people try first.
    @Suite struct FirstSteps {
        @Test func `the demo plays through, shows that everything arrived, and ends with status 0`() async throws {
            try await Stage.play { stage in
                let result = try await stage.belfry(
                    "demo",
                    "--port",
                    "\(FreePort.find())",
                    environment: ["DEMO_ONCE": "1", "TMPDIR": stage.folder],
                    folder: PackageRoot.path,
                    within: .seconds(90)
                )
                #expect(result.end == .exited(0), "\(result.text)\n\(result.errorText)")
                #expect(result.text.contains("all 84 deliveries arrived"), "\(result.text)")
                let seen = [
                    "ada@example.com", "bo@example.com", "/payments", "/warehouse", "banner checkout", "─ slack",
                    "─ apns",
                    "─ web-push", "─ mastodon", "─ twilio",
                ]
                for word in seen {
                    #expect(result.text.contains(word), "\(word) is not shown")
                }
                #expect(result.text.contains("answered 500 twice; attempt 3 arrived"))
                #expect(!result.text.contains("✗"))
            }
        }

        @Test func `the simulator takes a request and a mail, and tells of both`() async throws {
            try await Stage.play { stage in
                let child = try stage.spawn(
                    PackageRoot.program(),
                    ["simulate", "--http-port", "0", "--smtp-port", "0"]
                )
                let line = try await child.line(beginning: "HTTP sink on ", within: .seconds(20))
                let ports = line.split(separator: ":").compactMap { Int($0.prefix { $0.isNumber }) }
                try #require(ports.count == 2)

                let http = try CurlHTTPClient()
                let base = "http://127.0.0.1:\(ports[0])"
                func call(_ method: String, _ path: String, _ body: String = "") async throws -> HTTPResponse {
                    try await http.execute(
                        HTTPRequest(
                            method: method,
                            url: base + path,
                            body: Array(body.utf8),
                            allowsPrivateNetworks: true
                        )
                    )
                }
                #expect(try await call("PUT", "/_sink/script", #"{"otherwise": 202}"#).status == 200)
                #expect(try await call("POST", "/hook?a=1", "Hello").status == 202)
                let requests = try JSON(try await call("GET", "/_sink/requests?at_least=1").body)
                #expect(requests["requests"]?[0]?["target"] == "/hook?a=1")
                #expect(requests["requests"]?[0]?["body"] == "Hello")

                let mail = try CurlMailSubmitter()
                let content = "From: a@example.com\r\nTo: ada@example.com\r\nSubject: Hello\r\n\r\nText\r\n"
                _ = try await mail.submit(
                    MailSubmission(
                        relay: MailRelay(url: "smtp://127.0.0.1:\(ports[1])", security: .none),
                        sender: "a@example.com",
                        recipient: "ada@example.com",
                        content: Array(content.utf8)
                    )
                )
                let mails = try JSON(try await call("GET", "/_sink/mails?at_least=1&to=ada@example.com").body)
                #expect(mails["mails"]?.items.count == 1)
                #expect(mails["mails"]?[0]?["source"]?.string == content)
                child.signal(SIGTERM)
                _ = try await child.waitForEnd(within: .seconds(10))
            }
        }
    }
}
