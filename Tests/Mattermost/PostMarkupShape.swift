// SPDX-License-Identifier: Apache-2.0

/// A reader of Mattermost's Markdown that tells what is left open and who is called.
struct PostMarkupShape {
    private(set) var flaws: [String] = []

    init(_ text: String) {
        var rest = text.unicodeScalars[...]
        var marks: [Unicode.Scalar: Int] = [:]
        while let scalar = rest.first {
            let following = rest.dropFirst().first ?? " "
            if scalar == "\\" {
                rest = rest.dropFirst(2)
                // A backslash takes no hashtag's and no channel's meaning away.
                if following == "#" || following == "~", rest.first?.properties.isAlphabetic == true {
                    flaws.append("a hashtag or a channel")
                }
                continue
            } else if rest.starts(with: "```".unicodeScalars) {
                skip(to: "```", in: &rest, from: 3)
                continue
            } else if scalar == "`" {
                skip(to: "`", in: &rest, from: 1)
                continue
            } else if scalar == "]" {
                marks["[", default: 0] -= 1
                if following != "(" { flaws.append("a label without an address") }
                skip(to: ")", in: &rest, from: 2)
                continue
            } else if scalar == "@", following.properties.isAlphabetic, isCall(rest.dropFirst()) {
                flaws.append("a mass mention")
            } else if scalar == "<", following == "!" || following == "@" {
                flaws.append("a mention as Slack has it")
            } else if "*~[".unicodeScalars.contains(scalar) {
                marks[scalar, default: 0] += 1
            }
            rest = rest.dropFirst()
        }
        for (mark, count) in marks where mark == "[" ? count != 0 : count % 2 == 1 { flaws.append("an open \(mark)") }
    }

    private func isCall(_ rest: Substring.UnicodeScalarView) -> Bool {
        ["channel", "all", "here", "everyone"].contains { rest.starts(with: $0.unicodeScalars) }
    }

    private mutating func skip(to end: String, in rest: inout Substring.UnicodeScalarView, from start: Int) {
        rest = rest.dropFirst(start)
        while !rest.isEmpty, !rest.starts(with: end.unicodeScalars) { rest = rest.dropFirst() }
        if rest.isEmpty { flaws.append("an open \(end)") }
        rest = rest.dropFirst(end.unicodeScalars.count)
    }
}
