// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite("The control path")
struct SinkControlTests {
    private func withSimulator(_ body: (ProviderSimulator) async throws -> Void) async throws {
        let simulator = ProviderSimulator()
        try await simulator.start()
        do {
            try await body(simulator)
        } catch {
            await simulator.stop()
            throw error
        }
        await simulator.stop()
    }

    @Test func `the HTTP sink can be scripted, read and cleared from outside`() async throws {
        try await withSimulator { simulator in
            let client = try RawClient(port: simulator.ports.http)
            let script = #"{"rules":[{"path":"/hook","answers":[500,200]}]}"#
            #expect(try client.exchange("PUT", "/_sink/script", body: script).status == 200)
            #expect(simulator.http.script == [.on("/hook", 500, 200)])
            #expect(try client.exchange("POST", "/hook", body: "a").status == 500)
            #expect(try client.exchange("POST", "/hook", body: "b").status == 200)
            #expect(try client.exchange("POST", "/other", body: "c").status == 200)
            let list = try decode(RequestList.self, client.exchange("GET", "/_sink/requests?path=/hook").body)
            #expect(list.requests == simulator.http.requests(path: "/hook"))
            #expect(list.requests.count == 2)
            #expect(list.total == 3)
            let later = try decode(RequestList.self, client.exchange("GET", "/_sink/requests?since=2").body)
            #expect(later.requests.map(\.text) == ["c"])
            let counts = try decode([String: Int].self, client.exchange("GET", "/_sink/counts").body)
            #expect(counts == ["/hook": 2, "/other": 1])
            #expect(try client.exchange("DELETE", "/_sink/requests").status == 204)
            #expect(simulator.http.requests().isEmpty)
        }
    }

    @Test func `the mail sink can be scripted, read and cleared from outside`() async throws {
        try await withSimulator { simulator in
            let client = try RawClient(port: simulator.ports.http)
            let script = #"{"rules":[{"phase":"rcpt","recipient":"refused@*","answers":[550]}]}"#
            #expect(try client.exchange("PUT", "/_sink/mail/script", body: script).status == 200)
            let mail = try MailClient(port: simulator.ports.mail)
            #expect(try mail.deliver(to: "refused@example.com").hasPrefix("550"))
            try mail.deliver(to: "ada+x@example.com", "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nText\r\n")
            try mail.deliver(to: "bo@example.com")
            let body = try client.exchange("GET", "/_sink/mails?to=ada+x%40example.com").body
            let list = try decode(MailList.self, body)
            #expect(list.mails == simulator.mail.mails(to: "ada+x@example.com"))
            #expect(list.mails.count == 1)
            #expect(list.total == 2)
            #expect(body.contains(#""text":"Text\n""#))
            #expect(body.contains(#"["Subject","Grüße"]"#))
            let raw = try client.exchange("GET", "/_sink/mails/1")
            #expect(raw.headers["content-type"] == "message/rfc822")
            #expect(raw.body == "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nText\r\n")
            #expect(try client.exchange("GET", "/_sink/mails/9").status == 404)
            #expect(try client.exchange("DELETE", "/_sink/mails").status == 204)
            #expect(simulator.mail.mails().isEmpty)
        }
    }

    @Test func `a sink that keeps no bodies takes a script all the same`() async throws {
        try await withSink(HTTPSink(bodyLimit: 0)) { sink in
            let client = try RawClient(port: sink.port)
            #expect(try client.exchange("PUT", "/_sink/script", body: #"{"otherwise":201}"#).status == 200)
            #expect(try client.exchange("POST", "/hook", body: "gone").status == 201)
            #expect(sink.requests().map(\.body) == [[]])
            #expect(sink.requests().map(\.bodySize) == [4])
            #expect(try client.exchange("GET", "/_sink/mails").status == 404)
        }
    }

    @Test func `health tells ports and totals, and control is not recorded`() async throws {
        try await withSimulator { simulator in
            let response = try RawClient(port: simulator.ports.http).exchange("GET", "/_sink/health")
            let port = simulator.ports.mail
            #expect(response.body == #"{"mail_port":\#(port),"mails":0,"requests":0,"status":"ok"}"#)
            #expect(simulator.http.total == 0)
        }
    }

    @Test(arguments: [
        ("PUT", "/_sink/script", #"{"ruls":[]}"#, 400, "unknown key “ruls”"),
        ("PUT", "/_sink/script", #"{"rules":[{"path":"/a","answers":[200,"explode"]}]}"#, 400, "/rules/0/answers/1: "),
        ("PUT", "/_sink/script", #"{"rules":[{"answers":[200]}]}"#, 400, "/rules/0: "),
        ("PUT", "/_sink/mail/script", "nonsense", 400, "error"),
        ("GET", "/_sink/nothing", "", 404, "nothing at this path"),
        ("POST", "/_sink/mail/nothing", "", 404, "nothing at this path"),
    ])
    func `mistakes are explained`(
        method: String,
        target: String,
        body: String,
        status: Int,
        message: String
    ) async throws {
        try await withSimulator { simulator in
            let response = try RawClient(port: simulator.ports.http).exchange(method, target, body: body)
            #expect(response.status == status)
            #expect(response.body.contains(message))
        }
    }

    @Test func `a list can wait for more to arrive`() async throws {
        try await withSimulator { simulator in
            let waiting = try RawClient(port: simulator.ports.http)
            waiting.request("GET", "/_sink/requests?at_least=2&within_ms=30000&path=/hook")
            let client = try RawClient(port: simulator.ports.http)
            for path in ["/hook", "/other", "/hook"] { try client.exchange("POST", path) }
            #expect(try decode(RequestList.self, waiting.response().body).requests.count == 2)
            waiting.request("GET", "/_sink/mails?at_least=1&within_ms=30000&to=bo@example.com")
            let mail = try MailClient(port: simulator.ports.mail)
            try mail.deliver(to: "ada@example.com")
            try mail.deliver(to: "bo@example.com")
            #expect(try decode(MailList.self, waiting.response().body).mails.count == 1)
            let bounded = try waiting.exchange("GET", "/_sink/requests?at_least=9&within_ms=20").body
            #expect(try decode(RequestList.self, bounded).requests.count == 3)
        }
    }

    @Test func `the simulator can stop while a list is waited for`() async throws {
        let simulator = ProviderSimulator()
        try await simulator.start()
        let waiting = try RawClient(port: simulator.ports.http)
        waiting.request("GET", "/_sink/requests?at_least=2&within_ms=30000")
        try RawClient(port: simulator.ports.http).exchange("POST", "/hook")
        await simulator.stop()
        #expect(waiting.readToEnd().end != .silent)
    }

    @Test func `the simulator runs until its task is cancelled`() async throws {
        let simulator = ProviderSimulator()
        try await simulator.start()
        let ports = simulator.ports
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            try RawClient(port: ports.http).exchange("POST", "/hook")
            #expect(try RawClient(port: ports.mail).reply().hasPrefix("220"))
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(throws: RawClient.Failure.self) { try RawClient(port: ports.http) }
        #expect(throws: RawClient.Failure.self) { try RawClient(port: ports.mail) }
    }

    @Test func `where one port is taken neither stays open`() async throws {
        try await withSink(HTTPSink()) { taken in
            let simulator = ProviderSimulator(http: taken.port)
            await #expect(throws: (any Error).self) { try await simulator.start() }
            #expect(throws: RawClient.Failure.self) { try RawClient(port: simulator.ports.mail) }
        }
    }
}
