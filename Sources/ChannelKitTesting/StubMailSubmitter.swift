// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit
import Synchronization

/// A mail submitter whose relay says what the test says, and which keeps what it was given.
public final class StubMailSubmitter: MailSubmitter {
    public typealias Verdict = @Sendable (MailSubmission) async throws -> MailAcceptance

    private let verdict: Verdict
    private let recorded = Mutex<[MailSubmission]>([])
    private let tally = EventTally()

    /// - Parameter verdict: called for each mail, at once for many. A ``Fault`` that it throws is passed on; a
    ///   `CancellationError` becomes ``FaultCode/cancelled`` and any other error ``FaultCode/internalError``.
    public init(_ verdict: @escaping Verdict) { self.verdict = verdict }

    /// Accepts every mail.
    public convenience init(reply: String = "250 2.0.0 Ok: queued as 4XyZ") {
        self.init { _ in MailAcceptance(reply: reply) }
    }

    /// Never answers: every mail waits until its task is cancelled.
    public static func hanging() -> StubMailSubmitter { StubMailSubmitter { _ in throw await Hang().wait() } }

    /// Fails every mail.
    public static func failing(_ fault: Fault) -> StubMailSubmitter { StubMailSubmitter { _ in throw fault } }

    /// Every mail so far, in the order of arrival.
    public var submissions: [MailSubmission] { recorded.withLock { $0 } }

    /// Waits until at least `count` mails have arrived; false when `bound` of real time has passed.
    @discardableResult
    public func waitForSubmissions(_ count: Int = 1, within bound: Duration = .seconds(10)) async -> Bool {
        await tally.wait(for: count, within: bound)
    }

    public func submit(_ mail: MailSubmission) async throws(Fault) -> MailAcceptance {
        recorded.withLock { $0.append(mail) }
        tally.add()
        do {
            return try await verdict(mail)
        } catch {
            throw Hang.fault(for: error)
        }
    }
}
