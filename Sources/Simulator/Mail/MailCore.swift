// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// What all connections of a mail sink share.
final class MailCore: Sendable {
    let features: MailFeatures
    let director: MailDirector
    let arrivals: ArrivalLog<MailRecord>
    let folder: MailFolder?
    /// Who the sink is in TLS; nil where it speaks none.
    let identity: TLSIdentity?
    private let connections = Atomic<Int>(0)

    init(features: MailFeatures, director: MailDirector, keep: Int, folder: MailFolder?, identity: TLSIdentity?) {
        self.features = features
        self.director = director
        self.arrivals = ArrivalLog(capacity: keep)
        self.folder = folder
        self.identity = identity
    }

    /// The next connection's number, from 1.
    func welcome() -> Int { connections.add(1, ordering: .relaxed).newValue }

    /// Files and records an accepted mail.
    ///
    /// - Returns: false where it could not be filed; it is not recorded then, and must not be confirmed.
    func keep(_ draft: MailDraft, from session: SMTPSession, connection: Int) -> Bool {
        let mail = MailRecord(
            number: arrivals.reserveNumber(),
            at: .now,
            connection: connection,
            hello: session.hello ?? "",
            user: session.user,
            isEncrypted: session.isEncrypted,
            sender: draft.sender,
            recipients: draft.recipients,
            bytes: draft.bytes
        )
        guard folder?.file(mail) ?? true else { return false }
        arrivals.append(mail, countedAs: mail.recipients.first ?? "")
        return true
    }
}
