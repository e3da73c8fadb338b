// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The page itself: how things are now.
extension PageWriter {
    /// How much the page shows, so that its first view stays small however much there is to say.
    private struct Detail {
        var incidents: Int
        var extent: Extent
        var past: Int
    }

    private static let details = [
        Detail(incidents: 20, extent: .updates(8), past: 10), Detail(incidents: 20, extent: .updates(3), past: 10),
        Detail(incidents: 20, extent: .updates(1), past: 5), Detail(incidents: 20, extent: .excerpt, past: 5),
        Detail(incidents: 10, extent: .excerpt, past: 3), Detail(incidents: 3, extent: .excerpt, past: 0),
    ]

    /// The page as `index.html`, of at most `limit` bytes where that can be.
    func index(limit: Int) -> String {
        var html = ""
        for (index, detail) in Self.details.enumerated() {
            // What is far too much is not even written.
            if index + 1 < Self.details.count, weight(detail) > 3 * limit { continue }
            html = document("", title: "", main: main(detail))
            if html.utf8.count <= limit { break }
        }
        return html
    }

    /// Bytes of what an extent of incidents says, near enough.
    private func weight(_ detail: Detail) -> Int {
        guard case .updates(let count) = detail.extent else { return 0 }
        let shown = [state.open, state.active, state.upcoming].flatMap { $0.prefix(detail.incidents) }
        return shown.reduce(0) { sum, incident in
            let updates = incident.updates.suffix(count)
            let texts = updates.compactMap { $0.text(in: language.slot) }
            return sum + texts.reduce(0) { $0 + $1.sections.reduce(0) { $0 + $1.markdown.utf8.count } }
        }
    }

    private func main(_ detail: Detail) -> String {
        [
            now, incidents(words.current, "open", state.open, detail),
            incidents(words.activeMaintenance, "active", state.active, detail), components,
            incidents(words.plannedMaintenance, "planned", state.upcoming, detail), past(detail.past),
        ]
        .filter { !$0.isEmpty }
        .joined(separator: "\n")
    }

    private var now: String {
        let dress = ComponentState(state.indicator)
        return """
            <section class="now \(dress.signName)" aria-labelledby="now">
            <h1 id="now">\(sign(dress)) \(escaped(words.sentence(for: state)))</h1>
            <p>\(escaped(label(.asOf))) \(time(updatedAt, " data-local"))</p>
            </section>
            """
    }

    private func incidents(_ heading: String, _ id: String, _ incidents: [PageIncident], _ detail: Detail) -> String {
        guard !incidents.isEmpty else { return "" }
        let items = incidents.prefix(detail.incidents)
            .map { incident in
                let address = "incidents/\(incident.id)/"
                let dress =
                    incident.isMaintenance ? ComponentState.underMaintenance : ComponentState(incident.indicator)
                return """
                    <article class="incident \(dress.signName)">
                    <h3><a href="\(address)">\(title(of: incident))</a></h3>
                    \(facts(of: incident))
                    \(timeline(of: incident, detail.extent, address: address, level: 4))
                    </article>
                    """
            }
        let rest =
            items.count < incidents.count
            ? "<p><a href=\"history/\">\(escaped(words.moreIncidents))</a></p>" : ""
        return section(heading, id, items.joined(separator: "\n") + rest)
    }

    private var components: String {
        guard !state.components.isEmpty else { return "" }
        var groups: [(title: LocalText?, members: [PageState.Component])] = []
        for component in state.components {
            if let index = groups.firstIndex(where: { $0.title == component.component.group }) {
                groups[index].members.append(component)
            } else {
                groups.append((component.component.group, [component]))
            }
        }
        let isGrouped = groups.contains { $0.title != nil }
        let lists = groups.map { title, members in
            let name = title.map { $0(language.locale) } ?? words.otherComponents
            let heading = isGrouped ? "<h3>\(escaped(name))</h3>" : ""
            return heading + "<ul class=\"components\">\n\(members.map(line).joined(separator: "\n"))\n</ul>"
        }
        return section(words.components, "components", lists.joined(separator: "\n"))
    }

    private func line(_ item: PageState.Component) -> String {
        let journeys = item.component.journeys.map { escaped($0(language.locale)) }
        let purpose =
            journeys.isEmpty
            ? "" : "<p class=\"quiet\">\(escaped(words.journeys)): \(journeys.joined(separator: " · "))</p>"
        return "<li><span class=\"name\">\(escaped(item.component.title(language.locale)))</span> "
            + "<span class=\"is \(item.state.signName)\">\(sign(item.state))"
            + "\(escaped(words.component[item.state] ?? item.state.rawValue))</span>\(purpose)</li>"
    }

    private func past(_ count: Int) -> String {
        guard count > 0 else { return "" }
        guard !state.past.isEmpty else {
            return section(words.past, "past", "<p>\(escaped(words.nothingPast))</p>")
        }
        let items = state.past.prefix(count).map { entry($0, home: "", isDetailed: true) }
        let list = "<ul class=\"past\">\n\(items.joined(separator: "\n"))\n</ul>"
        return section(words.past, "past", list + "\n<p><a href=\"history/\">\(escaped(words.history))</a></p>")
    }

    func section(_ heading: String, _ id: String, _ html: String) -> String {
        "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(escaped(heading))</h2>\n\(html)\n</section>"
    }
}
