// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Outbox
import Testing

/// What the engine's tests hold for rest is one.
@Suite(.timeLimit(.minutes(1)))
struct RestingExecutorTests {
    @Test func `rest comes once every other task waits or has ended`() async {
        let executor = RestingExecutor()
        let (gate, opening) = AsyncStream.makeStream(of: Never.self)
        let steps = Logbook<String>()
        await withTaskExecutorPreference(executor) {
            await withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<2_000 { await Task.yield() }
                        steps.note("yielded")
                        for await _ in gate {}
                        steps.note("let go")
                    }
                }
                #expect(await executor.rest())
                #expect(steps.entries == Array(repeating: "yielded", count: 4))
                opening.finish()
                #expect(await executor.rest())
                #expect(steps.entries.suffix(4) == Array(repeating: "let go", count: 4))
            }
        }
    }

    @Test func `an engine rests once its attempts are recorded, however long they took`() async throws {
        let stage = EngineStage { _ in
            for _ in 0..<2_000 { await Task.yield() }
            return Receipt()
        }
        try await stage.run {
            try await stage.accept(to: ["ada@a.example", "bo@b.example", "cy@c.example"])
            #expect(await stage.executor.rest())
            #expect(await stage.states().values.allSatisfy { $0 == .delivered })
        }
    }

    @Test func `work without end holds nobody up`() async {
        let executor = RestingExecutor()
        await withTaskExecutorPreference(executor) {
            await withTaskGroup { group in
                group.addTask { while !Task.isCancelled { await Task.yield() } }
                #expect(await !executor.rest(within: .milliseconds(20)))
                group.cancelAll()
            }
        }
    }
}
