// SPDX-License-Identifier: Apache-2.0

import ChannelKitTesting
import HubCore
import Synchronization
import Testing

/// Giving back what a busy time has left.
struct SpareMemoryTests {
    @Test func `it gives back every half minute, and ends when it is told to`() async throws {
        let clock = ManualClock()
        let count = Mutex(0)
        let service = SpareMemory(clock: clock) { count.withLock { $0 += 1 } }
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            for round in 0..<3 {
                #expect(await clock.waitForSleepers())
                #expect(count.withLock { $0 } == round)
                clock.advance(by: .seconds(29))
                #expect(count.withLock { $0 } == round)
                clock.advance(by: .seconds(1))
            }
            #expect(await clock.waitForSleepers())
            #expect(count.withLock { $0 } == 3)
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
