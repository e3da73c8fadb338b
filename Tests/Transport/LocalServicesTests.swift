// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
final class LocalServicesTests {
    private let directory: String

    init() throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("belfry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        self.directory = place.path
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func content(_ path: String) -> String? {
        FileManager.default.contents(atPath: "\(directory)/\(path)").map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a file is made with its directories, then replaced, and nothing else is left beside it`() async throws {
        let files = AtomicFileStore(base: directory)
        try await files.update("banner/live/checkout.json") { old in
            #expect(old == nil)
            return Array("one".utf8)
        }
        try await files.update("banner/live/checkout.json") { old in
            #expect(old == Array("one".utf8))
            return Array("two".utf8)
        }
        try await files.update("\(directory)/banner/live/checkout.json") { _ in nil }
        #expect(content("banner/live/checkout.json") == "two")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/banner/live") == ["checkout.json"])
    }

    @Test func `updates of one file follow one another`() async throws {
        let files = AtomicFileStore(base: directory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...50 {
                group.addTask { try await files.update("count") { old in (old ?? []) + [0x78] } }
            }
            try await group.waitForAll()
        }
        #expect(content("count")?.count == 50)
    }

    @Test func `a file that cannot be written is named without its directory`() async throws {
        let files = AtomicFileStore(base: directory)
        try await files.update("plain") { _ in [1] }
        let path = "\(directory)/plain/below.json"
        let fault = await #expect(throws: Fault.self) {
            try await files.update(path) { _ in [1] }
        }
        #expect(fault?.code == .fileUnwritable)
        #expect(fault?.context["file"] == "below.json")
        #expect(fault?.message.contains(directory) == false)
    }

    @Test func `a fault of the change leaves the file as it is`() async throws {
        let files = AtomicFileStore(base: directory)
        try await files.update("kept") { _ in Array("old".utf8) }
        let fault = await #expect(throws: Fault.self) {
            try await files.update("kept") { _ throws(Fault) -> [UInt8]? in throw Fault(.contentRejected, "no") }
        }
        #expect(fault?.code == .contentRejected)
        #expect(content("kept") == "old")
    }

    @Test func `secrets come from the environment and from files without their line end`() throws {
        let file = URL(fileURLWithPath: "\(directory)/hook.key")
        try Data("whsec_abc\n".utf8).write(to: file)
        try Data("whsec_def".utf8).write(to: URL(fileURLWithPath: "\(directory)/a:b.key"))
        let secrets = EnvironmentSecretStore(base: directory, environment: ["HOOK": "from-env", "EMPTY": ""])
        #expect(try secrets.secret(#require(SecretReference("env:HOOK"))).reveal() == "from-env")
        #expect(try secrets.secret(#require(SecretReference("file:hook.key"))).reveal() == "whsec_abc")
        #expect(try secrets.secret(#require(SecretReference("file:\(file.path)"))).reveal() == "whsec_abc")
        #expect(try secrets.secret(#require(SecretReference("file:a:b.key"))).reveal() == "whsec_def")
        let process = EnvironmentSecretStore()
        #expect(try !process.secret(#require(SecretReference("env:PATH"))).reveal().isEmpty)
    }

    @Test(arguments: ["env:BELFRY_NO_SUCH_NAME", "env:EMPTY", "file:nowhere.key", "file:."])
    func `a missing secret is named by its reference`(text: String) throws {
        let reference = try #require(SecretReference(text))
        let secrets = EnvironmentSecretStore(base: directory, environment: ["EMPTY": ""])
        let fault = #expect(throws: Fault.self) { try secrets.secret(reference) }
        #expect(fault?.code == .secretMissing)
        #expect(fault?.context["secret"] == text)
    }

    @Test func `the clock tells the time and sleeps until a deadline`() async throws {
        let clock = SystemClock()
        #expect(clock.now > Timestamp(milliseconds: 1_700_000_000_000))
        let deadline = clock.now + .milliseconds(30)
        try await clock.sleep(until: deadline)
        #expect(clock.now >= deadline)
        try await clock.sleep(until: .distantPast)
    }

    @Test func `a cancelled sleep ends`() async {
        let task = Task { try await SystemClock().sleep(until: SystemClock().now + .seconds(3_600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
