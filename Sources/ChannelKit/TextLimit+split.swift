// SPDX-License-Identifier: Apache-2.0

extension TextLimit {
    /// The text in parts that each fit, with nothing lost but white space at the cuts.
    ///
    /// Parts end at a paragraph, else a sentence, else a word, else between two characters; never inside an address
    /// unless it alone is too long. A single character that exceeds the limit is cut between its scalars, and a
    /// scalar that exceeds it is left out.
    ///
    /// Where `numbered`, parts start with `(1/3) `, counted in the limit. A single part is not numbered, nor are parts
    /// so small that the numbers would take more than half of them.
    public func split(_ text: String, numbered: Bool = true) -> [String] {
        if holds(text) { return [text] }
        guard max > 0 else { return [] }
        return parts(of: TextLayout(text, unit: unit), isNumbered: numbered)
    }

    /// The text in numbered parts, as ``split(_:numbered:)`` has them; nil where that would be more than `most`, which
    /// is found out without looking at much more than would fit.
    package func split(_ text: String, within most: Int) -> [String]? {
        guard max > 0, most > 0 else { return nil }
        // White space at a cut is not counted in any part.
        let room = (max + 8).multipliedReportingOverflow(by: most)
        let layout = TextLayout(text, unit: unit, upTo: room.overflow ? .max : room.partialValue)
        guard layout.isWhole else { return nil }
        if layout.cost <= max { return [text] }
        let parts = parts(of: layout, isNumbered: true)
        return parts.count <= most ? parts : nil
    }

    private func parts(of layout: TextLayout, isNumbered: Bool) -> [String] {
        guard isNumbered else { return parts(of: layout, room: max).map(String.init) }
        for digits in 1...7 {
            let room = max - widestNumber(digits)
            guard room >= (max + 1) / 2 else { break }
            let parts = parts(of: layout, room: room)
            guard String(parts.count).utf8.count <= digits else { continue }
            guard parts.count > 1 else { return parts.map(String.init) }
            return parts.enumerated().map { "(\($0 + 1)/\(parts.count)) \($1)" }
        }
        return parts(of: layout, room: max).map(String.init)
    }

    private func widestNumber(_ digits: Int) -> Int {
        guard case .weighted(let weight) = unit else { return 2 * digits + 4 }
        let digit = "0123456789".map { Swift.max(0, weight($0)) }.max() ?? 1
        return 2 * digits * digit + unit.count("(/) ")
    }

    private func parts(of layout: TextLayout, room: Int) -> [Substring] {
        var parts: [Substring] = []
        var start = layout.skippingSpace(0)
        while start < layout.end {
            let reach = layout.reach(from: start, room: room)
            guard reach > start else {
                parts += pieces(of: layout.slice(start, start + 1), room: room)
                start = layout.skippingSpace(start + 1)
                continue
            }
            let cut = reach == layout.end ? reach : layout.bestCut(from: start, reach: reach)
            let rested = layout.rested(cut, after: start)
            let shown = rested > start ? rested : cut
            parts.append(layout.slice(start, shown))
            start = layout.skippingSpace(shown)
        }
        return parts
    }

    /// Cuts one character that is too long for a part.
    private func pieces(of character: Substring, room: Int) -> [Substring] {
        var pieces: [Substring] = []
        var start = character.startIndex
        var cost = 0
        for index in character.unicodeScalars.indices {
            let next = character.unicodeScalars.index(after: index)
            // By itself: within the text, to find where its character ends would take all of the rest.
            let added = unit.count(String(character.unicodeScalars[index]))
            if added > room {
                if start < index { pieces.append(character[start..<index]) }
                start = next
                cost = 0
            } else if cost + added > room {
                pieces.append(character[start..<index])
                start = index
                cost = added
            } else {
                cost += added
            }
        }
        if start < character.endIndex { pieces.append(character[start...]) }
        return pieces
    }
}

extension TextLayout {
    /// Where to end a part that starts at `start` and can reach as far as `reach`.
    fileprivate func bestCut(from start: Int, reach: Int) -> Int {
        let settledReach = settled(reach, after: start)
        // What cannot be kept whole, because it alone is too long, is cut.
        let hard = settledReach > start ? settledReach : reach
        // A break that leaves more than half of the part empty is not worth it.
        let half = start + (hard - start) / 2
        if let paragraph = lastBreak(before: hard, after: half, where: isParagraphEnd) { return paragraph }
        if let sentence = lastBreak(before: hard, after: half, where: isSentenceEnd) { return sentence }
        guard let word = wordEnd(before: hard, after: start) else { return hard }
        return settled(word, after: start)
    }

    private func lastBreak(before boundary: Int, after bound: Int, where isBreak: (Int) -> Bool) -> Int? {
        var cut = boundary
        while cut > bound {
            if isBreak(cut) { return settled(cut, after: bound) == cut ? cut : nil }
            cut -= 1
        }
        return nil
    }

    /// Whether an empty line starts at the boundary.
    private func isParagraphEnd(_ boundary: Int) -> Bool {
        var position = offsets[boundary]
        var lines = 0
        while position < bytes.count, lines < 2 {
            switch bytes[position] {
            case 0x0A: lines += 1
            case 0x0D where position + 1 < bytes.count && bytes[position + 1] == 0x0A: break
            case 0x0D: lines += 1
            case 0x20, 0x09: if lines == 0 { return false }
            default: return false
            }
            position += 1
        }
        return lines == 2
    }

    /// Whether a line or a sentence ends just before the boundary.
    private func isSentenceEnd(_ boundary: Int) -> Bool {
        let position = offsets[boundary]
        guard position < bytes.count, position > 0 else { return false }
        if bytes[position] == 0x0A || bytes[position] == 0x0D { return true }
        if isSpace(before: boundary + 1) { return ".!?:".utf8.contains(bytes[position - 1]) }
        // The full stops of Chinese and Japanese need no space after them.
        guard position >= 3 else { return false }
        switch (bytes[position - 3], bytes[position - 2], bytes[position - 1]) {
        case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F): return true
        default: return false
        }
    }
}
