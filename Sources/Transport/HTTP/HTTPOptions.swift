// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import ChannelKit
import Glibc

/// What an easy handle has been set to, and the memory that it reads a request from.
///
/// Setting an option costs, and most requests of a fan-out differ in their URL and content alone: what is as it was is
/// not set again. Nothing else may set these options.
struct HTTPOptions: ~Copyable {
    private var timeout = Duration.zero
    private var connectTimeout = Duration.zero
    private var version: Int?
    private var sharesConnections = false
    private var usesFreshConnection = false
    /// Whether the connection is for this request alone: HTTP/2 in clear text, of which libcurl 7.88 can begin a
    /// connection and not use it again.
    private var isLonely = false
    private var method: String?
    private var hasBody = false
    private var bodyLength = 0
    private var bodyStart: UnsafeMutableRawPointer?
    private var body = ReusedMemory()
    private var lines: HTTPHeaderLines
    /// What libcurl reads in one go.
    private var room: Int?

    /// An answer's usual length: libcurl allocates the room for each exchange, and beyond a kilobyte that is dear.
    private static let usualRoom = 1_024
    /// For those who ask for long answers.
    private static let longRoom = 16 * 1_024

    /// Sets what keeps every exchange within what a hub may do.
    init(of easy: EasyHandle, settings: HTTPSettings) {
        self.lines = HTTPHeaderLines(userAgent: settings.userAgent)
        easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_NOSIGNAL, true)
        // Otherwise giving up an exchange waits for its name resolution, and every other exchange with it.
        easy.set(CURLOPT_QUICK_EXIT, true)
        easy.set(CURLOPT_PROXY, settings.proxy ?? "")
        // For the tunnel that is asked for: a request's own stands among its lines, and libcurl need not word it anew.
        if settings.proxy != nil { easy.set(CURLOPT_USERAGENT, settings.userAgent) }
        // Otherwise the environment is asked for exceptions, and that for every request.
        easy.set(CURLOPT_NOPROXY, "")
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        easy.trust(settings.trust)
    }

    /// Here the exchange is kept until the transfer has ended: libcurl reads the URL where it is.
    mutating func set(_ exchange: HTTPExchange, on easy: EasyHandle) {
        let request = exchange.request
        let url = exchange.url.handle
        easy.set(CURLOPT_CURLU, url)
        if url == nil { easy.set(CURLOPT_URL, request.url) }
        if request.timeout != timeout {
            timeout = request.timeout
            easy.set(CURLOPT_TIMEOUT_MS, timeout.curlMilliseconds)
        }
        if request.connectTimeout != connectTimeout {
            connectTimeout = request.connectTimeout
            easy.set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.curlMilliseconds)
        }
        let isClear = exchange.url.isClear
        setVersion(request, isClear: isClear, on: easy)
        let isLonely = request.requiresHTTP2 && isClear
        if isLonely != self.isLonely {
            self.isLonely = isLonely
            easy.set(CURLOPT_FORBID_REUSE, isLonely)
        }
        let usesFreshConnection = request.usesFreshConnection || isLonely
        if usesFreshConnection != self.usesFreshConnection {
            self.usesFreshConnection = usesFreshConnection
            easy.set(CURLOPT_FRESH_CONNECT, usesFreshConnection)
        }
        let room = request.responseLimit > 16 * 1_024 ? Self.longRoom : Self.usualRoom
        if room != self.room {
            self.room = room
            easy.set(CURLOPT_BUFFERSIZE, room)
        }
        if let content = exchange.content {
            setUpload(content, request, on: easy)
        } else {
            setMethod(request, on: easy)
        }
        lines.set(request, isLong: exchange.content != nil, on: easy)
    }

    /// Until the next request is set.
    mutating func forceFreshConnection(on easy: EasyHandle) {
        usesFreshConnection = true
        easy.set(CURLOPT_FRESH_CONNECT, true)
    }

    /// Lets go of the exchange, and gives the memory of an unusually long request back.
    mutating func clear(on easy: EasyHandle) {
        easy.set(CURLOPT_CURLU, nil)
        lines.clear(on: easy)
        guard body.release(above: ReusedMemory.usual) else { return }
        easy.set(CURLOPT_POSTFIELDS, nil)
        bodyStart = nil
        method = nil
    }

    private mutating func setVersion(_ request: HTTPRequest, isClear: Bool, on easy: EasyHandle) {
        // Without TLS nothing is negotiated: HTTP/2 is spoken from the first byte where it is asked for (RFC 9113 3.3).
        let clearVersion = request.requiresHTTP2 ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_1_1
        let wanted = isClear ? clearVersion : CURL_HTTP_VERSION_2TLS
        if wanted != version {
            version = wanted
            easy.set(CURLOPT_HTTP_VERSION, wanted)
        }
        if sharesConnections == isClear {
            sharesConnections = !isClear
            easy.set(CURLOPT_PIPEWAIT, sharesConnections)
        }
    }

    /// Has libcurl ask for the body; the next request finds all of this to be set anew.
    private mutating func setUpload(_ content: any UploadContent, _ request: HTTPRequest, on easy: EasyHandle) {
        method = nil
        bodyStart = nil
        easy.set(CURLOPT_HTTPGET, true)
        easy.set(CURLOPT_POSTFIELDS, nil)
        easy.set(CURLOPT_POST, true)
        easy.set(CURLOPT_CUSTOMREQUEST, request.method)
        // Of unknown length it goes out in chunks.
        easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: content.count ?? -1)
    }

    private mutating func setMethod(_ request: HTTPRequest, on easy: EasyHandle) {
        let hasBody = !request.body.isEmpty
        let isAnother = request.method != method || hasBody != self.hasBody
        if isAnother {
            method = request.method
            self.hasBody = hasBody
            // Undoes HEAD and POST.
            easy.set(CURLOPT_HTTPGET, true)
            easy.set(CURLOPT_CUSTOMREQUEST, nil)
        }
        switch request.method {
        case "POST": break
        case "GET" where !hasBody: return
        case "HEAD": return isAnother ? easy.set(CURLOPT_NOBODY, true) : ()
        case "DELETE" where !hasBody, "OPTIONS" where !hasBody:
            return isAnother ? easy.set(CURLOPT_CUSTOMREQUEST, request.method) : ()
        case let method: if isAnother { easy.set(CURLOPT_CUSTOMREQUEST, method) }
        }
        if request.body.count != bodyLength || isAnother {
            bodyLength = request.body.count
            easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: bodyLength)
        }
        let start = body.fill(with: request.body)
        if start != bodyStart || isAnother {
            bodyStart = start
            // Makes it a POST as well.
            easy.set(CURLOPT_POSTFIELDS, UnsafeRawPointer(start))
        }
    }
}
