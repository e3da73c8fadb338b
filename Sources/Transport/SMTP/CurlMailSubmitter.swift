// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Synchronization

/// SMTP over libcurl: every connection of the program on one thread, kept from mail to mail.
///
/// - Where encryption is required nothing but EHLO and STARTTLS is said before it is there; with credentials, no mail
///   leaves on a connection that the relay has not accepted them on.
/// - A connection that the relay closed while it was idle costs nothing: the mail goes out on a new one at once.
/// - A connection carries at most 100 mails and is closed after 30 idle seconds.
/// - Where the relay takes several commands at once (PIPELINING), a mail costs two round trips in place of four.
/// - Cancelling the task gives the mail up at once, unless all of it has been handed over: then the verdict is waited
///   for a few seconds more, so that what became of it is mostly known.
///
/// A relay is the operator's choice: its address is not guarded.
package final class CurlMailSubmitter: MailSubmitter {
    private let driver: WireDriver<MailLoop>
    private let nextID = Atomic<UInt64>(0)

    /// - Parameter trust: what to trust besides the system's certificates.
    /// - Throws: ``FaultCode/resourcesExhausted`` where libcurl or a thread cannot be started.
    package init(trust: TrustedCertificates? = nil) throws(Fault) {
        self.driver = try WireDriver { bell in MailLoop(trust: trust, bell: bell) }
    }

    deinit { driver.requestEnd() }

    /// - Throws: as the protocol says; `phase` is the step whose answer failed: `connect`, `greeting`, `ehlo`, `helo`,
    ///   `starttls`, `auth`, `mail`, `rcpt`, `data`, `content` or `verdict`. `reply` holds the relay's words without
    ///   the recipient's address.
    package func submit(_ mail: MailSubmission) async throws(Fault) -> MailAcceptance {
        try mail.checkMail()
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { (waiter: UnsafeContinuation<MailOutcome, Never>) in
                guard !Task.isCancelled else {
                    return waiter.resume(returning: .failure(MailLoop.cancelled))
                }
                guard driver.submit(.start(MailJob(id: id, mail: mail, waiter: waiter))) else {
                    return waiter.resume(returning: .failure(Fault(.cancelled, "The submitter has been shut down.")))
                }
                // The handler may have run meanwhile, before there was anything to cancel.
                if Task.isCancelled { _ = driver.submit(.cancel(id)) }
            }
        } onCancel: {
            _ = driver.submit(.cancel(id))
        }
        return try outcome.get()
    }

    /// Gives up every mail and returns when the thread has ended.
    ///
    /// What was handed over in full fails with ``FaultCode/outcomeUnknown``, the rest and every later mail with
    /// ``FaultCode/cancelled``. It blocks for a moment, and may be called more than once.
    package func shutDown() { driver.shutDown() }
}
