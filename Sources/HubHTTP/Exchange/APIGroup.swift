// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird

/// The paths that need a token and speak JSON.
struct APIGroup {
    let router: Router<HubContext>
    let authenticator: Authenticator
    let maximumBody: Int

    typealias Handler = @Sendable (APIExchange) async throws(Fault) -> Reply

    func get(_ path: String, _ handler: @escaping Handler) { on(path, .get, readsBody: false, handler) }

    func post(_ path: String, _ handler: @escaping Handler) { on(path, .post, readsBody: true, handler) }

    func patch(_ path: String, _ handler: @escaping Handler) { on(path, .patch, readsBody: true, handler) }

    func delete(_ path: String, _ handler: @escaping Handler) { on(path, .delete, readsBody: false, handler) }

    private func on(
        _ path: String,
        _ method: HTTPRequest.Method,
        readsBody: Bool,
        _ handler: @escaping Handler
    ) {
        router.on(RouterPath(path), method: method) { [authenticator, maximumBody] request, context in
            var request = request
            // Who asks is settled before a byte of the body is read.
            let principal = try await authenticator.principal(bearing: Self.bearer(of: request))
            let body = readsBody ? Array(buffer: try await request.collectBody(upTo: maximumBody)) : []
            let exchange = APIExchange(request: request, context: context, principal: principal, body: body)
            return Response(reply: try await handler(exchange))
        }
    }

    static func bearer(of request: Request) -> String? {
        guard let value = request.headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

extension Response {
    /// What a use case answered.
    init(reply: Reply) {
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"]
        if reply.isReplay, let name = HTTPField.Name("Idempotent-Replay") { headers[name] = "true" }
        self.init(
            status: .init(code: reply.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
        )
    }
}
