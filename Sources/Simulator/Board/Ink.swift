// SPDX-License-Identifier: Apache-2.0

/// How a run of text is coloured in a terminal.
struct Ink: Hashable {
    private let codes: String

    private init(_ codes: String) { self.codes = codes }

    static let plain = Ink("")
    static let bold = Ink("1")
    static let dim = Ink("2")
    static let red = Ink("31")
    static let green = Ink("32")
    static let cyan = Ink("36")
    static let magenta = Ink("35")
    static let onRed = Ink("1;97;41")
    static let onGreen = Ink("30;42")
    static let onYellow = Ink("30;43")
    static let onBlue = Ink("97;44")

    func paint(_ text: String, _ style: ArrivalBoard.Style) -> String {
        style == .plain || codes.isEmpty || text.isEmpty ? text : "\u{1B}[\(codes)m\(text)\u{1B}[0m"
    }
}
