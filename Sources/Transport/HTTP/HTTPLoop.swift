// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl

/// The transfers of one multi handle: those in flight, and those kept for the next exchanges.
///
/// Lives on the driver's thread.
struct HTTPLoop {
    /// Idle transfers kept: each holds an easy handle of some kilobytes.
    private static let spareLimit = 512

    private let multi: UnsafeMutableRawPointer
    private let settings: HTTPSettings
    private var inFlight: [UInt64: HTTPTransfer] = [:]
    private var spare: [HTTPTransfer] = []

    init(multi: UnsafeMutableRawPointer, settings: HTTPSettings) {
        self.multi = multi
        self.settings = settings
    }

    mutating func obey(_ command: HTTPDriver.Command) {
        switch command {
        case .start(let exchange): start(exchange)
        case .cancel(let id):
            // Unknown where the answer was quicker.
            if let transfer = inFlight[id] { end(transfer, CURLE_ABORTED_BY_CALLBACK) }
        }
    }

    /// Moves every transfer on as far as it goes without waiting, and answers those that ended.
    mutating func turn() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            _ = belfry_easy_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            guard let transfer = HTTPTransfer.from(context) else { continue }
            if code == CURLE_ABORTED_BY_CALLBACK, transfer.needsFreshConnection {
                curl_multi_remove_handle(multi, transfer.easy)
                transfer.startAgain()
                curl_multi_add_handle(multi, transfer.easy)
            } else {
                end(transfer, code)
            }
        }
    }

    mutating func endAll() {
        for transfer in inFlight.values { end(transfer, CURLE_ABORTED_BY_CALLBACK) }
        spare.removeAll()
    }

    private mutating func start(_ exchange: HTTPExchange) {
        guard let transfer = spare.popLast() ?? HTTPTransfer(settings: settings) else {
            let fault = Fault(.resourcesExhausted, CurlFaults.sentence(CURLE_OUT_OF_MEMORY.rawValue))
            return exchange.answer.resume(returning: .failure(fault))
        }
        transfer.start(exchange)
        inFlight[exchange.id] = transfer
        let code = curl_multi_add_handle(multi, transfer.easy)
        if code != CURLM_OK { end(transfer, CURLE_OUT_OF_MEMORY) }
    }

    private mutating func end(_ transfer: HTTPTransfer, _ code: CURLcode) {
        curl_multi_remove_handle(multi, transfer.easy)
        inFlight[transfer.id] = nil
        transfer.finish(code)
        if spare.count < Self.spareLimit { spare.append(transfer) }
    }
}
