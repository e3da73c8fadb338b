// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct AttemptThreadsTests {
    @Test(arguments: [1, 4]) func `every task that prefers them ends`(width: Int) async throws {
        let threads = try #require(AttemptThreads(width: width))
        let sum = await withTaskGroup { group in
            for number in 1...1_000 {
                group.addTask(executorPreference: threads) {
                    for _ in 0..<3 { await Task.yield() }
                    return number
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 500_500)
    }

    @Test func `a task that sleeps holds none of them`() async throws {
        let threads = try #require(AttemptThreads(width: 1))
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        await withTaskGroup { group in
            group.addTask(executorPreference: threads) { for await _ in stream {} }
            group.addTask(executorPreference: threads) { continuation.finish() }
            await group.waitForAll()
        }
    }

    @Test func `a job that holds its thread holds up no other, though nothing comes after it`() async throws {
        let threads = try #require(AttemptThreads(width: 2))
        let bell = DispatchSemaphore(value: 0)
        await withTaskGroup { group in
            let (started, starts) = AsyncStream.makeStream(of: Void.self)
            group.addTask(executorPreference: threads) {
                starts.finish()
                Self.hold(until: bell)
            }
            for await _ in started {}
            group.addTask(executorPreference: threads) { bell.signal() }
            await group.waitForAll()
        }
    }

    /// Not to be called by a task that could do without its thread.
    private static func hold(until bell: DispatchSemaphore) { bell.wait() }
}
