// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl

/// The transfers of one multi handle: those in flight, and those kept for the next exchanges.
///
/// Lives on the driver's thread.
final class HTTPLoop: WireLoop {
    enum Command: Sendable {
        case start(HTTPExchange, HTTPWaiter)
        case cancel(HTTPExchange)
    }

    /// Idle transfers kept: each holds an easy handle of some kilobytes.
    private static let spareLimit = 512

    private let multi: CurlMulti
    private let settings: HTTPSettings
    private var inFlight: [HTTPTransfer] = []
    private var spare: [HTTPTransfer] = []
    private var outcomes: [(HTTPWaiter, HTTPOutcome)] = []

    /// Nil where there is no memory or descriptor for it.
    init?(settings: HTTPSettings, bell: Doorbell) {
        guard let multi = CurlMulti(connections: settings.connections, bell: bell) else { return nil }
        self.multi = multi
        self.settings = settings
    }

    func obey(_ command: Command) {
        switch command {
        case .start(let exchange, let waiter): start(exchange, waiter)
        case .cancel(let exchange):
            // Not among them where the answer was quicker.
            if let transfer = inFlight.first(where: { $0.exchange === exchange }) {
                end(transfer, CURLE_ABORTED_BY_CALLBACK)
            }
        }
    }

    /// Moves every transfer on as far as it goes, and answers those that ended.
    ///
    /// - Parameter waits: whether to wait until there is something to do.
    /// - Returns: whether there was.
    func turn(waits: Bool) -> Bool {
        var hasMoved = multi.turn(waits: waits)
        while let (context, code) = multi.nextEnded() {
            hasMoved = true
            guard let transfer = HTTPTransfer.from(context) else { continue }
            if code == CURLE_ABORTED_BY_CALLBACK, transfer.needsFreshConnection {
                multi.remove(transfer.easy)
                transfer.startAgain()
                if !multi.add(transfer.easy) { end(transfer, CURLE_OUT_OF_MEMORY) }
            } else {
                end(transfer, code)
            }
        }
        answer()
        return hasMoved
    }

    func endAll() {
        while let transfer = inFlight.last { end(transfer, CURLE_ABORTED_BY_CALLBACK) }
        answer()
        spare.removeAll()
    }

    private func start(_ exchange: HTTPExchange, _ waiter: HTTPWaiter) {
        guard let transfer = spare.popLast() ?? HTTPTransfer(settings: settings, sockets: multi.sockets) else {
            let fault = Fault(.resourcesExhausted, CurlFaults.sentence(CURLE_OUT_OF_MEMORY.rawValue))
            return outcomes.append((waiter, .failure(fault)))
        }
        transfer.start(exchange, waiter)
        transfer.place = inFlight.count
        inFlight.append(transfer)
        if !multi.add(transfer.easy) { end(transfer, CURLE_OUT_OF_MEMORY) }
    }

    private func end(_ transfer: HTTPTransfer, _ code: CURLcode) {
        multi.remove(transfer.easy)
        let last = inFlight.removeLast()
        if last !== transfer {
            last.place = transfer.place
            inFlight[last.place] = last
        }
        if let outcome = transfer.finish(code) { outcomes.append(outcome) }
        if spare.count < Self.spareLimit { spare.append(transfer) }
    }

    /// All of a turn's outcomes in one go: the threads that take them are then woken once, not once for each.
    private func answer() {
        for (waiter, outcome) in outcomes { waiter.resume(returning: outcome) }
        outcomes.removeAll(keepingCapacity: true)
    }
}
