// SPDX-License-Identifier: Apache-2.0

/// A reader of the Markdown in cards that tells what is left open.
struct CardMarkupShape {
    private(set) var flaws: [String] = []

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var marks: [Unicode.Scalar: Int] = [:]
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            let following = place + 1 < scalars.count ? scalars[place + 1] : " "
            switch scalar {
            case "\\": place += 1
            case "<" where following != "\u{2060}": flaws.append("a tag")
            case "&" where following == "#" || following.properties.isAlphabetic: flaws.append("an entity")
            case "`": flaws.append("code, which cards do not have")
            case "]":
                marks["[", default: 0] -= 1
                if following != "(" { flaws.append("a label without an address") }
                while place < scalars.count, scalars[place] != ")" { place += 1 }
                if place == scalars.count { flaws.append("an open address") }
            case "*", "[": marks[scalar, default: 0] += 1
            case "_": marks[scalar, default: 0] += 1
            default: break
            }
            place += 1
        }
        for (mark, count) in marks where mark == "[" ? count != 0 : count % 2 == 1 { flaws.append("an open \(mark)") }
    }
}
