// SPDX-License-Identifier: Apache-2.0

/// The kinds of files that a status page has, by the end of their names; no other is given out.
enum StatusFileType: String {
    case page = "html"
    case style = "css"
    case script = "js"
    case json
    case atom
    case rss
    case calendar = "ics"
    case picture = "svg"

    init?(_ name: String) {
        guard let dot = name.lastIndex(of: "."), let type = StatusFileType(rawValue: String(name[dot...].dropFirst()))
        else { return nil }
        self = type
    }

    var contentType: String {
        switch self {
        case .page: "text/html; charset=utf-8"
        case .style: "text/css; charset=utf-8"
        case .script: "text/javascript; charset=utf-8"
        case .json: "application/json; charset=utf-8"
        case .atom: "application/atom+xml; charset=utf-8"
        case .rss: "application/rss+xml; charset=utf-8"
        case .calendar: "text/calendar; charset=utf-8"
        case .picture: "image/svg+xml; charset=utf-8"
        }
    }

    /// Whether pages of other sites may fetch it: feeds and what programs read.
    var isForPrograms: Bool {
        switch self {
        case .json, .atom, .rss, .calendar: true
        case .page, .style, .script, .picture: false
        }
    }
}
