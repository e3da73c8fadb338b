// SPDX-License-Identifier: Apache-2.0

import ChannelKitTesting
import FoundationEssentials
import HTTPTypes
import HubHTTP
import Hummingbird
import NIOCore
import Synchronization
import Testing

/// How readers of a status page learn of changes while they look at it.
@Suite(.timeLimit(.minutes(1)))
final class StatusStreamTests {
    private let clock = ManualClock()
    private let path = FileManager.default.temporaryDirectory.path + "/version-\(UUID().uuidString).json"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ version: String) throws {
        try Data(#"{"version":"\#(version)"}"#.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// What a listener is told while `script` moves the clock; the connection is cut afterwards.
    private func told(knowing known: String? = nil, while script: () async throws -> Void) async throws -> String {
        let heard = RecordingWriter.Record()
        let seat = try #require(StatusListeners(capacity: 1).take())
        let body = StatusStream(files: StatusFiles(), path: path, known: known, clock: clock).body(seat)
        let listener = Task { try await body.write(RecordingWriter(record: heard)) }
        #expect(await clock.waitForSleepers())
        try await script()
        listener.cancel()
        _ = await listener.result
        return heard.text
    }

    private func advance(by span: Duration) async {
        clock.advance(by: span)
        #expect(await clock.waitForSleepers())
    }

    @Test func `a listener is told the version at once, and of each change`() async throws {
        try write("one")
        let heard = try await told {
            await advance(by: StatusStream.pace)
            try write("two")
            await advance(by: StatusStream.pace)
            await advance(by: StatusStream.pace)
        }
        let lines = heard.split(separator: "\n").map { String($0) }
        #expect(
            lines == [
                "retry: 5000", "id: one", "event: page", #"data: {"version":"one"}"#, "id: two", "event: page",
                #"data: {"version":"two"}"#,
            ]
        )
        #expect(heard.components(divided: "\n\n") == 3)
    }

    @Test func `one who has the version hears nothing but that the line is open`() async throws {
        try write("one")
        let heard = try await told(knowing: "one") {
            await advance(by: .seconds(10))
            await advance(by: .seconds(10))
        }
        #expect(heard == "retry: 5000\n\n: still here\n\n")
    }

    @Test func `a page that is not there yet, or says no version, is waited for`() async throws {
        let heard = try await told {
            try write(#"a\",\"b"#)
            await advance(by: StatusStream.pace)
            try write("one")
            await advance(by: StatusStream.pace)
        }
        #expect(heard == "retry: 5000\n\nid: one\nevent: page\ndata: {\"version\":\"one\"}\n\n")
    }

    @Test func `so many may listen, and a place is free again when its listener has gone`() {
        let listeners = StatusListeners(capacity: 2)
        var (first, second) = (listeners.take(), listeners.take())
        #expect(first != nil && second != nil)
        #expect(listeners.take() == nil)
        first = nil
        second = listeners.take()
        #expect(second != nil)
        #expect(first == nil)
    }

    @Test func `one listener too many is asked to come back`() async throws {
        let scene = try await RouterScene(statusPages: { [clock] folder in
            let page = StatusPages.Page(name: "public", folder: folder)
            return StatusPages(main: page, maximumListeners: 0, clock: clock)
        })
        let answer = try await scene.ask(.get, "/status/stream", token: nil)
        #expect(answer.status == 503)
        #expect(answer.header("Retry-After") == "30")
    }
}

/// Keeps what a response's body is made of.
private struct RecordingWriter: ResponseBodyWriter {
    final class Record: Sendable {
        private let kept = Mutex("")

        var text: String { kept.withLock { $0 } }

        func add(_ text: String) { kept.withLock { $0 += text } }
    }

    let record: Record

    mutating func write(_ buffer: ByteBuffer) async throws { record.add(String(buffer: buffer)) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension String {
    /// How often `mark` ends a part.
    fileprivate func components(divided mark: String) -> Int {
        split(separator: mark, omittingEmptySubsequences: true).count
    }
}
