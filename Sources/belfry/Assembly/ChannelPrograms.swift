// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import Logging
import ServiceLifecycle

/// Sees to what channels want to be there, begins what they need beside themselves, such as a plugin's process, and ends
/// it when the hub ends: after the last delivery.
struct ChannelPrograms: Service {
    let channels: ChannelDirectory
    let logger: Logger

    func run() async throws {
        await withTaskGroup { group in
            for channel in channels.all {
                group.addTask {
                    do throws(Fault) {
                        try await channel.adapter.prepare()
                        try await channel.adapter.start()
                    } catch {
                        logger.error(
                            "channel \(channel.name) does not start yet: \(error.message)",
                            metadata: ["code": "\(error.code.rawValue)"]
                        )
                    }
                }
            }
        }
        // Cancelled or told to stop, what comes next is the same.
        try? await gracefulShutdown()
        await withTaskGroup { group in
            for channel in channels.all { group.addTask { await channel.adapter.stop() } }
        }
    }
}
