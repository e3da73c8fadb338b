// SPDX-License-Identifier: Apache-2.0

import Announcement
import NIOCore
import NIOHTTP1

/// One request on its way in, on a connection of its own or on one of many streams, and what becomes of it.
struct SinkExchange {
    let head: HTTPRequestHead
    let path: String
    /// Nil for the control path.
    let cue: SinkDirector.Cue?
    private let core: SinkCore
    private let connection: Int
    private let limit: Int
    private var body = ByteBuffer()
    private var bodySize = 0

    init(_ head: HTTPRequestHead, core: SinkCore, connection: Int) {
        let path = String(head.uri.prefix { $0 != "?" })
        let isControl = path.hasPrefix(SinkControl.prefix)
        self.head = head
        self.path = path
        self.cue = isControl ? nil : core.director.cue(method: head.method.rawValue, path: path)
        self.core = core
        self.connection = connection
        self.limit = isControl ? SinkControl.bodyLimit : core.bodyLimit
    }

    mutating func take(_ bytes: ByteBuffer) {
        bodySize += bytes.readableBytes
        let room = max(0, limit - body.readableBytes)
        if var kept = bytes.getSlice(at: bytes.readerIndex, length: min(room, bytes.readableBytes)) {
            body.writeBuffer(&kept)
        }
    }

    /// Records a request of which no more is wanted than its head.
    func record(_ cue: SinkDirector.Cue) { _ = core.record(arrival(cue), path: path) }

    /// Has a provider decide where one is stood in for, and records the request with what was decided.
    ///
    /// - Returns: nil where it could not be logged: it must then not be answered with success.
    func settle(_ cue: SinkDirector.Cue) -> SinkDirector.Cue? {
        var cue = cue
        var arrival = arrival(cue)
        if let dialect = cue.dialect {
            cue = SinkDirector.Cue(dialect.answer(arrival))
            arrival.answer = cue.answer.label
        }
        return core.record(arrival, path: path) ? cue : nil
    }

    /// Answers a request to the control path.
    func control(on loop: any EventLoop) -> EventLoopFuture<SinkReply> {
        let call = SinkControl.Call(
            method: head.method.rawValue,
            target: head.uri,
            body: Array(body.readableBytesView)
        )
        return core.control.answer(call, on: loop)
    }

    /// What is said where a request cannot be logged.
    static let unlogged = SinkReply(500, body: "The request log cannot be written.\n")

    private func arrival(_ cue: SinkDirector.Cue) -> SinkRequest {
        SinkRequest(
            number: core.arrivals.reserveNumber(),
            at: .now,
            connection: connection,
            version: version,
            method: head.method.rawValue,
            target: head.uri,
            headers: head.headers.map { SinkHeader($0.name, $0.value) },
            body: Array(body.readableBytesView),
            bodySize: bodySize,
            answer: cue.answer.label
        )
    }

    private var version: SinkRequest.Version {
        switch (head.version.major, head.version.minor) {
        case (2, _): .http2
        case (1, 0): .http10
        default: .http11
        }
    }
}
