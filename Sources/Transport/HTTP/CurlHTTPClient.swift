// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Synchronization

/// HTTP over libcurl: every exchange of the program on one thread, with connections kept and HTTP/2 shared.
///
/// - An answer whose head has arrived is an answer, even where its body broke off: `bodyWasCut` then says so. Of a
///   body as much is kept as the request asks for, and 64 KiB are read at least; a longer one costs its connection.
/// - Addresses are judged by ``AddressGuard`` when they are connected to and again when a kept connection is used.
///   Through a proxy only what the URL itself says can be judged: the proxy must guard the rest.
/// - libcurl sends a request again on its own when a kept connection turns out to be dead before a byte of the answer
///   came. Ask for `usesFreshConnection` where that must not happen.
/// - A request that had left in full and brought no answer is ``FaultCode/outcomeUnknown``, also where it was
///   cancelled.
///
/// Faults carry `phase` (`resolve`, `connect`, `tls` where the handshake failed, `send`, `answer`) and `curl_code`; never the URL.
package final class CurlHTTPClient: HTTPClient {
    private let driver: HTTPDriver
    private let proxy: String?
    private let nextID = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - proxy: such as `http://proxy.example:3128`; the environment's proxy variables are never read.
    ///   - userAgent: what the client calls itself.
    ///   - caFile: certificates to trust in place of the system's, in PEM.
    ///   - connections: open at once, to all hosts; more exchanges wait for one, within their own time-out.
    /// - Throws: ``FaultCode/resourcesExhausted``.
    package init(
        proxy: String? = nil,
        userAgent: String = "Belfry/1",
        caFile: String? = nil,
        connections: Int = 512
    ) throws(Fault) {
        self.proxy = proxy
        self.driver = try HTTPDriver(
            settings: HTTPSettings(proxy: proxy, userAgent: userAgent, caFile: caFile, connections: connections)
        )
    }

    deinit { driver.requestEnd() }

    package func execute(_ request: HTTPRequest) async throws(Fault) -> HTTPResponse {
        try request.check(throughProxy: proxy != nil)
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                let exchange = HTTPExchange(id: id, request: request, leadsToProxy: proxy != nil, answer: answer)
                guard driver.submit(.start(exchange)) else {
                    return answer.resume(returning: .failure(Fault(.cancelled, "The client has been shut down.")))
                }
                // The handler may have run before there was anything to cancel.
                if Task.isCancelled { _ = driver.submit(.cancel(id)) }
            }
        } onCancel: {
            _ = driver.submit(.cancel(id))
        }
        return try result.get()
    }

    /// Ends every exchange in flight, and the thread; returns when it has ended.
    ///
    /// What had left in full fails with ``FaultCode/outcomeUnknown``, the rest and every later request with
    /// ``FaultCode/cancelled``. It blocks for a moment, and may be called more than once.
    package func shutDown() { driver.shutDown() }
}
