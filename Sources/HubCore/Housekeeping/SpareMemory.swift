// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit
import ServiceLifecycle

/// Gives memory back to the system that a busy time has left unused.
///
/// The C library keeps what is freed between what is in use. Without this the process grows for hours by what it no longer
/// needs: a little with every peak, though what is in use stays the same.
package struct SpareMemory: Service {
    private static let pause = Duration.seconds(30)

    private let clock: any HubClock
    private let release: @Sendable () -> Void

    /// Here `release` has the C library give back what it can.
    package init(clock: any HubClock, release: @escaping @Sendable () -> Void) {
        self.clock = clock
        self.release = release
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await clock.sleep(until: clock.now + Self.pause)
                } catch {
                    return
                }
                release()
            }
        }
    }
}
