// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Synchronization
import Testing

struct IdempotencyTests {
    private let body = #"{"title": "T", "body": "b", "to": ["buyers"]}"#

    private func key(_ key: String, _ request: String, of principal: Principal = HubScene.ada) -> IdempotencyKey {
        IdempotencyKey(key, of: principal, request: Array(request.utf8))
    }

    @Test func `the same key and request is answered the same, and done once`() async throws {
        let scene = try await HubScene()
        let command = try SendMessage(json(body), channels: scene.hub.channelNames)
        let first = try await scene.hub.send(command, by: HubScene.ada, idempotency: key("k", body))
        let before = try tableCounts(of: scene.database)
        scene.clock.advance(by: .seconds(60))
        let second = try await scene.hub.send(command, by: HubScene.ada, idempotency: key("k", body))
        #expect(!first.isReplay)
        #expect(second.isReplay)
        #expect(second.status == 202 && second.body == first.body)
        #expect(try tableCounts(of: scene.database) == before)
        #expect(scene.wakeCount == 1)
    }

    @Test func `every use case that creates keeps to its key`() async throws {
        let scene = try await HubScene()
        let declared = try await scene.declare(#"{"title": "T", "severity": "sev3"}"#, key: key("d", "1"))
        #expect(try await scene.declare(#"{"title": "T", "severity": "sev3"}"#, key: key("d", "1")) == declared)
        let incident = try #require(declared.text("id"))
        let published = try await scene.publish(
            #"{"phase": "resolved", "body": "b"}"#,
            on: incident,
            key: key("p", "1")
        )
        #expect(
            try await scene.publish(#"{"phase": "resolved", "body": "b"}"#, on: incident, key: key("p", "1"))
                == published
        )
        #expect(try tableCounts(of: scene.database)["incident_update"] == 1)
    }

    @Test func `the same key with another request is a mistake`() async throws {
        let scene = try await HubScene()
        _ = try await scene.send(body, key: key("k", "one"))
        let before = try tableCounts(of: scene.database)
        let fault = await #expect(throws: Fault.self) { try await scene.send(body, key: key("k", "two")) }
        #expect(fault?.code == .idempotencyMismatch)
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `a key belongs to whom it came from`() async throws {
        let scene = try await HubScene()
        _ = try await scene.send(body, key: key("k", "one"))
        _ = try await scene.send(body, key: key("k", "two", of: Principal(name: "bo", role: .support)))
        #expect(try tableCounts(of: scene.database)["message"] == 2)
    }

    @Test func `a request that failed leaves its key free`() async throws {
        let scene = try await HubScene()
        let wrong = #"{"title": "T", "body": "b", "to": ["nobody"]}"#
        await #expect(throws: Fault.self) { try await scene.send(wrong, key: key("k", wrong)) }
        await #expect(throws: Fault.self) { try await scene.send(wrong, key: key("k", wrong)) }
        #expect(try await scene.send(body, key: key("k", body)).integer("deliveries") == 4)
    }

    @Test func `while the first request is under way, a second is told to come back`() async throws {
        let gate = Gate()
        let scene = try await HubScene(wrap: { GatedStorage(base: $0, gate: gate) })
        let first = Task { [body, key = key("k", body)] in try await scene.send(body, key: key) }
        try await gate.arrival()
        let fault = await #expect(throws: Fault.self) { try await scene.send(body, key: key("k", body)) }
        #expect(fault?.code == .requestInProgress)
        #expect(fault?.retryAfter == .seconds(1))
        gate.open()
        #expect(try await first.value.integer("deliveries") == 4)
        #expect(try await scene.send(body, key: key("k", body)).integer("deliveries") == 4)
        #expect(try tableCounts(of: scene.database)["message"] == 1)
    }

    @Test func `another node that was faster leaves nothing of ours`() async throws {
        // Two hubs on one database: each has its own idea of what is under way.
        let gate = Gate()
        let scene = try await HubScene(wrap: { GatedStorage(base: $0, gate: gate) })
        let slow = Task { [body, key = key("k", body)] in try await scene.send(body, key: key) }
        try await gate.arrival()
        let answer = IdempotentAnswer(
            principal: "ada",
            key: "k",
            requestDigest: ContentDigest.hexadecimal(of: Array(body.utf8)),
            status: 202,
            body: Array("{}".utf8),
            at: scene.clock.now
        )
        try await scene.storage.write { transaction throws(Fault) in try transaction.keep(answer) }
        gate.open()
        let fault = await #expect(throws: Fault.self) { try await slow.value }
        #expect(fault?.code == .requestInProgress)
        #expect(try tableCounts(of: scene.database)["message"] == 0)
        #expect(try await scene.send(body, key: key("k", body)) == json("{}"))
    }
}

/// A door that writers wait at until it is opened.
private final class Gate: Sendable {
    private let arrivals = AsyncStream<Void>.makeStream()
    private let opened = AsyncStream<Void>.makeStream()

    func pass() async {
        arrivals.continuation.yield()
        for await _ in opened.stream { return }
    }

    /// Returns once someone waits at the door.
    func arrival() async throws { for await _ in arrivals.stream { return } }

    func open() { opened.continuation.finish() }
}

/// A storage whose writers wait at a gate first.
private struct GatedStorage: Storage {
    let base: any Storage
    let gate: Gate

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageTransaction) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        await gate.pass()
        return try await base.write(body)
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StorageReader) throws(Fault) -> Result
    ) async throws(Fault) -> Result { try await base.read(body) }

    func checkRoom() throws(Fault) { try base.checkRoom() }
}
