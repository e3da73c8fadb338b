// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Hummingbird
import Incidents

/// `/status/incidents/{id}`: the one address of an incident, to which every message links.
struct IncidentPageRoutes {
    let hub: Hub

    func add(to router: Router<HubContext>) {
        router.get("/status/incidents/{id}") { [hub] request, context in
            guard let text = context.parameters.get("id"), let id = Identifier<IncidentReference>(text),
                let (incident, updates) = try await hub.publicTimeline(of: id)
            else { throw Fault(.notFound, "There is no such incident.", context: ["where": request.uri.path]) }
            return HTMLPage.response(title: incident.title, body: Self.body(incident, updates))
        }
    }

    private static func body(_ incident: Incident, _ updates: [IncidentUpdate]) -> String {
        var body = "<h1>\(HTMLText.escaped(incident.title))</h1>"
        for update in updates.reversed() {
            guard let message = update.messages.first else { continue }
            let moment = Message.readable(update.publishedAt, locale: message.locale)
            body += """
                <article lang="\(HTMLText.escaped(message.locale.text))" dir="\(message.locale.isRightToLeft ? "rtl" : "ltr")">
                <h2>\(HTMLText.escaped(Message.stateWord(for: update.phase, locale: message.locale)))</h2>
                <p><time datetime="\(update.publishedAt)">\(HTMLText.escaped(moment))</time></p>
                """
            for section in message.sections {
                body += "<h3>\(HTMLText.escaped(Message.heading(for: section.name, locale: message.locale)))</h3>"
                body += Markdown(section.markdown).html()
            }
            body += "</article>"
        }
        return body
    }
}
