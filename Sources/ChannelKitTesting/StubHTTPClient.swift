// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit
import Synchronization

/// An HTTP client that answers as the test says, and remembers what it was asked.
public final class StubHTTPClient: HTTPClient {
    public typealias Answer = @Sendable (HTTPRequest) async throws -> HTTPResponse

    private let answer: Answer
    private let recorded = Mutex<[HTTPRequest]>([])
    private let tally = EventTally()

    /// - Parameter answer: called for each request, at once for many. A ``Fault`` that it throws is passed on; a
    ///   `CancellationError` becomes ``FaultCode/cancelled`` and any other error ``FaultCode/internalError``.
    public init(_ answer: @escaping Answer) { self.answer = answer }

    /// Answers every request alike.
    public convenience init(status: Int = 200, headers: [HTTPHeader] = [], body: String = "") {
        let response = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        self.init { _ in response }
    }

    /// Never answers: every request waits until its task is cancelled.
    public static func hanging() -> StubHTTPClient { StubHTTPClient { _ in throw await Hang().wait() } }

    /// Fails every request.
    public static func failing(_ fault: Fault) -> StubHTTPClient { StubHTTPClient { _ in throw fault } }

    /// Every request so far, in the order of arrival.
    public var requests: [HTTPRequest] { recorded.withLock { $0 } }

    /// Waits until at least `count` requests have arrived; false when `bound` of real time has passed.
    @discardableResult
    public func waitForRequests(_ count: Int = 1, within bound: Duration = .seconds(10)) async -> Bool {
        await tally.wait(for: count, within: bound)
    }

    public func execute(_ request: HTTPRequest) async throws(Fault) -> HTTPResponse {
        recorded.withLock { $0.append(request) }
        tally.add()
        do {
            return try await answer(request)
        } catch {
            throw Hang.fault(for: error)
        }
    }
}
