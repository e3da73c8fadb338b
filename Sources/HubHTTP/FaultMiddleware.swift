// SPDX-License-Identifier: Apache-2.0

import Announcement
import HTTPTypes
import HubCore
import Hummingbird
import Logging

/// Turns whatever goes wrong into one shape: the fault object as `application/problem+json` (RFC 9457).
struct FaultMiddleware: RouterMiddleware {
    typealias Context = HubContext

    func handle(
        _ request: Request,
        context: HubContext,
        next: @concurrent (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            return response(for: fault, context: context)
        } catch let error as any HTTPResponseError {
            return response(for: Self.fault(for: error, path: request.uri.path), context: context)
        } catch {
            // The reason goes to the log; the caller gets the trace id to name it by.
            context.logger.error("a request failed inside the hub", metadata: ["error": "\(type(of: error))"])
            return response(for: Fault(.internalError, "The hub could not do this."), context: context)
        }
    }

    private func response(for fault: Fault, context: HubContext) -> Response {
        var fault = FaultCatalogue.shipped.advised(fault)
        fault.traceID = context.traceID
        // Whoever is sent away is told when to come back.
        if fault.code.httpStatus == .serviceUnavailable { fault.retryAfter = fault.retryAfter ?? .seconds(5) }
        return Response(problem: fault)
    }

    private static func fault(for error: any HTTPResponseError, path: String) -> Fault {
        switch error.status {
        case .notFound: Fault(.notFound, "There is nothing at this path.", context: ["where": path])
        case .methodNotAllowed:
            Fault(.methodNotAllowed, "This path does not take that method.", context: ["where": path])
        case .contentTooLarge: Fault(.requestTooLarge, "The body is too large.", context: ["where": "body"])
        case .unsupportedMediaType: Fault(.unsupportedMediaType, "The body must be JSON.", context: ["where": "body"])
        case .badRequest: Fault(.malformedRequest, "The request cannot be read.", context: ["where": path])
        default: Fault(.internalError, "The hub could not do this.")
        }
    }
}

extension Response {
    /// A fault as its answer: status, `Retry-After` and body.
    init(problem fault: Fault) {
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if let retryAfter = fault.retryAfter {
            headers[.retryAfter] = String(max(1, Int64(retryAfter.seconds.rounded(.up))))
        }
        if fault.code == .methodNotAllowed { headers[.allow] = fault.context["allow"] }
        if fault.code == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
        let body = (try? JSONText.encode(Problem(fault: fault))) ?? []
        self.init(
            status: fault.code.httpStatus,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}

/// The fault with the members that RFC 9457 names.
private struct Problem: Encodable {
    let fault: Fault

    private enum CodingKeys: String, CodingKey { case type, title, status }

    func encode(to encoder: any Encoder) throws {
        try fault.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(fault.kbPath, forKey: .type)
        try values.encode(FaultCatalogue.shipped[fault.code.rawValue]?.title ?? fault.errorType, forKey: .title)
        try values.encode(fault.code.httpStatus.code, forKey: .status)
    }
}

extension FaultCode {
    /// The status that a request ends with because of the fault.
    var httpStatus: HTTPResponse.Status {
        switch self {
        case .malformedRequest: .badRequest
        case .unauthenticated: .unauthorized
        case .permissionDenied: .forbidden
        case .notFound, .audienceUnknown, .channelUnknown, .templateUnknown: .init(code: self == .notFound ? 404 : 422)
        case .methodNotAllowed: .methodNotAllowed
        case .requestInProgress, .invalidTransition, .replayRefused: .conflict
        case .requestTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .overloaded, .storageUnavailable, .storageFull: .serviceUnavailable
        case .unsupportedFeature: .notImplemented
        case .internalError: .internalServerError
        default: faultClass == .local ? .serviceUnavailable : .unprocessableContent
        }
    }
}
