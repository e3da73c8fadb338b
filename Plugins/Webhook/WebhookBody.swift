// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// A payload written so that it stays below what Standard Webhooks asks for.
///
/// Length is measured on the JSON as it is sent. Where room is short, sections go in the declared order; then the
/// remaining ones are shortened together; at the very last the titles are. The payload says so itself.
package struct WebhookBody: Sendable {
    package let json: String
    package let findings: [Finding]

    /// Bytes; the specification asks for less than 20 kB.
    package static let longest = 19_999

    package init(
        _ message: Message,
        as format: WebhookSettings.Format,
        source: String,
        dropOrder: [SectionName]
    ) throws(Fault) {
        let limit = TextLimit(WebhookBody.longest, .bytes)
        var failure: Fault?
        let fitted = message.fitted(to: limit, dropOrder: dropOrder) { candidate in
            let dropped = WebhookBody.missing(from: candidate, of: message)
            do throws(Fault) {
                return try WebhookPayload(candidate, dropped: dropped).json(as: format, source: source)
            } catch {
                failure = error
                return ""
            }
        }
        if let failure { throw failure }
        self.findings = fitted.findings(part: "body")
        guard fitted.wasCut else {
            self.json = fitted.text
            return
        }
        // What `fitted` cut is JSON: shorten the texts inside it instead.
        var rest = message
        rest.sections.removeAll { fitted.dropped.contains($0.name) }
        self.json = try WebhookBody.shortened(rest, dropped: fitted.dropped, limit: limit) { (payload) throws(Fault) in
            try payload.json(as: format, source: source)
        }
    }

    private static func missing(from candidate: Message, of message: Message) -> [SectionName] {
        message.sections.map(\.name).filter { candidate[$0] == nil }
    }

    /// Gives each section as much room as lets the whole fit, found by halving.
    private static func shortened(
        _ message: Message,
        dropped: [SectionName],
        limit: TextLimit,
        write: (WebhookPayload) throws(Fault) -> String
    ) throws(Fault) -> String {
        var message = message
        var best = try write(payload(of: message, room: 0, dropped))
        if !limit.holds(best) {
            message = withShortTitles(message)
            best = try write(payload(of: message, room: 0, dropped))
        }
        guard limit.holds(best) else {
            throw Fault(
                .payloadTooLarge,
                "The message's facts alone are longer than \(longest) bytes.",
                context: ["limit": "\(longest)"]
            )
        }
        var low = 0
        var high = longest
        while low < high {
            let room = (low + high + 1) / 2
            let candidate = try write(payload(of: message, room: room, dropped))
            if limit.holds(candidate) {
                low = room
                best = candidate
            } else {
                high = room - 1
            }
        }
        return best
    }

    private static func payload(of message: Message, room: Int, _ dropped: [SectionName]) -> WebhookPayload {
        var cut = message
        let limit = TextLimit(room, .bytes)
        for index in cut.sections.indices {
            cut.sections[index].markdown = limit.truncate(cut.sections[index].markdown)
        }
        let emptied = cut.sections.filter(\.markdown.isEmpty).map(\.name)
        cut.sections.removeAll(where: \.markdown.isEmpty)
        return WebhookPayload(cut, dropped: dropped + emptied, isTruncated: true)
    }

    /// Titles have at most 255 characters, but a character may have any number of bytes.
    private static func withShortTitles(_ message: Message) -> Message {
        var message = message
        let limit = TextLimit(500, .bytes)
        message.title = limit.truncate(message.title)
        if let title = message.facts.incident?.title { message.facts.incident?.title = limit.truncate(title) }
        message.facts.category = message.facts.category.map { limit.truncate($0) }
        if let link = message.facts.link, link.utf8.count > WebhookEndpoint.longest { message.facts.link = nil }
        return message
    }
}
