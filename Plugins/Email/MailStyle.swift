// SPDX-License-Identifier: Apache-2.0

import Announcement

/// How mails look: set on the elements themselves, since many clients drop style sheets; in the sheet only what
/// nothing else can say, which is dark mode and small screens.
enum MailStyle {
    private static let face = "font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif"
    private static let font = "color:#1c2024;\(face)"
    static let page = "margin:0;padding:0;background:#f3f4f6"
    static let column = "width:100%;max-width:600px"
    static let card = "\(column);background:#ffffff;border-radius:6px"
    /// The font on the cell: not every client lets a table inherit it.
    static let text = "padding:24px;overflow-wrap:anywhere;\(font)"
    static let bar = "padding:12px 24px;border-radius:6px 6px 0 0;\(face);color:#ffffff;font-weight:bold"
    static let stripe = "height:6px;border-radius:6px 6px 0 0;font-size:0;line-height:0"
    static let drill = "padding:12px 24px;border:2px dashed #945700;overflow-wrap:anywhere;\(font);font-weight:bold"
    static let title = "margin:0 0 16px;font-size:22px;line-height:1.3"
    static let heading = "margin:24px 0 8px;font-size:17px;line-height:1.3"
    /// On the table, whose cells inherit it in every client.
    static let facts = "color:#1c2024;font-size:14px;line-height:1.5"
    static let label = "color:#5c6470"
    static let button =
        "display:inline-block;padding:12px 20px;border-radius:6px;color:#ffffff;font-weight:bold;text-decoration:none"
    static let foot = "padding:16px 24px;overflow-wrap:anywhere;\(font)"
    static let footer = "margin:0 0 8px;color:#5c6470;font-size:13px"
    static let quietLink = "color:#5c6470"
    /// Off every screen and out of every reader's voice, though first in a list of mails.
    static let hidden = "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0"

    /// Of what carries the state: beside the words, never instead of them.
    ///
    /// Each has a contrast of 4.5 to 1 or more with white.
    static func accent(of facts: Facts) -> String {
        switch facts.phase {
        case .resolved, .completed: "#1a7f37"
        case .postmortem, .scheduled, .inProgress, .verifying, nil: "#0b5cad"
        case .investigating, .identified, .monitoring:
            facts.severity.map { $0 >= .sev2 } ?? false ? "#b42318" : "#945700"
        }
    }

    /// A shape beside the state, for those who cannot tell the colours apart.
    static func sign(of phase: Phase) -> String {
        switch phase {
        case .investigating, .identified: "&#9650;"
        case .monitoring, .inProgress, .verifying: "&#9679;"
        case .resolved, .completed: "&#10003;"
        case .scheduled, .postmortem: "&#9675;"
        }
    }

    static let sheet = """
        @media (max-width:620px) { .edge { padding-left:16px !important; padding-right:16px !important } }
        @media (prefers-color-scheme:dark) {
        .page { background:#15181b !important } .card { background:#22262b !important }
        .text, .text td, .text th { color:#e6e8ea !important } .quiet, .text td.quiet { color:#a9b1bb !important }
        .text a { color:#8ab8ff !important } .text a.button { color:#ffffff !important }
        }
        """
    /// Outlook on the web marks what it has darkened with attributes of its own; in a sheet apart, since some clients
    /// leave out a sheet of which they understand only a part.
    static let outlookSheet = """
        [data-ogsb] .page { background:#15181b !important } [data-ogsb] .card { background:#22262b !important }
        [data-ogsc] .text, [data-ogsc] .text td { color:#e6e8ea !important }
        [data-ogsc] .quiet, [data-ogsc] .text td.quiet { color:#a9b1bb !important }
        [data-ogsc] .text a { color:#8ab8ff !important } [data-ogsc] .text a.button { color:#ffffff !important }
        """
    /// Word draws for Outlook on Windows, and knows no fonts by the names that others do.
    static let wordSheet =
        "<!--[if mso]><style>td,p,h1,h2,a { font-family:'Segoe UI',Arial,sans-serif }</style><![endif]-->"
}
