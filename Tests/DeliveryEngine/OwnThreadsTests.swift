// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Dispatch
import Outbox
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct OwnThreadsTests {
    /// Notes who is at work on it.
    private final class MarkedQueue: TaskExecutor {
        private let queue = DispatchQueue(label: "attempts")
        private let mark = DispatchSpecificKey<Bool>()

        init() { queue.setSpecific(key: mark, value: true) }

        var isAtWork: Bool { DispatchQueue.getSpecific(key: mark) ?? false }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test func `attempts are made on the threads that the engine is given`() async throws {
        let queue = MarkedQueue()
        let places = Logbook<Bool>()
        let channel = ConfiguredChannel(
            name: .sample("mail"),
            adapter: AnyChannel(
                ScriptedChannel { _ in
                    places.note(queue.isAtWork)
                    await Task.yield()
                    places.note(queue.isAtWork)
                    return Receipt()
                }
            )
        )
        let stage = EngineStage(channels: [channel], threads: queue)
        try await stage.run {
            try await stage.accept(to: ["ada@a.example", "bo@b.example", "cy@a.example"])
            await stage.settled([.delivered])
        }
        #expect(places.entries == Array(repeating: true, count: 6))
    }
}
