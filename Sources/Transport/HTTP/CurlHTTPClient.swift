// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// HTTP over libcurl: every exchange of the program on one thread, with connections kept and HTTP/2 shared.
///
/// - An answer whose head has arrived is an answer, even where its body broke off: `bodyWasCut` then says so. Of a
///   body as much is kept as the request asks for, and 64 KiB are read at least; a longer one costs its connection.
/// - Addresses are judged by ``AddressGuard`` when they are connected to and again when a kept connection is used.
///   Through a proxy only what the URL itself says can be judged: the proxy must guard the rest.
/// - A request is begun once. libcurl would send it again on its own where a kept connection dies before a byte of the
///   answer came: it is let do so only where not a byte of the request had left.
/// - A request that had left in full and brought no answer is ``FaultCode/outcomeUnknown``, also where it was
///   cancelled.
///
/// Faults carry `phase` (`resolve`, `connect`, `tls` where the handshake failed, `send`, `answer`) and `curl_code`; never the URL.
package final class CurlHTTPClient: HTTPClient {
    private let driver: HTTPDriver
    private let proxy: String?

    /// - Parameters:
    ///   - proxy: such as `http://proxy.example:3128`; the environment's proxy variables are never read.
    ///   - userAgent: what the client calls itself.
    ///   - trust: what to trust besides the system's certificates.
    ///   - connections: open at once, to all hosts; more exchanges wait for one, within their own time-out.
    /// - Throws: ``FaultCode/resourcesExhausted``.
    package init(
        proxy: String? = nil,
        userAgent: String = "Belfry/1",
        trust: TrustedCertificates? = nil,
        connections: Int = 512
    ) throws(Fault) {
        self.proxy = proxy
        self.driver = try HTTPDriver(
            settings: HTTPSettings(proxy: proxy, userAgent: userAgent, trust: trust, connections: connections)
        )
    }

    deinit { driver.requestEnd() }

    package func execute(_ request: HTTPRequest) async throws(Fault) -> HTTPResponse {
        try await execute(request, sending: nil)
    }

    /// Carries a request whose body is read as it goes out; the request's own body is left aside.
    ///
    /// Where it cannot be read to its end, the request is broken off: ``FaultCode/cancelled``.
    package func execute(
        _ request: HTTPRequest,
        sending content: (any UploadContent)?
    ) async throws(Fault) -> HTTPResponse {
        let exchange = try HTTPExchange(request, content: content, leadsToProxy: proxy != nil)
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { (waiter: HTTPWaiter) in
                guard driver.submit(.start(exchange, waiter)) else {
                    return waiter.resume(returning: .failure(Fault(.cancelled, "The client has been shut down.")))
                }
                // The handler may have run before there was anything to cancel.
                if Task.isCancelled { _ = driver.submit(.cancel(exchange)) }
            }
        } onCancel: {
            _ = driver.submit(.cancel(exchange))
        }
        return try outcome.get()
    }

    /// Ends every exchange in flight, and the thread; returns when it has ended.
    ///
    /// What had left in full fails with ``FaultCode/outcomeUnknown``, the rest and every later request with
    /// ``FaultCode/cancelled``. It blocks for a moment, and may be called more than once.
    package func shutDown() { driver.shutDown() }
}
