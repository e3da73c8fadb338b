// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
import MailReports
import Outbox

/// What a provider says came back, read from JSON.
///
/// Unlike a mail it is believed: who may hand it in has a token, and has made it of what the provider signed or showed.
package struct ReportBounces: Sendable {
    struct Item: Sendable {
        let address: String
        let channel: ChannelName?
        let kind: BounceNews.Kind
        let delivery: Delivery.ID?
        let diagnostic: String
    }

    private static let most = 500

    let items: [Item]

    package init(_ document: Document, channels: [ChannelName]) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let list = fields.list("bounces")
        if list == nil || list?.isEmpty == true || list?.count ?? 0 > Self.most {
            fields.problem("bounces", "“bounces” must be a list of 1 to \(Self.most) objects.")
        }
        items = (list ?? []).prefix(Self.most)
            .compactMap { Self.item(Fields($0.document, at: $0.pointer, problems: problems), channels) }
        fields.finish()
        try problems.throwIfAny()
    }

    private static func item(_ fields: Fields, _ channels: [ChannelName]) -> Item? {
        let address = fields.parsed("address", "an address of 1 to 2048 characters", required: true) { text in
            (1...2_048).contains(text.count) ? text : nil
        }
        let channel = fields.parsed("channel", "a configured channel", choices: channels.map(\.text)) { text in
            ChannelName(text).flatMap { channels.contains($0) ? $0 : nil }
        }
        let kinds = BounceNews.Kind.allCases.map(\.rawValue)
        let kind = fields.parsed("kind", "a kind", required: true, choices: kinds) { BounceNews.Kind(rawValue: $0) }
        let delivery = fields.parsed("delivery", "a delivery's id such as dlv_42") { Delivery.ID($0) }
        let diagnostic = fields.string("diagnostic") ?? ""
        fields.finish()
        guard let address, let kind else { return nil }
        return Item(address: address, channel: channel, kind: kind, delivery: delivery, diagnostic: diagnostic)
    }
}

extension BounceIntake {
    package var channelNames: [ChannelName] { hub.channelNames.sorted() }

    /// Takes what a provider says, in order; the answer has a result for each.
    package func take(_ command: ReportBounces, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.bounce)
        var results: [BounceResult] = []
        for item in command.items { results.append(try await take(item, by: principal)) }
        return try hub.reply(200, ["items": results])
    }

    /// Takes one mail.
    ///
    /// - Throws: ``FaultCode/schemaInvalid`` where it is none.
    package func take(mail: [UInt8], by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.bounce)
        let result = try await take(mail: mail, by: principal.name)
        guard result.outcome != .unreadable else {
            throw Fault(
                .schemaInvalid,
                "The body is no mail: it has no header.",
                suggestedAction: "Send the mail as it was received, with curl’s --data-binary.",
                context: ["where": "body"]
            )
        }
        return try hub.reply(200, ["items": [result]])
    }

    private func take(_ item: ReportBounces.Item, by principal: Principal) async throws(Fault) -> BounceResult {
        let news = BounceNews(
            kind: item.kind,
            why: "as the provider says",
            diagnostic: DiagnosticText.withoutAddresses(item.diagnostic)
        )
        guard let delivery = item.delivery else {
            let channels = item.channel.map { [$0] } ?? hub.channels.all.filter(\.bounces).map(\.name)
            let subjects = channels.map { BounceSubject(channel: $0, address: item.address) }
            return try await take(news, of: subjects, by: principal.name)
        }
        let record = try await hub.storage.read { reader throws(Fault) in try reader.delivery(delivery) }
        guard
            let record, record.destination.address.lowercased() == item.address.lowercased(),
            item.channel == nil || item.channel == record.destination.channel
        else {
            return BounceResult(.ignored, kind: item.kind, delivery: delivery, because: "it did not go there")
        }
        return try await take(news, of: [BounceSubject(record)], by: principal.name)
    }
}
