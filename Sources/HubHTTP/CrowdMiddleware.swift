// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import Hummingbird
import Synchronization

/// Bounds how many requests are under way at once: each holds a body in memory and waits for the disk.
///
/// One too many is answered at once with 503 and when to come back; none is queued. Probes are always answered: an
/// overloaded hub is neither dead nor helped by a restart.
struct CrowdMiddleware: RouterMiddleware {
    typealias Context = HubContext

    private static let probes: Set = ["/livez", "/readyz"]

    private let capacity: Int
    private let crowd = Crowd()

    init(capacity: Int) { self.capacity = capacity }

    func handle(
        _ request: Request,
        context: HubContext,
        next: @concurrent (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        if Self.probes.contains(request.uri.path) { return try await next(request, context) }
        guard crowd.enter(capacity) else {
            throw Fault(
                .overloaded,
                "\(capacity) requests are under way, and more are not taken at once.",
                retryAfter: .seconds(1)
            )
        }
        defer { crowd.leave() }
        return try await next(request, context)
    }

    private final class Crowd: Sendable {
        private let count = Mutex(0)

        /// - Returns: whether there was room.
        func enter(_ capacity: Int) -> Bool {
            count.withLock { count in
                guard count < capacity else { return false }
                count += 1
                return true
            }
        }

        func leave() { count.withLock { $0 -= 1 } }
    }
}
