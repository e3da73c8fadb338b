// SPDX-License-Identifier: Apache-2.0

/// A framed card: a title in the frame, named fields, and lines of content below a rule.
struct Card {
    struct Field {
        let name: String
        let value: String
        let ink: Ink

        init(_ name: String, _ value: String, _ ink: Ink = .plain) {
            self.name = name
            self.value = value
            self.ink = ink
        }
    }

    let title: String
    let note: String?
    let ink: Ink
    let fields: [Field]
    /// Made harmless and no wider than the card's inside.
    let content: [String]

    func lines(width: Int, style: ArrivalBoard.Style) -> [String] {
        let inside = width - 4
        let nameWidth = (fields.map { $0.name.count }.max() ?? 0) + 2
        let side = ink.paint("│", style)
        let row = { (text: String, visible: Int) in
            "\(side) \(text)\(TerminalText.spaces(inside - visible)) \(side)"
        }
        let head = fields.map { field in
            let name = field.name + TerminalText.spaces(nameWidth - field.name.count)
            let value = TerminalText.fitted(field.value, width: inside - nameWidth)
            return row(
                Ink.dim.paint(name, style) + field.ink.paint(value, style),
                nameWidth + TextWidth.of(value)
            )
        }
        let rule = content.isEmpty ? [] : [ink.paint("├\(Self.line(width - 2))┤", style)]
        let body = content.map { row($0, TextWidth.of($0)) }
        let bottom = ink.paint("╰\(Self.line(width - 2))╯", style)
        return [top(width: width, style: style)] + head + rule + body + [bottom]
    }

    private func top(width: Int, style: ArrivalBoard.Style) -> String {
        let room = width - 8 - title.count
        let note = TerminalText.fitted(note ?? "", width: max(0, room - 4))
        let tail = note.isEmpty ? "─╮" : " \(note) ─╮"
        let used = 4 + title.count + TextWidth.of(tail)
        let start = ink.paint("╭─", style) + " " + Ink.bold.paint(title, style) + " "
        return start + ink.paint(Self.line(width - used) + tail, style)
    }

    private static func line(_ length: Int) -> String { String(repeating: "─", count: max(0, length)) }
}
