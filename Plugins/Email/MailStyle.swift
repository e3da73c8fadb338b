// SPDX-License-Identifier: Apache-2.0

/// How mails look: set on the elements themselves where clients drop style sheets, in the sheet where only it can.
enum MailStyle {
    private static let font =
        "color:#1c2024;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
        + "font-size:16px;line-height:1.5"
    static let page = "margin:0;padding:0;background:#f3f4f6;\(font)"
    static let card = "max-width:600px;background:#ffffff;border-radius:6px"
    /// The font once more: not every client lets a table inherit it.
    static let column = "padding:24px;overflow-wrap:anywhere;\(font)"
    static let title = "margin:0 0 16px;font-size:22px;line-height:1.3"
    static let heading = "margin:24px 0 8px;font-size:17px;line-height:1.3"
    static let facts = "margin:0 0 16px;color:#5c6470;font-size:14px"
    static let footer = "margin:24px 0 0;color:#5c6470;font-size:13px"
    static let badge =
        "display:inline-block;padding:2px 10px;border-radius:10px;color:#ffffff;font-size:13px;font-weight:bold"
    static let button =
        "display:inline-block;padding:10px 18px;border-radius:6px;color:#ffffff;text-decoration:none;font-weight:bold"
    static let drill = "margin:0 0 16px;padding:8px 12px;border:2px dashed #945700;font-weight:bold"
    /// Off every screen and out of every reader's voice, though first in a list of mails.
    static let hidden = "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0"

    static let sheet = """
        p { margin: 0 0 12px } ul, ol { margin: 0 0 12px; padding-inline-start: 24px }
        pre, code { font-family: Menlo, Consolas, monospace; font-size: 14px; white-space: pre-wrap }
        blockquote { margin: 0 0 12px; padding-inline-start: 12px; border-inline-start: 3px solid #c5cad1 }
        .card td table { border-collapse: collapse } .card th, .card td td { padding: 4px 8px; border: 1px solid #c5cad1 }
        @media (prefers-color-scheme: dark) {
        .page { background: #15181b !important } .page, .text { color: #e6e8ea !important }
        .card { background: #22262b !important } .quiet { color: #a9b1bb !important }
        .card a:not([style*="background"]) { color: #7fb3ff !important }
        }
        """
}
