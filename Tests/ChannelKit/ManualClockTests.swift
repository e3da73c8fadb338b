// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct ManualClockTests {
    private let clock = ManualClock()

    @Test func `the clock stands still until it is moved`() {
        let start = clock.now
        #expect(clock.now == start)
        clock.advance(by: .seconds(5))
        #expect(clock.now == start + .seconds(5))
        clock.now = start
        #expect(clock.now == start)
    }

    @Test func `a sleeper wakes when its time has come, and not before`() async throws {
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await clock.sleep(until: start + .seconds(10)) }
            #expect(await clock.waitForSleepers(1))
            #expect(clock.nextDeadline == start + .seconds(10))
            clock.advance(by: .milliseconds(9_999))
            #expect(clock.sleepers == 1)
            clock.advance(by: .milliseconds(1))
            try await tasks.waitForAll()
        }
        #expect(clock.sleepers == 0 && clock.nextDeadline == nil)
    }

    @Test func `a time that has passed is not slept for`() async throws {
        try await clock.sleep(until: clock.now)
        try await clock.sleep(until: clock.now - .seconds(1))
        #expect(clock.sleepers == 0)
    }

    @Test func `one move wakes all whose time has come`() async throws {
        let start = clock.now
        try await withThrowingTaskGroup(of: Int.self) { tasks in
            for seconds in 1...5 {
                tasks.addTask {
                    try await clock.sleep(until: start + .seconds(seconds))
                    return seconds
                }
            }
            #expect(await clock.waitForSleepers(5))
            clock.advance(to: start + .seconds(3))
            var woken: Set<Int> = []
            for _ in 0..<3 { woken.insert(try #require(await tasks.next())) }
            #expect(woken == [1, 2, 3] && clock.sleepers == 2)
            tasks.cancelAll()
        }
    }

    @Test func `a cancelled sleeper throws and is gone`() async {
        let task = Task { try await clock.sleep(until: clock.now + .seconds(3_600)) }
        #expect(await clock.waitForSleepers(1))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleepers == 0)
    }

    @Test func `a task that is cancelled already does not sleep`() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(until: clock.now + .seconds(3_600))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `waiting for sleepers that never come ends`() async {
        #expect(await !clock.waitForSleepers(1, within: .milliseconds(20)))
    }
}

@Suite struct DoublesTests {
    @Test func `the HTTP client answers as scripted and remembers`() async throws {
        let http = StubHTTPClient { request in
            if request.url.hasSuffix("/down") { throw Fault(.connectionRefused, "No.") }
            return HTTPResponse(status: 204)
        }
        #expect(try await http.execute(HTTPRequest(url: "https://a.example/up")).status == 204)
        await #expect(throws: Fault(.connectionRefused, "No.")) {
            try await http.execute(HTTPRequest(url: "https://a.example/down"))
        }
        #expect(http.requests.map(\.url) == ["https://a.example/up", "https://a.example/down"])
        #expect(await http.waitForRequests(2))
    }

    @Test func `a hanging provider hangs until the task is cancelled`() async {
        let http = StubHTTPClient.hanging()
        let mail = StubMailSubmitter.hanging()
        let request = Task { try await http.execute(HTTPRequest(url: "https://a.example/")) }
        let letter = Task {
            try await mail.submit(
                MailSubmission(relay: MailRelay(url: "smtp://a"), sender: "a@b.c", recipient: "d@e.f", content: [])
            )
        }
        #expect(await http.waitForRequests(1))
        #expect(await mail.waitForSubmissions(1))
        request.cancel()
        letter.cancel()
        #expect(await request.result.failure == .cancelled)
        #expect(await letter.result.failure == .cancelled)
    }

    @Test func `files change whole or not at all`() async throws {
        let files = MemoryFileStore(["a": Array("1".utf8)])
        try await files.update("a") { content in (content ?? []) + Array("2".utf8) }
        try await files.update("a") { _ in nil }
        try await files.update("b") { content in content == nil ? Array("new".utf8) : nil }
        #expect(files.text("a") == "12" && files.text("b") == "new" && files.updates == 3)
        let fault = Fault(.fileUnwritable, "Full.")
        await #expect(throws: fault) { try await files.update("a") { (_) throws(Fault) in throw fault } }
        files.fault = fault
        await #expect(throws: fault) { try await files.update("a") { _ in [] } }
        #expect(files.text("a") == "12")
    }

    @Test func `a secret that there is none of is missing by name`() throws {
        let secrets = StubSecretStore(["env:A": "alpha"])
        #expect(try secrets.secret(#require(SecretReference("env:A"))).reveal() == "alpha")
        let fault = try #require(throws: Fault.self) { try secrets.secret(#require(SecretReference("env:B"))) }
        #expect(fault.code == .secretMissing && fault.message.contains("env:B"))
        #expect(secrets.lookups.map(\.text) == ["env:A", "env:B"])
    }

    @Test func `random numbers come again with their seed`() {
        var first = SeededGenerator(seed: 1_234_567)
        var second = SeededGenerator(seed: 1_234_567)
        // The first numbers of the reference implementation for this seed.
        #expect([first.next(), first.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
        #expect([second.next(), second.next(), second.next()].last == 9_817_491_932_198_370_423)
    }

    @Test func `samples are valid`() throws {
        #expect(throws: Never.self) { try Message.sample().validate() }
        #expect(Delivery.sample().key.utf8.allSatisfy { $0 != UInt8(ascii: ".") })
        #expect(Set(HostileMessages.all.map(\.name)).count == HostileMessages.all.count)
        #expect(HostileMessages.all.contains { ($0.message[.whatHappened] ?? "").unicodeScalars.count >= 29_000 })
    }

    @Test func `a message of 30,000 characters has everything in it, in one section as in several`() throws {
        let mixtures = HostileMessages.all.filter { $0.name.hasPrefix("30,000 characters of everything") }
        #expect(mixtures.map { $0.message.sections.map(\.name) }.contains([.impact]))
        #expect(mixtures.map { $0.message.sections.map(\.name) }.contains { $0.count > 1 })
        for mixture in mixtures {
            #expect(throws: Never.self, "\(mixture.name)") { try mixture.message.validate() }
            let text = mixture.message.sections.map(\.markdown).joined()
            #expect(text.count == 30_000)
            for piece in ["👨‍👩‍👧‍👦", "مؤقتًا", "Z\u{351}\u{36B}\u{343}", "|---|", "<script>", "@everyone"] {
                #expect(text.contains(piece), "\(piece)")
            }
        }
    }
}

extension Result {
    fileprivate var failure: FaultCode? {
        if case .failure(let error) = self { (error as? Fault)?.code } else { nil }
    }
}
