// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// Something that came back of a delivery, as it is kept beside the answers to requests.
///
/// It is the mark by which the same is known when it is told again, and what people see with the delivery for as long as
/// such answers are kept, a week. The audit trail has it for good.
struct BounceNote: Codable, Hashable, Sendable {
    /// Whose answers these are among those that are kept for a while.
    private static let keeper = "bounces"

    let at: Timestamp
    let kind: BounceNews.Kind
    let reason: String
    var status: String?
    var diagnostic: String?

    init(_ news: BounceNews, at moment: Timestamp) {
        at = moment
        kind = news.kind
        reason = news.why
        status = news.status
        diagnostic = news.diagnostic.isEmpty ? nil : news.diagnostic
    }

    /// What it is kept under: one of each kind for each delivery, or for an address where no delivery is known.
    static func key(_ kind: BounceNews.Kind, of delivery: Delivery.ID?, _ subjects: [BounceSubject]) -> String {
        let subject =
            delivery?.description
            ?? ContentDigest.hexadecimal(of: subjects.map { "\($0.channel) \($0.address)\n" }.joined().utf8)
        return "\(subject) \(kind.rawValue)"
    }

    static func isKept(_ key: String, in reader: any StorageReader) throws(Fault) -> Bool {
        try reader.answer(toKey: key, of: keeper) != nil
    }

    func keep(under key: String, in transaction: any StorageTransaction) throws(Fault) {
        let body = try JSONText.encode(self)
        try transaction.keep(
            IdempotentAnswer(principal: Self.keeper, key: key, requestDigest: "", status: 200, body: body, at: at)
        )
    }

    /// All that is kept of a delivery, oldest first.
    static func all(of delivery: Delivery.ID, in reader: any StorageReader) throws(Fault) -> [BounceNote] {
        var notes: [BounceNote] = []
        for kind in BounceNews.Kind.allCases {
            guard let kept = try reader.answer(toKey: key(kind, of: delivery, []), of: keeper) else { continue }
            // Written by ourselves; one of another version that cannot be read is left out.
            if let note = try? JSONDecoder().decode(BounceNote.self, from: Data(kept.body)) { notes.append(note) }
        }
        return notes.sorted { $0.at < $1.at }
    }
}
