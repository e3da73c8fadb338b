// SPDX-License-Identifier: Apache-2.0

import Bench
import Crypto
import FoundationEssentials
import Testing

/// The loops themselves, against sinks in this process; no time is judged.
@Suite struct RawLoopTests {
    private static func post() throws -> WirePost {
        let request = "POST / HTTP/1.1\r\nHost: a\r\nwebhook-id: mark-3\r\nContent-Length: 6\r\n\r\nmark-3"
        return try #require(WirePost(Array(request.utf8)))
    }

    private static func value(_ name: String, of post: WirePost) -> String? {
        post.headers.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    @Test func `the bare loop posts as often as it is told, with the headers and body it was given`() throws {
        let sink = try TimedSink()
        let taken = try BareHTTPLoop(try Self.post(), inFlight: 8)
            .run(200) { $0 == 7 ? sink.markedURL : sink.url("/hooks/\($0)") }
        #expect(taken > .zero)
        #expect(sink.count == 200)
        #expect(sink.arrival(of: 3) != nil)
        let kept = try #require(sink.lastMarked.flatMap { WirePost($0) })
        #expect(kept.headers.contains("webhook-id: mark-3"))
        #expect(kept.body == Array("mark-3".utf8))
    }

    @Test func `fewer posts than may be in flight are posts all the same`() throws {
        let sink = try TimedSink()
        _ = try BareHTTPLoop(try Self.post(), inFlight: 64).run(3) { sink.url("/hooks/\($0)") }
        #expect(sink.count == 3)
    }

    @Test func `a post that fails ends the loop: its number would not be one of posts`() throws {
        let port = try TimedSink().port
        #expect(throws: NotMeasured.self) {
            try BareHTTPLoop(try Self.post(), inFlight: 2).run(4) { _ in "http://127.0.0.1:\(port)/" }
        }
    }

    private static let secret = "whsec_YmVuY2gtc2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXM="

    @Test func `the durable loop posts as often as it is told, each signed with an id of its own`() throws {
        let sink = try TimedSink()
        let file = FileManager.default.temporaryDirectory.path + "/bare-ledger-\(UUID().uuidString).db"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + end) } }
        let taken = try DurableHTTPLoop(try Self.post(), secret: Self.secret, inFlight: 8, file: file)
            .run(1_100) { $0 == 1_099 ? sink.markedURL : sink.url("/hooks/\($0)") }
        #expect(taken > .zero)
        #expect(sink.count == 1_100)
        let kept = try #require(sink.lastMarked.flatMap { WirePost($0) })
        let id = try #require(Self.value("webhook-id", of: kept))
        let moment = try #require(Self.value("webhook-timestamp", of: kept))
        let key = SymmetricKey(data: try #require(Data(base64Encoded: String(Self.secret.dropFirst(6)))))
        let signed = Data("\(id).\(moment).".utf8) + kept.body
        let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
        #expect(id == "msg_bare-1099")
        #expect(Self.value("webhook-signature", of: kept) == "v1,\(code)")
        #expect(throws: NotMeasured.self) {
            try DurableHTTPLoop(try Self.post(), secret: Self.secret, file: file).run(1) { _ in sink.url("/") }
        }
    }

    @Test func `paced posts are all made, each with its own body, and found again by their marks`() throws {
        let sink = try TimedSink()
        let posts = PacedPosts(url: sink.markedURL, headers: ["Content-Type: text/plain"], rate: 500)
        let samples = try posts.run(50) { "this is \(Mark.text(1_000 + $0))" }
        #expect(Set(samples.map(\.number)) == Set(0..<50))
        for sample in samples {
            let arrival = try #require(sink.arrival(of: 1_000 + sample.number))
            #expect(arrival >= sample.due)
        }
    }

    @Test func `an armed sink tells the first arrival since`() throws {
        let sink = try TimedSink()
        let loop = BareHTTPLoop(try Self.post(), inFlight: 1)
        _ = try loop.run(1) { _ in sink.url("/a") }
        let before = try #require(sink.firstArrival)
        sink.arm()
        #expect(sink.firstArrival == nil)
        _ = try loop.run(2) { _ in sink.url("/b") }
        #expect(try #require(sink.firstArrival) > before)
    }

    @Test func `the bare mail loop hands over the mail it was given, byte by byte`() throws {
        let capture = try MailCapture()
        let mail = "From: a@market.example\r\nSubject: Dots\r\n\r\n.one dot\r\n..two\r\nend\r\n"
        let taken = try BareMailLoop(port: capture.port, mail: Array(mail.utf8), threads: 1).run(5)
        #expect(taken > .zero)
        #expect(capture.lastMail.map { String(decoding: $0, as: UTF8.self) } == mail)
    }

    @Test func `a child runs until it is ended, and what it wrote is in its file`() throws {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("child-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: output) }
        let child = try ChildProgram(
            "/bin/sh",
            ["-c", "echo $GREETING; exec cat /dev/zero >/dev/null"],
            environment: ["GREETING": "ding dong"],
            output: output,
            errors: "/dev/null"
        )
        #expect(child.isRunning)
        #expect(child.peakMemory > 0)
        let deadline = ContinuousClock.now + .seconds(10)
        while FileManager.default.contents(atPath: output)?.isEmpty != false, .now < deadline {}
        child.kill()
        #expect(!child.isRunning)
        #expect(FileManager.default.contents(atPath: output) == Data("ding dong\n".utf8))
    }

    @Test func `a program that is not there is said to be`() {
        let reason = #expect(throws: NotMeasured.self) { try ChildProgram("/nowhere/hub", [], errors: "/dev/null") }
        #expect(reason?.description.contains("/nowhere/hub") == true)
    }
}
