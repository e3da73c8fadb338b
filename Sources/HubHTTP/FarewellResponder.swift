// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Answers as another responder does, and asks for the connection to be closed where visitors are many.
struct FarewellResponder<Base: HTTPResponder>: HTTPResponder {
    let base: Base
    let visitors: Visitors

    @concurrent
    func respond(to request: Request, context: Base.Context) async throws -> Response {
        var response = try await base.respond(to: request, context: context)
        if visitors.isCrowded { response.headers[.connection] = "close" }
        return response
    }
}
