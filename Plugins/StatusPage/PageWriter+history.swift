// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// One incident's own page, and the lists of what has been.
extension PageWriter {
    /// An incident's page, which stays at its address for good.
    func page(of incident: PageIncident) -> String {
        let dress = incident.isMaintenance ? ComponentState.underMaintenance : ComponentState(incident.indicator)
        let timeline = timeline(of: incident, .updates(.max), address: "", level: 3)
        let main = """
            <article class="incident \(incident.isOpen ? dress.signName : "s-over")">
            <p class="state">\(escaped(state(of: incident)))</p>
            <h1>\(title(of: incident))</h1>
            \(facts(of: incident))
            \(review(of: incident))
            <h2>\(escaped(words.timeline))</h2>
            \(timeline)
            </article>
            """
        let mark = incident.isDrill ? "[\(Message.exerciseMark(locale: locale))] " : ""
        return document(
            "incidents/\(incident.id)/",
            title: mark + incident.title(in: language.slot).text,
            main: main
        )
    }

    /// The months for which there is something to say, the latest first.
    var months: [String] { Set(state.all.map(\.month)).sorted(by: >) }

    /// All months, each with how it went.
    func history() -> String {
        let lists = months.map { month in
            let incidents = state.all.filter { $0.month == month }
            let items = incidents.prefix(10).map { entry($0, home: "../", isDetailed: false) }
            let link = "<h2><a href=\"\(month)/\">\(escaped(words.month(month)))</a></h2>"
            let rest =
                incidents.count > items.count
                ? "\n<p><a href=\"\(month)/\">\(escaped(words.moreIncidents))</a></p>" : ""
            return "\(link)\n<ul class=\"past\">\n\(items.joined(separator: "\n"))\n</ul>\(rest)"
        }
        let empty = "<p>\(escaped(words.nothingPast))</p>"
        let main = "<h1>\(escaped(words.history))</h1>\n" + (lists.isEmpty ? empty : lists.joined(separator: "\n"))
        return document("history/", title: words.history, main: main)
    }

    /// What began in a month.
    func history(of month: String) -> String {
        let items = state.all.filter { $0.month == month }.map { entry($0, home: "../../", isDetailed: true) }
        let list =
            items.isEmpty
            ? "<p>\(escaped(words.noIncidents))</p>"
            : "<ul class=\"past\">\n\(items.joined(separator: "\n"))\n</ul>"
        let name = words.month(month)
        let main = """
            <h1>\(escaped(name))</h1>
            \(list)
            <p><a href="../">\(escaped(words.allHistory))</a></p>
            """
        return document("history/\(month)/", title: "\(words.history): \(name)", main: main)
    }

    /// One line of a list.
    func entry(_ incident: PageIncident, home: String, isDetailed: Bool) -> String {
        let begin = (incident.phase == .scheduled ? incident.plannedStart : incident.startedAt) ?? incident.createdAt
        var html = "<li><a href=\"\(home)incidents/\(incident.id)/\">\(title(of: incident))</a> "
        html += "<span class=\"state\">\(escaped(state(of: incident)))</span>"
        html += "<p class=\"quiet\">\(time(begin))"
        let end = incident.phase == .scheduled ? incident.plannedEnd : incident.resolvedAt
        if let end, end > begin { html += " – \(time(end))" }
        html += "</p>"
        if isDetailed, let text = incident.latest?.text(in: language.slot) {
            html += "<p\(tongue(text.locale))>\(escaped(PageWriter.excerpt(of: text)))</p>"
        }
        if incident.review != nil {
            let address = "\(home)incidents/\(incident.id)/#review"
            html += "<p><a href=\"\(address)\">\(escaped(words.review))</a></p>"
        }
        return html + "</li>"
    }
}
