// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Planned maintenance for calendars (RFC 5545), one event for each.
struct MaintenanceCalendar {
    let profile: PageProfile
    let language: PageProfile.Language
    let maintenance: [PageIncident]

    var file: FileSet.File { FileSet.File(language.home + "history.ics", text) }

    private var text: String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Belfry//Status page//EN", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "NAME:\(Self.escaped(profile.title))", "X-WR-CALNAME:\(Self.escaped(profile.title))",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        ]
        for incident in maintenance.prefix(200) { lines += event(incident) }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    private func event(_ incident: PageIncident) -> [String] {
        let start = incident.plannedStart ?? incident.createdAt
        let mark = incident.isDrill ? "[\(Message.exerciseMark(locale: language.locale))] " : ""
        let names = incident.components.compactMap { name -> String? in
            guard let listed = profile.components else { return PageComponent(name).title(language.locale) }
            return listed.first { $0.name == name }?.title(language.locale)
        }
        let summary = mark + incident.title(in: language.slot).text
        let said = incident.latest.map { PlainUpdate.text(of: $0, in: language.slot) } ?? ""
        let isCalledOff = incident.isCancelled
        var lines = [
            "BEGIN:VEVENT", "UID:\(incident.id)@\(Self.host(of: profile.url))",
            "DTSTAMP:\(Self.moment(incident.updatedAt))", "DTSTART:\(Self.moment(start))",
        ]
        // What is over took as long as it did; of the rest only the plan is known, where it says.
        let end = isCalledOff || incident.isOpen ? incident.plannedEnd : incident.resolvedAt
        if let end, end > start { lines.append("DTEND:\(Self.moment(end))") }
        lines += [
            "SEQUENCE:\(max(0, (incident.latest?.sequence ?? 1) - 1))",
            "LAST-MODIFIED:\(Self.moment(incident.updatedAt))",
            "CREATED:\(Self.moment(incident.createdAt))", "STATUS:\(isCalledOff ? "CANCELLED" : "CONFIRMED")",
            "TRANSP:TRANSPARENT", "SUMMARY:\(Self.escaped(summary))", "DESCRIPTION:\(Self.escaped(said))",
            "URL:\(profile.address(of: incident, in: language))",
        ]
        if !names.isEmpty { lines.append("CATEGORIES:\(names.map(Self.escaped).joined(separator: ","))") }
        return lines + ["END:VEVENT"]
    }

    /// `20261121T140500Z`.
    private static func moment(_ moment: Timestamp) -> String {
        String(moment.description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    private static func host(of url: String) -> String {
        String(url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != ":" })
    }

    /// Text as a value: what divides values is marked, and no character that a line cannot hold is left.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": result += "\\n"
            case "\t": result += " "
            default: if scalar.properties.generalCategory != .control { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// A line of at most 75 octets, what is beyond on further lines that begin with a space; no character is split.
    static func folded(_ line: String) -> String {
        guard line.utf8.count > 75 else { return line }
        var result = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if octets + width > 75 {
                result += "\r\n "
                octets = 1
            }
            result.unicodeScalars.append(scalar)
            octets += width
        }
        return result
    }
}
