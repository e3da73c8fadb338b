// SPDX-License-Identifier: Apache-2.0

import MailReports

/// What came back says of one address.
package struct BounceNews: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nothing sent there will ever arrive.
        case hard
        /// One message did not arrive; the next may.
        case soft
        /// One message did not arrive because the mailbox was full: where it stays so, nothing will.
        case full
        /// The reader objects to being written to.
        case complaint

        /// Why nothing more is to be sent; nil where more is.
        var suppression: SuppressionReason? {
            switch self {
            case .hard: .bounced
            case .soft, .full: nil
            case .complaint: .complained
            }
        }
    }

    let kind: Kind
    /// Why it is that kind.
    let why: String
    /// A mail system's status code, such as 5.1.1.
    var status: String?
    /// What was said, without addresses.
    var diagnostic: String = ""

    /// What a report says of `address`; the error is why it says nothing.
    static func read(_ report: MailReport, of address: String) -> Result<BounceNews, Silence> {
        switch report.content {
        case .delivery(let recipients): delivery(recipients, of: address)
        case .plain(let recipients):
            // Words are a weak witness: they must at least name the address.
            BounceNews(recipients.filter { $0.names(address) })
                .map { .success($0) } ?? .failure("it does not name the address")
        case .complaint(let complaint) where complaint.isObjection:
            .success(BounceNews(kind: .complaint, why: "the reader called the message unwanted"))
        case .complaint(let complaint):
            .failure(Silence(why: "feedback of the type “\(complaint.type)” is no objection"))
        case .automaticReply: .failure("it is an automatic reply")
        case .other: .failure("it is no report")
        case .unreadable: .failure("it is no mail")
        }
    }

    private static func delivery(_ recipients: [RecipientStatus], of address: String) -> Result<BounceNews, Silence> {
        let own = recipients.filter { $0.names(address) }
        if let news = BounceNews(own) { return .success(news) }
        if let first = own.first { return .failure(Silence(why: first.why)) }
        // The address itself took the mail and passed it on, as a list or a forwarding does: that one of those behind it
        // is gone says nothing of the others.
        guard let other = recipients.first(where: { $0.kind != nil }) else { return .failure("it tells of no failure") }
        return .success(
            BounceNews(
                kind: .soft,
                why: "an address failed to which the reader's own passes mail on",
                status: other.status?.description,
                diagnostic: other.diagnostic
            )
        )
    }

    /// The gravest failure of these; nil where there is none.
    private init?(_ recipients: [RecipientStatus]) {
        for (told, kind) in [(BounceKind.hard, Kind.hard), (.full, .full), (.soft, .soft)] {
            guard let failed = recipients.first(where: { $0.kind == told }) else { continue }
            self.init(failed, kind)
            return
        }
        return nil
    }

    private init(_ failed: RecipientStatus, _ kind: Kind) {
        self.init(
            kind: kind,
            why: failed.why,
            status: failed.status?.description,
            diagnostic: failed.diagnostic
        )
    }

    init(kind: Kind, why: String, status: String? = nil, diagnostic: String = "") {
        self.kind = kind
        self.why = why
        self.status = status
        self.diagnostic = diagnostic
    }

    /// Why a report says nothing of an address.
    struct Silence: Error, Hashable, ExpressibleByStringLiteral {
        let why: String

        init(why: String) { self.why = why }

        init(stringLiteral value: String) { why = value }
    }
}
