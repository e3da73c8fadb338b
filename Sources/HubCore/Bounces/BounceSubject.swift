// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import MailReports
import Outbox

/// Whom something that came back is about, once that is beyond doubt.
///
/// Anyone can send a mail that looks like a report, and a report takes a reader off; so what it says of itself is worth
/// nothing. Two things are trusted, and nothing else:
///
/// - A token of ours in the address that failures are sent to. It is sealed with the hub's key, and stands in the envelope
///   of the one mail alone: only systems on that mail's way, and its reader, have seen it.
/// - The unsubscribe link in the header of the mail that was given back. Whoever has it can take the reader off by
///   following it, so a report that holds it can do no more than its sender could already.
///
/// Our `Message-ID` is neither: all readers of a message know its random part, and the number behind it can be guessed, so
/// that one reader could speak for another. It only tells which delivery is meant once the link has shown whose it is.
struct BounceSubject: Sendable {
    let channel: ChannelName
    let address: String
    let delivery: Delivery.ID?
    /// When the delivery was accepted.
    let sentAt: Timestamp?

    init(channel: ChannelName, address: String) {
        self.channel = channel
        self.address = address
        self.delivery = nil
        self.sentAt = nil
    }

    init(_ record: DeliveryRecord) {
        self.channel = record.destination.channel
        self.address = record.destination.address
        self.delivery = record.id
        self.sentAt = record.createdAt
    }

    /// Nil where nothing in the report can be trusted.
    static func of(
        _ report: MailReport,
        tokens: BounceTokens,
        links: ReaderTokens,
        in reader: any StorageReader
    ) throws(Fault) -> BounceSubject? {
        for sender in report.senders {
            guard
                let (token, delivery) = BounceTokens.claim(in: sender), let record = try reader.delivery(delivery),
                tokens.isToken(token, of: delivery, key: Delivery.key(of: delivery, message: record.message))
            else { continue }
            return BounceSubject(record)
        }
        // Told in words, the copy of the mail is a matter of guessing too.
        if case .plain = report.content { return nil }
        for link in report.returned?.unsubscribeLinks ?? [] {
            guard
                let path = link.firstRange(of: "/unsubscribe/"),
                let (channel, address) = links.unsubscriber(String(link[path.upperBound...]))
            else { continue }
            let record = try named(by: report.returned, in: reader)
            if let record, record.destination.address == address { return BounceSubject(record) }
            return BounceSubject(channel: channel, address: address)
        }
        return nil
    }

    /// The delivery that the `Message-ID` of the mail names, if there is one.
    private static func named(by mail: ReturnedMail?, in reader: any StorageReader) throws(Fault) -> DeliveryRecord? {
        // Behind a dot stands how often it was sent anew.
        let key = mail?.messageID?.prefix { $0 != "@" && $0 != "." } ?? ""
        guard
            let (delivery, message) = Delivery.parts(ofKey: key), let record = try reader.delivery(delivery),
            record.message == message
        else { return nil }
        return record
    }
}
