// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The lists that can wait for more to arrive.
extension SinkControl {
    private struct Requests: Encodable {
        let requests: [SinkRequest]
        let total: Int
    }

    private struct Mails: Encodable {
        let mails: [MailRecord]
        let total: Int
    }

    func listRequests(_ query: ControlQuery, on loop: any EventLoop) -> EventLoopFuture<SinkReply> {
        let path = query["path"] ?? ""
        let since = query.number("since") ?? 0
        let arrivals = arrivals
        return whenEnough(in: arrivals, query, on: loop) {
            $0.number > since && $0.target.hasPrefix(path)
        } answer: {
            .json(Requests(requests: $0, total: arrivals.total))
        }
    }

    func list(_ mail: MailSink, _ query: ControlQuery, on loop: any EventLoop) -> EventLoopFuture<SinkReply> {
        let pattern = AddressPattern(query["to"] ?? "*")
        let since = query.number("since") ?? 0
        return whenEnough(in: mail.arrivals, query, on: loop) { mail in
            mail.number > since && mail.recipients.contains { pattern.matches($0) }
        } answer: {
            .json(Mails(mails: $0, total: mail.total))
        }
    }

    private func whenEnough<Record>(
        in log: ArrivalLog<Record>,
        _ query: ControlQuery,
        on loop: any EventLoop,
        where matches: @escaping @Sendable (Record) -> Bool,
        answer: @escaping @Sendable ([Record]) -> SinkReply
    ) -> EventLoopFuture<SinkReply> {
        let promise = loop.makePromise(of: SinkReply.self)
        let count = query.number("at_least") ?? 0
        let ticket = log.register(atLeast: count, where: matches) {
            promise.succeed(answer(log.records(where: matches)))
        }
        guard let ticket else {
            promise.succeed(answer(log.records(where: matches)))
            return promise.futureResult
        }
        let bound = min(max(0, query.number("within_ms") ?? 5_000), 60_000)
        let timer = loop.scheduleTask(in: .milliseconds(Int64(bound))) { log.giveUp(ticket) }
        // A loop that shuts down fails the timer: nobody may be left waiting then.
        timer.futureResult.whenFailure { _ in log.giveUp(ticket) }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        return promise.futureResult
    }
}
