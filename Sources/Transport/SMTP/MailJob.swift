// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

typealias MailOutcome = Result<MailAcceptance, Fault>

/// One mail on its way, and who waits for its verdict.
final class MailJob: Sendable {
    let id: UInt64
    let mail: MailSubmission
    /// Told of the outcome exactly once: by the loop, or where it takes no more.
    let waiter: UnsafeContinuation<MailOutcome, Never>

    init(id: UInt64, mail: MailSubmission, waiter: UnsafeContinuation<MailOutcome, Never>) {
        self.id = id
        self.mail = mail
        self.waiter = waiter
    }
}
