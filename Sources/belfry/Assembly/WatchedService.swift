// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle
import Synchronization

/// Runs a service and knows whether it is running: for whoever asks whether the hub is ready.
final class WatchedService: Service {
    enum Phase: Sendable { case waiting, running, ended }

    private let base: any Service
    private let state = Mutex(Phase.waiting)

    init(_ base: any Service) { self.base = base }

    var phase: Phase { state.withLock { $0 } }

    func run() async throws {
        state.withLock { $0 = .running }
        defer { state.withLock { $0 = .ended } }
        try await base.run()
    }
}
