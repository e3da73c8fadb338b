// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Synchronization

/// One mail on its way through a pool, and who waits for its verdict.
final class MailJob: Sendable {
    /// Why a mail is to be given up.
    enum Stop: UInt8, AtomicRepresentable {
        case no
        /// Soon: where all of it has been handed over, the verdict is waited for a few seconds more.
        case cancelled
        /// At once.
        case shutDown
    }

    let id: UInt64
    let mail: MailSubmission
    private let verdict: CheckedContinuation<Result<MailAcceptance, Fault>, Never>
    private let wanted = Atomic<Stop>(.no)

    init(
        id: UInt64,
        mail: MailSubmission,
        verdict: CheckedContinuation<Result<MailAcceptance, Fault>, Never>
    ) {
        self.id = id
        self.mail = mail
        self.verdict = verdict
    }

    /// Asks the thread that carries the mail to give it up; it looks about once a second.
    func stop(_ why: Stop) { wanted.store(why, ordering: .relaxed) }

    var stop: Stop { wanted.load(ordering: .relaxed) }

    /// To be called exactly once.
    func finish(_ result: Result<MailAcceptance, Fault>) { verdict.resume(returning: result) }
}
