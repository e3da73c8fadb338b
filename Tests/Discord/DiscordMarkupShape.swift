// SPDX-License-Identifier: Apache-2.0

/// A reader of Discord's Markdown that tells what is left open and who is called.
struct DiscordMarkupShape {
    private(set) var flaws: [String] = []

    init(_ text: String) {
        var rest = text.unicodeScalars[...]
        var marks: [Unicode.Scalar: Int] = [:]
        while let scalar = rest.first {
            let following = rest.dropFirst().first
            if scalar == "\\" {
                rest = rest.dropFirst(2)
            } else if rest.starts(with: "```".unicodeScalars) {
                skip(to: "```", in: &rest, from: 3)
            } else if scalar == "`" {
                skip(to: "`", in: &rest, from: 1)
            } else if scalar == "<" {
                if !rest.dropFirst().starts(with: "http".unicodeScalars) { flaws.append("a mention") }
                skip(to: ">", in: &rest, from: 1)
            } else if scalar == "]" {
                if following != "(" { flaws.append("a label without an address") }
                marks["[", default: 0] -= 1
                skip(to: ")", in: &rest, from: 2)
            } else {
                if scalar == "[" { marks["[", default: 0] += 1 }
                if "*~|".unicodeScalars.contains(scalar) { marks[scalar, default: 0] += 1 }
                if scalar == "@", following.map({ $0.properties.isAlphabetic || $0 == "&" }) == true,
                    ["everyone", "here"].contains(where: { rest.dropFirst().starts(with: $0.unicodeScalars) })
                {
                    flaws.append("a mass mention")
                }
                rest = rest.dropFirst()
            }
        }
        for (mark, count) in marks where mark == "[" ? count != 0 : count % 2 == 1 { flaws.append("an open \(mark)") }
        for line in text.split(separator: "\n") where line.hasPrefix("#") || line.hasPrefix("-# ") {
            flaws.append("a heading")
        }
    }

    private mutating func skip(to end: String, in rest: inout Substring.UnicodeScalarView, from start: Int) {
        rest = rest.dropFirst(start)
        while !rest.isEmpty, !rest.starts(with: end.unicodeScalars) { rest = rest.dropFirst() }
        if rest.isEmpty { flaws.append("an open \(end)") }
        rest = rest.dropFirst(end.unicodeScalars.count)
    }
}
