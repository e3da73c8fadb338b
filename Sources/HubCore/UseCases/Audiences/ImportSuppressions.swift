// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

extension Hub {
    /// Takes in a list of addresses that nothing is to be sent to; `next` hands over the next piece, nil at the end.
    ///
    /// It only adds: who is excluded already keeps the reason, and nobody is taken in again. Doing it twice changes nothing
    /// more, so that it needs no key.
    package func importSuppressions(
        isDryRun: Bool,
        by principal: Principal,
        next: () async throws(Fault) -> [UInt8]?
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        try storage.checkRoom()
        let now = clock.now
        var reader = SuppressionListReader(addresses: ChannelAddresses(channels), now: now)
        var report = ListReport()
        var page: [SuppressedAddress] = []
        var isOver = false
        while !isOver {
            let piece = try await next()
            isOver = piece == nil
            let entries = if let piece { try reader.read(piece) } else { try reader.finish() }
            for entry in entries {
                switch entry {
                case .setAside(let line): report.setAside(line)
                case .suppressed(let suppressed):
                    report.take(ListedAddress(channel: suppressed.channel, address: suppressed.address))
                    if !isDryRun { page.append(suppressed) }
                }
            }
            if page.count >= 1_000 || isOver, !page.isEmpty {
                try await exclude(page)
                page = []
            }
        }
        guard !isDryRun else { return try reply(200, report) }
        let counted = report
        return try await storage.write { transaction throws(Fault) in
            try AuditTrail.record(
                "suppressions.imported",
                on: "suppressions",
                by: principal.name,
                at: now,
                detail: ["taken": "\(counted.taken)", "set_aside": "\(counted.setAside)"],
                in: transaction
            )
            return try self.reply(200, counted)
        }
    }

    private func exclude(_ page: [SuppressedAddress]) async throws(Fault) {
        try storage.checkRoom()
        try await storage.write { transaction throws(Fault) in
            for suppressed in page {
                for place in self.namesakes(of: suppressed.address, on: suppressed.channel) {
                    let known = try transaction.suppression(channel: place.channel, address: place.address)
                    guard known == nil else { continue }
                    try transaction.suppress(
                        suppressed.suppression,
                        channel: place.channel,
                        address: place.address,
                        isRecorded: place.channel == suppressed.channel
                    )
                }
            }
        }
    }

    /// The addresses that nothing is sent to, as CSV that ``importSuppressions(isDryRun:by:next:)`` takes.
    package func exportSuppressions(by principal: Principal) async throws(Fault) -> ListDownload {
        try principal.require(.administer)
        try await recordExport(of: "suppressions", by: principal)
        return ListDownload(
            mediaType: ListFormat.csv.mediaType,
            fileName: "suppressions.csv"
        ) { [storage] position async throws(Fault) in
            let (suppressed, next) = try await storage.read { reader throws(Fault) in
                try reader.suppressions(on: nil, after: position ?? 0, limit: 1_000)
            }
            var text = position == nil ? CSVText.line(SuppressionListReader.columns) : ""
            for one in suppressed {
                let suppression = one.suppression
                text += CSVText.line([
                    one.channel.text, one.address, suppression.reason.rawValue, suppression.since.description,
                    suppression.note ?? "",
                ])
            }
            return (text, next)
        }
    }
}
