// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// One request on its way to the driver.
final class HTTPExchange: Sendable {
    let request: HTTPRequest
    /// The request's, which libcurl reads for as long as the exchange is under way.
    let url: RequestURL
    /// Whether the connection is made to a configured proxy, whose address is not the destination's.
    let leadsToProxy: Bool
    /// What is sent in place of the request's own body; nil for that.
    let content: (any UploadContent)?

    /// - Throws: a fault where the request must not reach the wire.
    init(_ request: HTTPRequest, content: (any UploadContent)? = nil, leadsToProxy: Bool) throws(Fault) {
        self.url = try request.check(throughProxy: leadsToProxy)
        self.request = request
        self.content = content
        self.leadsToProxy = leadsToProxy
    }
}

typealias HTTPOutcome = Result<HTTPResponse, Fault>

/// Who waits for an exchange's outcome, and is told of it exactly once: by the driver, or where it takes no more.
typealias HTTPWaiter = UnsafeContinuation<HTTPOutcome, Never>

/// What all exchanges of a client have in common.
struct HTTPSettings: Sendable {
    var proxy: String?
    var userAgent: String
    var trust: TrustedCertificates?
    var connections: Int
}
