// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Hummingbird
import Incidents

/// `/status/incidents/{id}` where there is no status page: what readers were told of an incident, for whoever has its
/// address.
struct IncidentPageRoutes {
    let hub: Hub

    /// The page, made of what readers were told; nil where that is nothing.
    func page(of id: Identifier<IncidentReference>) async throws -> Response? {
        guard let (incident, updates) = try await hub.publicTimeline(of: id) else { return nil }
        return HTMLPage.response(title: incident.title, body: Self.body(incident, updates))
    }

    private static func body(_ incident: Incident, _ updates: [IncidentUpdate]) -> String {
        var body = "<h1>\(HTMLText.escaped(incident.title))</h1>"
        let corrections = Dictionary(
            updates.compactMap { update in update.corrects.map { ($0.update, update.sequence) } }
        ) {
            max($0, $1)
        }
        for update in updates.reversed() {
            guard let message = update.messages.first else { continue }
            let moment = Message.readable(update.publishedAt, locale: message.locale)
            body += """
                <article id="update-\(update.sequence)" lang="\(HTMLText.escaped(message.locale.text))" dir="\(message.locale.isRightToLeft ? "rtl" : "ltr")">
                <h2>\(HTMLText.escaped(Message.stateWord(for: update.phase, locale: message.locale)))</h2>
                <p><time datetime="\(update.publishedAt)">\(HTMLText.escaped(moment))</time></p>
                """
            if let corrected = update.corrects, let mark = message.correctionMark {
                body += Self.correction(mark, of: corrected.sequence)
            }
            if let later = corrections[update.id] {
                body += Self.correction(Message.correctedMark(by: later, locale: message.locale), of: later)
            }
            for section in message.sections {
                body += "<h3>\(HTMLText.escaped(Message.heading(for: section.name, locale: message.locale)))</h3>"
                body += Markdown(section.markdown).html()
            }
            body += "</article>"
        }
        return body
    }

    /// A line that leads to the other of two updates.
    private static func correction(_ words: String, of sequence: Int) -> String {
        "<p><strong><a href=\"#update-\(sequence)\">\(HTMLText.escaped(words))</a></strong></p>"
    }
}
