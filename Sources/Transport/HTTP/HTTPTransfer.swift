// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit
import Glibc

/// One exchange on its way through libcurl.
///
/// Made, used and thrown away on the driver's thread only. Easy handles cost much to make and to set up, so a transfer
/// is used again for the next exchange: ``start(_:)``, then ``finish(_:)``, and so on. Whatever may differ between two
/// requests is set for each of them, so that nothing of one is left for the next.
final class HTTPTransfer {
    let easy: EasyHandle
    private(set) var id: UInt64 = 0
    private var exchange: HTTPExchange?
    private var answer = HTTPAnswer()
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// Whether the request was begun on a connection.
    private var wasBegun = false
    /// Whether it was begun on an earlier connection than the one now used: libcurl replays it on its own where a kept
    /// connection dies without an answer, and says neither that it does nor how much had left.
    private var wasBegunBefore = false
    private var blockedAddresses = 0
    private var openedSockets = 0
    private var socketError: Int32 = 0
    /// Whether a kept connection was refused because of the address it leads to: nothing was sent then.
    private(set) var needsFreshConnection = false

    init?(settings: HTTPSettings) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        setRules(settings)
        setCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
    }

    func start(_ exchange: HTTPExchange) {
        self.id = exchange.id
        self.exchange = exchange
        answer.clear(keeping: exchange.request.responseLimit)
        setRequest(exchange.request)
    }

    /// The settings that keep every exchange within what a hub may do.
    private func setRules(_ settings: HTTPSettings) {
        easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_NOSIGNAL, true)
        // Otherwise giving up an exchange waits for its name resolution, and every other exchange with it.
        easy.set(CURLOPT_QUICK_EXIT, true)
        easy.set(CURLOPT_PROXY, settings.proxy ?? "")
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        easy.set(CURLOPT_USERAGENT, settings.userAgent)
        if let file = settings.caFile { easy.set(CURLOPT_CAINFO, file) }
    }

    private func setRequest(_ request: HTTPRequest) {
        easy.set(CURLOPT_URL, request.url)
        easy.set(CURLOPT_TIMEOUT_MS, request.timeout.curlMilliseconds)
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.curlMilliseconds)
        let isPlain = request.url.utf8.starts(with: "http:".utf8)
        let plainVersion = request.requiresHTTP2 ? CURL_HTTP_VERSION_2_0 : CURL_HTTP_VERSION_1_1
        easy.set(CURLOPT_HTTP_VERSION, isPlain ? plainVersion : CURL_HTTP_VERSION_2TLS)
        easy.set(CURLOPT_PIPEWAIT, !isPlain)
        easy.set(CURLOPT_FRESH_CONNECT, request.usesFreshConnection)
        setMethod(request)
        setHeaders(request)
    }

    private func setMethod(_ request: HTTPRequest) {
        // Undoes HEAD and POST.
        easy.set(CURLOPT_HTTPGET, true)
        easy.set(CURLOPT_CUSTOMREQUEST, nil)
        switch request.method {
        case "GET" where request.body.isEmpty: break
        case "HEAD": easy.set(CURLOPT_NOBODY, true)
        case "DELETE" where request.body.isEmpty, "OPTIONS" where request.body.isEmpty:
            easy.set(CURLOPT_CUSTOMREQUEST, request.method)
        case let method:
            if method != "POST" { easy.set(CURLOPT_CUSTOMREQUEST, method) }
            easy.set(CURLOPT_POST, true)
            easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
            if request.body.isEmpty {
                easy.set(CURLOPT_COPYPOSTFIELDS, "")
            } else {
                request.body.withUnsafeBytes { easy.set(CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
            }
        }
    }

    private func setHeaders(_ request: HTTPRequest) {
        var hasContentType = false
        for header in request.headers {
            hasContentType = hasContentType || header.name.isSameHeader(as: "content-type")
            // "Name:" alone would take the header away; "Name;" sends it empty.
            append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        append("Expect:")
        if !hasContentType { append("Content-Type:") }
        easy.set(CURLOPT_HTTPHEADER, list: headerList)
    }

    private func append(_ line: String) {
        if let longer = curl_slist_append(headerList, line) { headerList = longer }
    }

    /// Makes the transfer ready for one more try of the same exchange, which may not use a kept connection.
    func startAgain() {
        needsFreshConnection = false
        easy.set(CURLOPT_FRESH_CONNECT, true)
    }

    /// Ends the exchange: answers the caller, and makes the transfer ready for the next one.
    func finish(_ code: CURLcode) {
        let outcome = outcome(code)
        exchange?.answer.resume(returning: outcome)
        exchange = nil
        answer.clear()
        // Frees libcurl's copy of the body.
        easy.set(CURLOPT_POSTFIELDS, nil)
        easy.set(CURLOPT_HTTPHEADER, list: nil)
        curl_slist_free_all(headerList)
        headerList = nil
        wasBegun = false
        wasBegunBefore = false
        blockedAddresses = 0
        openedSockets = 0
        socketError = 0
        needsFreshConnection = false
    }

    private func outcome(_ code: CURLcode) -> Result<HTTPResponse, Fault> {
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
        if blockedAddresses > 0, openedSockets == 0, code == CURLE_COULDNT_CONNECT {
            context["phase"] = "connect"
            return Fault(.addressBlocked, "The destination's address is not allowed.", context: context)
        }
        if CurlFaults.isAboutTLS(code.rawValue), !wasSentInFull { context["phase"] = "tls" }
        let osError = socketError != 0 ? socketError : Int32(truncatingIfNeeded: easy.integer(CURLINFO_OS_ERRNO))
        let meaning = CurlFaults.code(code.rawValue, wasSentInFull: wasSentInFull, osError: osError)
        return Fault(meaning, CurlFaults.sentence(code.rawValue), context: context)
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
        if easy.integer(CURLINFO_REQUEST_SIZE) > 0 { return "send" }
        return easy.offset(CURLINFO_NAMELOOKUP_TIME_T) == 0 ? "resolve" : "connect"
    }

    /// Whether all of the request has been handed to the network on this connection or an earlier one.
    ///
    /// A request without a body counts as sent with its first byte: its head leaves in one piece, and to call a
    /// request unsent which was not is the one mistake that must not happen.
    private var wasSentInFull: Bool {
        if wasBegunBefore { return true }
        guard let exchange, easy.integer(CURLINFO_REQUEST_SIZE) > 0 else { return false }
        let body = exchange.request.method == "HEAD" ? 0 : exchange.request.body.count
        return easy.offset(CURLINFO_SIZE_UPLOAD_T) >= body
    }
}

// MARK: What libcurl calls

extension HTTPTransfer {
    private func setCallbacks() {
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        easy.set(CURLOPT_PRIVATE, context)
        easy.set(CURLOPT_HEADERDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            HTTPTransfer.from(context)?.answer
                .receive(headLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        easy.set(CURLOPT_WRITEDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            // Any count but the true one makes libcurl end the transfer and drop the connection.
            return HTTPTransfer.from(context)?.answer.receive(body: piece) == true ? piece.count : 0
        }
        easy.set(CURLOPT_OPENSOCKETDATA, context)
        _ = belfry_easy_set_open_socket(easy) { context, _, address in
            guard let transfer = HTTPTransfer.from(context), let address else { return CURL_SOCKET_BAD }
            return transfer.open(address)
        }
        easy.set(CURLOPT_PREREQDATA, context)
        _ = belfry_easy_set_before_request(easy) { context, address, _, _, _ in
            guard let transfer = HTTPTransfer.from(context), let address else { return CURL_PREREQFUNC_ABORT }
            return transfer.mayBegin(at: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    /// The transfer behind a pointer that libcurl hands back as it was given to it.
    static func from(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer? {
        context.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Judges the address that is about to be connected.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        wasBegunBefore = wasBegunBefore || wasBegun
        guard let exchange else { return CURL_SOCKET_BAD }
        if !exchange.leadsToProxy {
            let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? MemoryLayout<curl_sockaddr>.size
            let raw = UnsafeRawPointer(address) + place
            guard let ip = IPAddress(sockaddr: raw, family: address.pointee.family),
                AddressGuard.allows(ip, privateNetworks: exchange.request.allowsPrivateNetworks)
            else {
                blockedAddresses += 1
                return CURL_SOCKET_BAD
            }
        }
        openedSockets += 1
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.pointee.family, kind, address.pointee.protocol)
        if descriptor < 0 { socketError = errno }
        return descriptor
    }

    /// Judges a connection before the request leaves on it: it may have been opened by a request with other rights.
    private func mayBegin(at address: UnsafePointer<CChar>) -> Bool {
        guard let exchange else { return false }
        let isGuarded = !exchange.request.allowsPrivateNetworks && !exchange.leadsToProxy
        if !isGuarded || IPAddress(String(cString: address)).map({ AddressGuard.allows($0) }) == true {
            wasBegun = true
            return true
        }
        needsFreshConnection = openedSockets == 0
        blockedAddresses += 1
        return false
    }
}
