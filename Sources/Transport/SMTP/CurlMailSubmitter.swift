// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Synchronization

/// SMTP over libcurl: kept connections, one mail at a time on each, on threads of their own.
///
/// - Where encryption is required nothing but EHLO and STARTTLS is said before it is there; with credentials, no mail
///   leaves on a connection that the relay has not accepted them on.
/// - A connection that the relay closed while it was idle costs nothing: the mail goes out on a new one at once.
/// - A connection carries at most 100 mails and is closed after 30 idle seconds.
/// - Cancelling the task gives the mail up within about a second, unless all of it has been handed over: then the
///   verdict is waited for a few seconds more, so that what became of it is mostly known.
///
/// The time-outs of a mail are kept to about a second. A relay is the operator's choice: its address is not guarded.
package final class CurlMailSubmitter: MailSubmitter {
    private struct State {
        var pools: [MailRelay: MailPool] = [:]
        var isShutDown = false
    }

    private let state = Mutex(State())
    private let caFile: String?
    private let nextID = Atomic<UInt64>(0)

    /// - Parameter caFile: certificates to trust in place of the system's, in PEM.
    /// - Throws: ``FaultCode/resourcesExhausted`` where libcurl cannot be started.
    package init(caFile: String? = nil) throws(Fault) {
        guard CurlLibrary.isReady else { throw Fault(.resourcesExhausted, "libcurl cannot be started.") }
        self.caFile = caFile
    }

    /// - Throws: as the protocol says; `phase` is the step whose answer failed: `connect`, `greeting`, `ehlo`, `helo`,
    ///   `starttls`, `auth`, `mail`, `rcpt`, `data`, `content` or `verdict`. `reply` holds the relay's words without
    ///   the recipient's address.
    package func submit(_ mail: MailSubmission) async throws(Fault) -> MailAcceptance {
        try mail.checkMail()
        let pool = try pool(for: mail.relay)
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { verdict in
                pool.submit(MailJob(id: id, mail: mail, verdict: verdict))
                // The handler may have run before there was anything to cancel.
                if Task.isCancelled { pool.cancel(id) }
            }
        } onCancel: {
            pool.cancel(id)
        }
        return try result.get()
    }

    /// Gives up every mail and returns when all threads have ended; at most about two seconds later.
    ///
    /// What was handed over in full fails with ``FaultCode/outcomeUnknown``, the rest and every later mail with
    /// ``FaultCode/cancelled``.
    package func shutDown() {
        let pools = state.withLock { state in
            state.isShutDown = true
            return Array(state.pools.values)
        }
        for pool in pools { pool.shutDown() }
    }

    private func pool(for relay: MailRelay) throws(Fault) -> MailPool {
        if let pool = state.withLock({ $0.pools[relay] }) { return pool }
        try relay.check()
        let pool: MailPool? = state.withLock { state in
            if let pool = state.pools[relay] { return pool }
            guard !state.isShutDown else { return nil }
            let pool = MailPool(relay: relay, caFile: caFile)
            state.pools[relay] = pool
            return pool
        }
        guard let pool else { throw Fault(.cancelled, "The submitter has been shut down.") }
        return pool
    }
}
