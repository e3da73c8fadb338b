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
        if isRepeated, delivery != nil || news.kind == .soft { return result(.known, "it was told before") }
        var isSuppressed = false
        if let reason = news.kind.suppression {
            // First, since it may be done twice: what is recorded below is not taken up again.
            let note = [news.status, news.why].compactMap(\.self).joined(separator: " ")
            for subject in subjects {
                let isKnown = try await hub.suppress(
                    subject.address,
                    on: subject.channel,
                    because: reason,
                    note: note,
                    by: "hub"
                )
                isSuppressed = isSuppressed || isKnown
            }
            guard isSuppressed || delivery != nil else {
                return result(.ignored, "nobody is reached at that address")
            }
        }
        try await record(news, of: delivery, on: subjects.first?.channel, key: key, by: actor)
        return result(isSuppressed ? .suppressed : .recorded)
    }

    /// Writes it down once, in one transaction with the mark by which it is known the next time.
    private func record(
        _ news: BounceNews,
        of delivery: Delivery.ID?,
        on channel: ChannelName?,
        key: String,
        by actor: String
    ) async throws(Fault) {
        let now = hub.clock.now
        let action = news.kind == .complaint ? "complained" : "bounced"
        let detail = [
            "kind": news.kind.rawValue, "why": news.why, "status": news.status ?? "", "diagnostic": news.diagnostic,
        ]
        try await hub.storage.write { transaction throws(Fault) in
            guard try !BounceNote.isKept(key, in: transaction) else { return }
            try AuditTrail.record(
                delivery == nil ? "destination.\(action)" : "delivery.\(action)",
                on: delivery?.description ?? channel?.text ?? "",
                by: actor,
                at: now,
                detail: detail.filter { !$0.value.isEmpty },
                in: transaction
            )
            try BounceNote(news, at: now).keep(under: key, in: transaction)
        }
        logger.info(
            "a message came back: \(news.why)",
            metadata: [
                "kind": "\(news.kind.rawValue)", "status": "\(news.status ?? "")",
                "delivery": "\(delivery?.description ?? "")",
            ]
        )
    }
}
