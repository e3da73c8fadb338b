// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit

/// One exchange on its way through libcurl.
///
/// Made, used and thrown away on the driver's thread only. Easy handles cost much to make and to set up, so a transfer
/// is used again for the next exchange: ``start(_:_:)``, then ``finish(_:)``, and so on.
final class HTTPTransfer {
    /// How the exchange in hand has gone so far.
    struct Course {
        /// Whether the request was begun on a connection.
        var wasBegun = false
        /// What libcurl counted as sent before it was: a proxy's tunnel is asked for first.
        var sizeBefore = 0
        /// Whether libcurl wanted to begin it once more after some of it had left.
        var wasRefusedRepetition = false
        var blockedAddresses = 0
        var openedSockets = 0
        var socketError: Int32 = 0
        /// Whether a kept connection was refused because of the address it leads to: nothing was sent then.
        var needsFreshConnection = false
        /// How much of an ``UploadContent`` libcurl has taken, and whether that was all.
        var taken = 0
        var hasTakenAll = false
    }

    let easy: EasyHandle
    let sockets: SocketWatch
    /// Its index among those in flight.
    var place = 0
    private(set) var exchange: HTTPExchange?
    private var waiter: HTTPWaiter?
    private var options: HTTPOptions
    var answer = HTTPAnswer()
    var course = Course()

    init?(settings: HTTPSettings, sockets: SocketWatch) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.sockets = sockets
        self.options = HTTPOptions(of: easy, settings: settings)
        setCallbacks()
    }

    deinit { curl_easy_cleanup(easy) }

    func start(_ exchange: HTTPExchange, _ waiter: HTTPWaiter) {
        self.exchange = exchange
        self.waiter = waiter
        answer.clear(keeping: exchange.request.responseLimit)
        options.set(exchange, on: easy)
    }

    var needsFreshConnection: Bool { course.needsFreshConnection }

    /// Makes the transfer ready for one more try of the same exchange, which may not use a kept connection.
    func startAgain() {
        course.needsFreshConnection = false
        options.forceFreshConnection(on: easy)
    }

    /// Ends the exchange, and makes the transfer ready for the next one.
    ///
    /// - Returns: who is to be told of what.
    func finish(_ code: CURLcode) -> (HTTPWaiter, HTTPOutcome)? {
        let outcome = outcome(code)
        let waiter = waiter
        self.waiter = nil
        exchange = nil
        answer.clear()
        course = Course()
        options.clear(on: easy)
        return waiter.map { ($0, outcome) }
    }

    private func outcome(_ code: CURLcode) -> HTTPOutcome {
        guard answer.hasHead else { return .failure(fault(code)) }
        if exchange?.request.requiresHTTP2 == true, easy.integer(CURLINFO_HTTP_VERSION) != CURL_HTTP_VERSION_2_0 {
            return .failure(
                Fault(.protocolViolation, "The server does not speak HTTP/2.", context: ["phase": "answer"])
            )
        }
        return .success(answer.take(isWhole: code == CURLE_OK, timings: timings))
    }

    private func fault(_ code: CURLcode) -> Fault {
        var context = ["phase": phase, "curl_code": String(code.rawValue)]
        if course.blockedAddresses > 0, course.openedSockets == 0, code == CURLE_COULDNT_CONNECT {
            context["phase"] = "connect"
            return Fault(.addressBlocked, "The destination's address is not allowed.", context: context)
        }
        if course.wasRefusedRepetition {
            let sentence = "The connection was lost after the request had left and before an answer came."
            return Fault(.outcomeUnknown, sentence, context: context)
        }
        let wasSentInFull = wasSentInFull
        if CurlFaults.isAboutTLS(code.rawValue), !wasSentInFull { context["phase"] = "tls" }
        let osError =
            course.socketError != 0 ? course.socketError : Int32(truncatingIfNeeded: easy.integer(CURLINFO_OS_ERRNO))
        var meaning = CurlFaults.code(code.rawValue, wasSentInFull: wasSentInFull, osError: osError)
        if mayNeedDescriptors(meaning), DescriptorLimit.isScarce { meaning = .resourcesExhausted }
        let sentence =
            meaning == .resourcesExhausted
            ? "This machine has no sockets, memory or ports left for it." : CurlFaults.sentence(code.rawValue)
        return Fault(meaning, sentence, context: context)
    }

    /// Whether the failure could be for want of a descriptor, although libcurl calls it by another name.
    ///
    /// To resolve a name takes a socket, and certificates are read from files: that must not be laid at the destination's
    /// door.
    private func mayNeedDescriptors(_ meaning: FaultCode) -> Bool {
        switch meaning {
        case .hostUnknown, .proxyFailed, .tlsFailed, .tlsUntrusted: true
        default: false
        }
    }

    private var timings: HTTPTimings {
        HTTPTimings(
            nameLookup: .microseconds(easy.offset(CURLINFO_NAMELOOKUP_TIME_T)),
            connect: .microseconds(easy.offset(CURLINFO_CONNECT_TIME_T)),
            tls: .microseconds(easy.offset(CURLINFO_APPCONNECT_TIME_T)),
            firstByte: .microseconds(easy.offset(CURLINFO_STARTTRANSFER_TIME_T)),
            total: .microseconds(easy.offset(CURLINFO_TOTAL_TIME_T))
        )
    }

    /// How far the exchange came.
    ///
    /// libcurl does not tell a handshake that never ended from a connection that was never made.
    private var phase: String {
        if wasSentInFull { return "answer" }
        if hasLeft { return "send" }
        return easy.offset(CURLINFO_NAMELOOKUP_TIME_T) == 0 ? "resolve" : "connect"
    }

    /// Whether any of the request has been handed to the network.
    var hasLeft: Bool { course.wasBegun && easy.integer(CURLINFO_REQUEST_SIZE) > course.sizeBefore }

    /// Whether all of it has.
    ///
    /// A request without a body counts as sent with its first byte: its head leaves in one piece, and to call a
    /// request unsent which was not is the one mistake that must not happen.
    private var wasSentInFull: Bool {
        if course.wasRefusedRepetition { return true }
        guard let exchange, hasLeft else { return false }
        if exchange.content != nil { return course.hasTakenAll }
        let body = exchange.request.method == "HEAD" ? 0 : exchange.request.body.count
        return easy.offset(CURLINFO_SIZE_UPLOAD_T) >= body
    }
}
