// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import Hummingbird
import Logging

/// Gives each request a trace id, and writes one line about it when it is answered.
///
/// The line holds no query, header or body: those carry addresses and secrets.
struct TraceMiddleware: RouterMiddleware {
    typealias Context = HubContext

    func handle(
        _ request: Request,
        context: HubContext,
        next: @concurrent (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.traceID = Self.traceID(of: request)
        context.logger[metadataKey: "trace_id"] = "\(context.traceID)"
        let start = ContinuousClock.now
        var response = try await next(request, context)
        if let name = HTTPField.Name("X-Trace-Id") { response.headers[name] = context.traceID }
        // The route, never the path itself; the router calls it “NotFound” where there is none.
        let path = context.endpointPath ?? "NotFound"
        context.logger.log(
            level: response.status.code >= 500 ? .error : .info,
            "\(request.method.rawValue) \(path)",
            metadata: [
                "status": "\(response.status.code)",
                "duration_ms": "\((ContinuousClock.now - start).milliseconds)",
            ]
        )
        return response
    }

    /// The caller's W3C trace id (`traceparent`), else one of our own: 32 hexadecimal digits.
    private static func traceID(of request: Request) -> String {
        if let name = HTTPField.Name("traceparent"), let parts = request.headers[name]?.split(separator: "-"),
            parts.count == 4, parts[1].utf8.count == 32, parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit }),
            parts[1].contains(where: { $0 != "0" })
        {
            return parts[1].lowercased()
        }
        var generator = SystemRandomNumberGenerator()
        return [generator.next(), generator.next()]
            .map { (number: UInt64) in
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }
            .joined()
    }
}
