// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The connections to one relay, and the mails that wait for one in the order in which they came.
///
/// Lives on the loop's thread.
final class MailPool {
    let relay: MailRelay
    /// Every connection that is not closed yet, those which say farewell included.
    var open = 0
    /// The last one used is the next one to be: what is not needed grows old and is closed.
    private var idle: [MailConnection] = []
    private var waiting: [MailJob] = []

    /// - Throws: ``FaultCode/configurationInvalid``.
    init(relay: MailRelay) throws(Fault) {
        try relay.check()
        self.relay = relay
    }

    /// What the next mail is to be carried by.
    enum Seat {
        case kept(MailConnection)
        case new
    }

    func wait(_ job: MailJob) { waiting.append(job) }

    /// Takes out the mail whose turn it is, if there is something to carry it.
    func next() -> (MailJob, Seat)? {
        guard !waiting.isEmpty else { return nil }
        if let connection = idle.popLast() { return (waiting.removeFirst(), .kept(connection)) }
        guard open < max(1, relay.connections) else { return nil }
        return (waiting.removeFirst(), .new)
    }

    func rest(_ connection: MailConnection) { idle.append(connection) }

    /// No mail is to be put on the connection any longer.
    func retire(_ connection: MailConnection) { idle.removeAll { $0 === connection } }

    /// Takes out a mail that waits; nil where it does not.
    func withdraw(_ id: UInt64) -> MailJob? {
        waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0) }
    }

    func withdrawAll() -> [MailJob] {
        defer { waiting = [] }
        return waiting
    }
}
