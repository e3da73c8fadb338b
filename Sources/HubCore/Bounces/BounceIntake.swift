// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
package import Logging
import MailReports

/// Takes in what came back, from whatever door, and has addresses that fail for good and readers who complain left out.
///
/// Everything may come more than once: what was told of a delivery before is answered as known, and does nothing.
package struct BounceIntake: Sendable {
    let hub: Hub
    private let tokens: BounceTokens
    private let logger: Logger

    package init(hub: Hub, tokens: BounceTokens, logger: Logger) {
        self.hub = hub
        self.tokens = tokens
        self.logger = logger
    }

    /// Takes one mail as it was received, its header first; `actor` is who hands it in.
    package func take(mail: some Sequence<UInt8> & Sendable, by actor: String) async throws(Fault) -> BounceResult {
        let report = MailReport(mail)
        guard report.content != .unreadable else { return BounceResult(.unreadable, because: "it has no header") }
        let subject = try await hub.storage.read { [tokens, links = hub.readerTokens] reader throws(Fault) in
            try BounceSubject.of(report, tokens: tokens, links: links, in: reader)
        }
        guard let subject else {
            let isReport = ![.automaticReply, .other].contains(report.content)
            let why = isReport ? "nothing in it shows that it is about a mail of ours" : "it is no report"
            return ignored(because: why, isReport: isReport)
        }
        switch BounceNews.read(report, of: subject.address) {
        case .success(let news): return try await take(news, of: [subject], by: actor)
        case .failure(let silence): return ignored(because: silence.why, delivery: subject.delivery)
        }
    }

    private func ignored(because why: String, delivery: Delivery.ID? = nil, isReport: Bool = false) -> BounceResult {
        // Forged reports are worth an operator's look, answers of people and programs are not. Neither names an address.
        logger.log(
            level: isReport ? .notice : .debug,
            "a mail that came back was left alone: \(why)",
            metadata: delivery.map { ["delivery": "\($0)"] }
        )
        return BounceResult(.ignored, delivery: delivery, because: why)
    }

    /// Takes news of one reader, at one destination or several that may be the reader's.
    func take(_ news: BounceNews, of subjects: [BounceSubject], by actor: String) async throws(Fault) -> BounceResult {
        let delivery = subjects.lazy.compactMap(\.delivery).first
        func result(_ outcome: BounceResult.Outcome, _ reason: String? = nil) -> BounceResult {
            BounceResult(
                outcome,
                kind: news.kind,
                delivery: delivery,
                channel: subjects.count == 1 ? subjects.first?.channel : nil,
                because: reason ?? news.why
            )
        }
        let key = BounceNote.key(news.kind, of: delivery, subjects)
        let isRepeated = try await hub.storage.read { reader throws(Fault) in try BounceNote.isKept(key, in: reader) }
        // Without a delivery it cannot be told from the same happening again, after the address was let in again.
        if isRepeated, delivery != nil || news.kind.suppression == nil { return result(.known, "it was told before") }
        var isSuppressed = false
        if let reason = news.kind.suppression {
            // First, since it may be done twice: what is recorded below is not taken up again.
            isSuppressed = try await suppress(subjects, because: reason, news.status, news.why)
            guard isSuppressed || delivery != nil else {
                return result(.ignored, "nobody is reached at that address")
            }
        }
        guard let mailbox = try await record(news, of: delivery, subjects, key: key, by: actor) else {
            return result(isSuppressed ? .suppressed : .recorded)
        }
        // Last, since it rests on what was recorded; should it not come to this, the next mail that comes back sees to it.
        let why = "the mailbox has been full for \(mailbox.length) days"
        isSuppressed = try await suppress(subjects, because: .bounced, news.status, why)
        return result(isSuppressed ? .suppressed : .recorded, why)
    }

    /// - Returns: whether any of the destinations is known.
    private func suppress(
        _ subjects: [BounceSubject],
        because reason: SuppressionReason,
        _ status: String?,
        _ why: String
    ) async throws(Fault) -> Bool {
        let note = [status, why].compactMap(\.self).joined(separator: " ")
        var isKnown = false
        for subject in subjects {
            let address = subject.address
            let isThere = try await hub.suppress(address, on: subject.channel, because: reason, note: note, by: "hub")
            isKnown = isKnown || isThere
        }
        return isKnown
    }

    /// Writes it down once, in one transaction with the mark by which it is known the next time.
    ///
    /// - Returns: the mailbox that has been full for too long with this; nil where none has.
    private func record(
        _ news: BounceNews,
        of delivery: Delivery.ID?,
        _ subjects: [BounceSubject],
        key: String,
        by actor: String
    ) async throws(Fault) -> FullMailbox? {
        let now = hub.clock.now
        let action = news.kind == .complaint ? "complained" : "bounced"
        let detail = [
            "kind": news.kind.rawValue, "why": news.why, "status": news.status ?? "", "diagnostic": news.diagnostic,
        ]
        let mailbox = try await hub.storage.write { transaction throws(Fault) -> FullMailbox? in
            guard try !BounceNote.isKept(key, in: transaction) else { return nil }
            try AuditTrail.record(
                delivery == nil ? "destination.\(action)" : "delivery.\(action)",
                on: delivery?.description ?? subjects.first?.channel.text ?? "",
                by: actor,
                at: now,
                detail: detail.filter { !$0.value.isEmpty },
                in: transaction
            )
            try BounceNote(news, at: now).keep(under: key, in: transaction)
            return news.kind == .full ? try FullMailbox.note(subjects, at: now, in: transaction) : nil
        }
        logger.info(
            "a message came back: \(news.why)",
            metadata: [
                "kind": "\(news.kind.rawValue)", "status": "\(news.status ?? "")",
                "delivery": "\(delivery?.description ?? "")",
            ]
        )
        return mailbox
    }
}
