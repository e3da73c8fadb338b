// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Hummingbird
import NIOCore

/// A request's body that is read as it comes: the sender is held back while what has come is worked on.
struct Upload: Sendable {
    let body: RequestBody
    /// How many bytes are taken at the most.
    let limit: Int

    var pieces: UploadPieces { UploadPieces(iterator: body.makeAsyncIterator(), limit: limit) }
}

/// The pieces of an upload, one after the other.
struct UploadPieces {
    private var iterator: RequestBody.AsyncIterator
    private let limit: Int
    private var size = 0

    fileprivate init(iterator: RequestBody.AsyncIterator, limit: Int) {
        self.iterator = iterator
        self.limit = limit
    }

    /// The next piece; nil at the end.
    ///
    /// - Throws: ``FaultCode/requestTooLarge`` for a byte too many, ``FaultCode/malformedRequest`` where the sender is gone.
    mutating func next() async throws(Fault) -> [UInt8]? {
        let buffer: ByteBuffer?
        do {
            buffer = try await iterator.next(isolation: #isolation)
        } catch {
            throw Fault(.malformedRequest, "The body ended before its time.", context: ["where": "body"])
        }
        guard let buffer else { return nil }
        size += buffer.readableBytes
        guard size <= limit else {
            throw Fault(
                .requestTooLarge,
                "The list is larger than \(limit) bytes.",
                suggestedAction: "Send it in parts.",
                context: ["where": "body"]
            )
        }
        return Array(buffer: buffer)
    }
}

extension APIGroup {
    typealias UploadHandler = @Sendable (APIExchange, Upload) async throws(Fault) -> Reply
    typealias DownloadHandler = @Sendable (APIExchange) async throws(Fault) -> ListDownload

    /// Bytes of a list at the most: some ten million lines.
    private static let longestList = 1_024 * 1_024 * 1_024

    /// A path that takes a list of any length.
    func upload(_ path: String, _ handler: @escaping UploadHandler) {
        router.on(RouterPath(path), method: .post) { [authenticator] request, context in
            let principal = try await authenticator.principal(bearing: Self.bearer(of: request))
            let exchange = APIExchange(request: request, context: context, principal: principal, body: [])
            let upload = Upload(body: request.body, limit: Self.longestList)
            return Response(reply: try await handler(exchange, upload))
        }
    }

    /// A path that answers with a list of any length.
    func download(_ path: String, _ handler: @escaping DownloadHandler) {
        router.on(RouterPath(path), method: .get) { [authenticator] request, context in
            let principal = try await authenticator.principal(bearing: Self.bearer(of: request))
            let exchange = APIExchange(request: request, context: context, principal: principal, body: [])
            let list = try await handler(exchange)
            return Response(
                status: .ok,
                headers: [
                    .contentType: list.mediaType, .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"\(list.fileName)\"",
                ],
                body: ResponseBody { writer in
                    var list = list
                    while let piece = try await list.next() { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                }
            )
        }
    }
}

extension APIExchange {
    /// The format of the list in the body.
    func listFormat() throws(Fault) -> ListFormat {
        let type = request.headers[.contentType] ?? ""
        guard let format = ListFormat(mediaType: type) else {
            throw Fault(
                .unsupportedMediaType,
                "A list is CSV or NDJSON, not “\(type.prefix(80))”.",
                suggestedAction: "Send “Content-Type: text/csv” or “Content-Type: application/x-ndjson”.",
                context: ["where": "Content-Type"]
            )
        }
        return format
    }
}
