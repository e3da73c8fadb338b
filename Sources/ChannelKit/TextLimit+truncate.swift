// SPDX-License-Identifier: Apache-2.0

extension TextLimit {
    /// The text where it fits, else its beginning with a mark that something is missing.
    ///
    /// The cut falls between two characters as readers see them, at a word's end where one is near, never inside an
    /// address (it goes as a whole) nor after a lone escape. Only a character that is longer than the whole limit
    /// because marks are piled on it is cut itself.
    ///
    /// The `mark` stands for the missing rest; it is left out where not even it fits. The `link` says where the rest
    /// can be read: where the text is cut and the link fits, the result ends in the mark, a space and the link, which
    /// takes precedence over text and mark.
    public func truncate(_ text: String, mark: String = "…", link: String? = nil) -> String {
        if holds(text) { return text }
        for ending in endings(mark: mark, link: link) {
            let room = max - unit.count(ending)
            guard room >= 0 else { continue }
            let kept = ending == link ? "" : beginning(of: text, room: room)
            let result = kept.isEmpty && ending.hasPrefix(" ") ? String(ending.dropFirst()) : kept + ending
            if holds(result) { return result }
        }
        return beginning(of: text, room: Swift.max(0, max))
    }

    /// What may follow the cut, the most telling first.
    private func endings(mark: String, link: String?) -> [String] {
        guard let link, !link.isEmpty else { return [mark] }
        let linkAlone = max >= unit.count(link) ? [link] : []
        return ["\(mark) \(link)"] + linkAlone + [mark]
    }

    /// As much of the text as `room` takes, without white space at its end.
    private func beginning(of text: String, room: Int) -> String {
        guard room > 0 else { return "" }
        let layout = TextLayout(text, unit: unit, upTo: room)
        let reach = layout.reach(from: 0, room: room)
        guard reach > 0 else { return crowdedCharacter(of: layout, room: room) }
        if reach == layout.end { return String(layout.slice(0, layout.trimmed(reach, after: 0))) }
        var cut = layout.settled(reach, after: 0)
        if let word = layout.wordEnd(before: cut, after: cut / 2) { cut = word }
        return String(layout.slice(0, layout.rested(cut, after: 0)))
    }

    /// A character with more marks on it than any writing needs is cut where it alone is too long; an emoji never.
    private func crowdedCharacter(of layout: TextLayout, room: Int) -> String {
        guard let first = layout.text.first, first.unicodeScalars.count > 32 else { return "" }
        var kept = ""
        for scalar in first.unicodeScalars {
            guard unit.count(kept) + unit.count(String(scalar)) <= room else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }
}

extension TextLayout {
    /// The last end of a word after `bound`, at or before `boundary`.
    func wordEnd(before boundary: Int, after bound: Int) -> Int? {
        if boundary < end, skippingSpace(boundary) > boundary { return boundary }
        var cut = boundary
        while cut > bound {
            if isSpace(before: cut) { return trimmed(cut, after: bound) > bound ? cut : nil }
            cut -= 1
        }
        return nil
    }
}
