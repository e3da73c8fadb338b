// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

extension FullMailbox {
    /// Takes in that a mail to these destinations came back because the mailbox was full.
    ///
    /// - Returns: the first of the mailboxes that has been so for too long; nil where none has.
    static func note(
        _ subjects: [BounceSubject],
        at now: Timestamp,
        in transaction: any StorageTransaction
    ) throws(Fault) -> FullMailbox? {
        var lasting: FullMailbox?
        for subject in subjects {
            // A mail that a person sent anew counts from its first sending, as earlier than it was: that adds nothing.
            let moment = subject.sentAt ?? now
            var mailbox =
                try transaction.fullMailbox(channel: subject.channel, address: subject.address) ?? FullMailbox(moment)
            let wasEmptied = try hasArrived(subject, within: mailbox.gap(before: moment), in: transaction)
            mailbox.note(moment, wasEmptied: wasEmptied)
            try transaction.keep(mailbox, channel: subject.channel, address: subject.address)
            if mailbox.isLasting, lasting == nil { lasting = mailbox }
        }
        return lasting
    }

    /// Whether something was sent in that time and, as far as anyone has told, stayed there.
    private static func hasArrived(
        _ subject: BounceSubject,
        within time: Range<Timestamp>?,
        in reader: any StorageReader
    ) throws(Fault) -> Bool {
        guard let time else { return false }
        let filter = DeliveryFilter(
            states: [.delivered],
            channel: subject.channel,
            address: subject.address,
            since: time.lowerBound,
            until: time.upperBound
        )
        return try !reader.deliveries(matching: filter, after: nil, limit: 1).isEmpty
    }
}
