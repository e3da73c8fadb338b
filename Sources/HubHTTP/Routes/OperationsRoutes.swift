// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import Hummingbird

/// Serves `/livez` and `/readyz`.
struct OperationsRoutes {
    let unreadiness: @Sendable () async -> Fault?

    func add(to router: Router<HubContext>) {
        router.get("/livez") { _, _ in Self.answer(.ok, "ok") }
        router.get("/readyz") { [unreadiness] _, _ in
            if var fault = await unreadiness() {
                fault.retryAfter = fault.retryAfter ?? .seconds(1)
                throw fault
            }
            return Self.answer(.ok, "ready")
        }
    }

    private static func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }
}
