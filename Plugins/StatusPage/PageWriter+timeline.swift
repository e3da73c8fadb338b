// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// An incident's facts and updates.
extension PageWriter {
    /// How much of an incident is shown.
    enum Extent: Hashable {
        /// All updates, or the latest so many.
        case updates(Int)
        /// The beginning of the latest update.
        case excerpt
    }

    /// The facts of an incident in a list, without its title.
    func facts(of incident: PageIncident) -> String {
        var facts: [(String, String)] = []
        let mark = incident.isMaintenance ? ComponentState.underMaintenance : ComponentState(incident.indicator)
        if !incident.isNotice, let severity = incident.severity, !incident.isMaintenance {
            let word = Message.severityWord(for: severity, locale: locale)
            facts.append((label(.severity), (incident.isOpen ? sign(mark) : "") + escaped(word)))
        }
        let names = names(of: incident.components)
        let comma = Message.comma(locale: locale) + " "
        if !names.isEmpty { facts.append((label(.affected), names.map(escaped).joined(separator: comma))) }
        facts += times(of: incident)
        if let end = incident.resolvedAt { facts.append((label(.ended), time(end, " data-local"))) }
        if incident.isOpen, let due = incident.latest?.nextUpdateAt {
            facts.append((words.nextUpdate, time(due, " data-local data-late=\"\(escaped(words.overdue))\"")))
        }
        let rows = facts.map { "<div><dt>\(escaped($0))</dt><dd>\($1)</dd></div>" }.joined()
        // What is planned says when it is to happen.
        let open = incident.isOpen && incident.phase != .scheduled && incident.latest?.nextUpdateAt == nil
        return (rows.isEmpty ? "" : "<dl class=\"facts\">\(rows)</dl>")
            + (open ? "<p class=\"quiet\">\(escaped(words.nextUpdateOpen))</p>" : "")
    }

    /// When it begins or began, and until when planned work is to last.
    private func times(of incident: PageIncident) -> [(String, String)] {
        guard !incident.isNotice else { return [] }
        let late = " data-local data-late=\"\(escaped(words.planPassed))\""
        if incident.isCancelled { return incident.plannedStart.map { [(label(.plannedStart), time($0))] } ?? [] }
        let isPlanned = incident.phase == .scheduled
        let start =
            isPlanned
            ? incident.plannedStart.map { (label(.plannedStart), time($0, late)) }
            : incident.startedAt.map { (label(.started), time($0, " data-local")) }
        let end = incident.isOpen ? incident.plannedEnd.map { (label(.plannedEnd), time($0, late)) } : nil
        return [start, end].compactMap(\.self)
    }

    /// The updates, newest first; `address` leads to the incident's own page, and is empty there.
    func timeline(of incident: PageIncident, _ extent: Extent, address: String, level: Int) -> String {
        let corrections = incident.corrections
        switch extent {
        case .updates(let count):
            // On its own page the review stands by itself.
            let updates = address.isEmpty ? incident.updates.filter { $0 != incident.review } : incident.updates
            let items = updates.reversed().prefix(count)
                .map { update in
                    self.item(update, of: incident, correction: corrections[update.id], address: address, level: level)
                }
            let rest = items.count < updates.count ? more(address) : ""
            return "<ol class=\"timeline\" reversed>\n\(items.joined(separator: "\n"))\n</ol>\(rest)"
        case .excerpt:
            guard let latest = incident.latest, let text = latest.text(in: language.slot) else { return more(address) }
            return "<p\(tongue(text.locale))>\(escaped(PageWriter.excerpt(of: text)))</p>" + more(address)
        }
    }

    /// One update, as an entry of a timeline.
    func item(
        _ update: PageUpdate,
        of incident: PageIncident,
        correction: PageUpdate?,
        address: String,
        level: Int
    ) -> String {
        let anchor = address.isEmpty ? " id=\"update-\(update.sequence)\"" : ""
        let notice = incident.isNotice ? words.notice : ""
        let state = update.phase.map { Message.stateWord(for: $0, locale: locale) } ?? notice
        var html = "<li\(anchor)\(correction == nil ? "" : " class=\"corrected\"")><h\(level)>"
        if !state.isEmpty { html += "<span class=\"state\">\(escaped(state))</span> " }
        html += "\(time(update.publishedAt))</h\(level)>"
        return html + said(by: update, of: incident, correction: correction, address: address, level: level) + "</li>"
    }

    /// What an update says, below the marks of what it corrects and of what corrects it.
    private func said(
        by update: PageUpdate,
        of incident: PageIncident,
        correction: PageUpdate?,
        address: String,
        level: Int
    ) -> String {
        var html = ""
        if let corrected = update.corrects {
            let words = Message.correctionMark(of: corrected.sequence, locale: locale)
            html += "<p class=\"mark\"><a href=\"\(address)#update-\(corrected.sequence)\">\(escaped(words))</a></p>"
        }
        if let correction {
            let words = Message.correctedMark(by: correction.sequence, locale: locale)
            html += "<p class=\"mark\"><a href=\"\(address)#update-\(correction.sequence)\">\(escaped(words))</a></p>"
        }
        guard let text = update.text(in: language.slot) else { return html }
        html += "<div\(tongue(text.locale))>"
        if text.title != incident.title(in: language.slot).text { html += "<p><b>\(escaped(text.title))</b></p>" }
        html += memo.body(of: text, level: level + 1)
        return html + "</div>"
    }

    /// What was learned from the incident, above what was said while it lasted; empty where nothing was published.
    func review(of incident: PageIncident) -> String {
        guard let review = incident.review else { return "" }
        let said = said(by: review, of: incident, correction: incident.corrections[review.id], address: "", level: 2)
        return """
            <section class="review" id="update-\(review.sequence)" aria-labelledby="review">
            <h2 id="review">\(escaped(Message.stateWord(for: .postmortem, locale: locale)))</h2>
            <p class="quiet">\(time(review.publishedAt))</p>
            \(said)
            </section>
            """
    }

    /// The beginning of what an update says, in one line.
    static func excerpt(of text: PageUpdate.Text) -> String {
        let telling = text.sections.first { $0.name == .impact } ?? text.sections.first
        return TextLimit(200, .graphemes).truncate(Markdown(telling?.markdown ?? text.title).singleLine())
    }

    private func more(_ address: String) -> String {
        "<p><a href=\"\(address)\">\(escaped(words.allUpdates))</a></p>"
    }
}

extension PageWriter {
    /// An update by itself, as it will stand in its incident's timeline.
    func preview(of incident: PageIncident) -> String {
        guard let update = incident.latest else { return "" }
        let item = item(update, of: incident, correction: nil, address: "", level: 3)
        return "<article>\n<h2>\(title(of: incident))</h2>\n<ol class=\"timeline\">\n\(item)\n</ol>\n</article>"
    }
}
