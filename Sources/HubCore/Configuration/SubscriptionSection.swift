// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Reads `subscriptions:`.
struct SubscriptionSection {
    let channels: [ChannelDeclaration]
    /// Those with a mistake of their own included.
    let names: Set<ChannelName>
    let problems: Problems

    func read(_ fields: Fields?) -> SubscriptionOffer? {
        guard let fields else { return nil }
        let audiences = audiences(fields)
        let chosen = fields.parsedList("channels", "a configured channel", choices: names.map(\.text).sorted()) {
            text in
            ChannelName(text).flatMap { names.contains($0) ? $0 : nil }
        }
        if audiences.isEmpty {
            fields.problem("audiences", "“audiences” names nobody.", suggestion: "Name those that readers may choose.")
        }
        if (chosen ?? []).isEmpty {
            fields.problem("channels", "“channels” names none.", suggestion: "Name those that readers may choose.")
        }
        let title = fields.string("title")
        let messages = messages(fields.nested("messages"))
        let limits = limits(fields.nested("confirmations"))
        let asksForFeedback = fields.boolean("feedback") ?? false
        fields.finish()
        guard !audiences.isEmpty, let chosen, !chosen.isEmpty else { return nil }
        let page = channels.first { $0.plugin == "status_page" }?.settings
        return SubscriptionOffer(
            title: title ?? page?["title"]?.string ?? "Status",
            audiences: audiences,
            channels: chosen,
            components: Self.components(of: page),
            limits: limits,
            messages: messages,
            hasStatusPage: page != nil,
            asksForFeedback: asksForFeedback
        )
    }

    /// A name, or `{ name, title }`.
    private func audiences(_ fields: Fields) -> [SubscriptionOffer.Audience] {
        var audiences: [SubscriptionOffer.Audience] = []
        for (document, pointer) in fields.list("audiences") ?? [] {
            var audience: SubscriptionOffer.Audience?
            if case .string(let text) = document.content {
                audience = AudienceName(text).map { SubscriptionOffer.Audience($0) }
                if audience == nil {
                    problems.add(
                        .invalid,
                        "“\(text.prefix(80))” is not an audience's name.",
                        at: pointer,
                        line: document.line
                    )
                }
            } else {
                let inner = Fields(document, at: pointer, problems: problems)
                let name = inner.parsed("name", "an audience's name", required: true) { AudienceName($0) }
                let title = inner.value("title").flatMap { ReaderText($0) }
                if title == nil, inner.value("title") != nil {
                    inner.problem("title", "“title” must be a text, or texts by language tag.")
                }
                inner.finish()
                audience = name.map { SubscriptionOffer.Audience($0, title: title) }
            }
            guard let audience else { continue }
            if audiences.contains(where: { $0.name == audience.name }) {
                problems.add(.invalid, "“\(audience.name)” is named twice.", at: pointer, line: document.line)
            }
            audiences.append(audience)
        }
        return audiences
    }

    private func messages(_ fields: Fields?) -> RateLimit? {
        guard let fields else { return nil }
        let limit = fields.integer("limit", in: 1...10_000)
        if limit == nil, fields.value("limit") == nil { fields.problem("limit", "“limit” is missing.") }
        let period = fields.parsed("per", "minute, hour or day", choices: ["minute", "hour", "day"]) {
            text -> Duration? in
            switch text {
            case "minute": .seconds(60)
            case "hour": .seconds(3_600)
            case "day": .seconds(86_400)
            default: nil
            }
        }
        fields.finish()
        return limit.map { RateLimit(Int($0), per: period ?? .seconds(3_600)) }
    }

    private func limits(_ fields: Fields?) -> ConfirmationAllowance.Limits {
        var limits = ConfirmationAllowance.Limits()
        guard let fields else { return limits }
        if let count = fields.integer("per_address", in: 1...100) { limits.perAddress = Int(count) }
        if let count = fields.integer("per_client", in: 1...1_000_000) { limits.perClient = Int(count) }
        fields.finish()
        return limits
    }

    /// The parts of the service that the first status page lists.
    private static func components(of page: Document?) -> [SubscriptionOffer.Component] {
        (page?["components"]?.items ?? [])
            .compactMap { item in
                guard let name = item["name"]?.string.flatMap({ ComponentName($0) }) else { return nil }
                return SubscriptionOffer.Component(name, title: item["title"].flatMap { ReaderText($0) })
            }
    }
}

extension Document {
    fileprivate var string: String? {
        guard case .string(let text) = content else { return nil }
        return text
    }

    fileprivate var items: [Document] {
        guard case .list(let items) = content else { return [] }
        return items
    }
}
