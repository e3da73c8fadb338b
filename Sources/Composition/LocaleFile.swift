// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A `<locale>.md` taken apart: its front matter, and its sections with the lines they stand on.
struct LocaleFile {
    struct Part {
        let text: String
        /// The line of the file on which the text starts.
        let line: Int
    }

    private(set) var title: Part?
    private(set) var subject: Part?
    private(set) var short: Part?
    private(set) var sections: [(name: SectionName, part: Part)] = []
    private(set) var findings: [Finding] = []
    private let file: String
    private let lines: [Substring]

    /// Reads a file; an override may leave its title to the file it overrides.
    init(_ content: String, file: String, isOverride: Bool) {
        self.file = file
        self.lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        let bodyStart = readFrontMatter(isOverride: isOverride)
        readSections(from: bodyStart)
    }

    /// The line of a tag that stands in the front matter.
    ///
    /// YAML folds lines and drops quotes, so the tag is looked for in the file itself, from its key's line on.
    func line(ofTag tag: String, from start: Int) -> Int {
        lines[(start - 1)...].firstIndex { $0.contains(tag) }.map { $0 + 1 } ?? start
    }

    /// Returns the index of the first line after the front matter.
    private mutating func readFrontMatter(isOverride: Bool) -> Int {
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            let problem = lines.first == "---" ? "does not end" : "is missing"
            findings.append(
                TemplateRule.syntax.finding(
                    "The front matter \(problem): keys such as “title: …” belong between two lines of “---”.",
                    file: file,
                    line: 1
                )
            )
            return lines.first == "---" ? lines.count : 0
        }
        var fields = YAMLFields(yaml: lines[1..<end].joined(separator: "\n"), file: file, offset: 1)
        fields.expect(only: ["title", "subject", "short"])
        let part = { (field: (text: String, line: Int)?) in field.map { Part(text: $0.text, line: $0.line) } }
        title = part(fields.string("title", required: !isOverride && fields.findings.isEmpty))
        subject = part(fields.string("subject"))
        short = part(fields.string("short"))
        findings += fields.findings
        return end + 1
    }

    private mutating func readSections(from start: Int) {
        var current: (name: SectionName?, line: Int, lines: [Substring])?
        var fence: Substring?
        for index in lines.indices.dropFirst(start) {
            let line = lines[index]
            let mark = LocaleFile.fence(of: line)
            if let opened = fence {
                if let mark, mark.first == opened.first, mark.count >= opened.count,
                    line.drop(while: { $0 == " " }) == mark
                {
                    fence = nil
                }
            } else if let mark {
                fence = mark
            } else if line.hasPrefix("## ") || line.hasPrefix("# ") || line == "##" || line == "#" {
                close(current)
                current = (readHeading(line, at: index + 1), index + 2, [])
                continue
            }
            guard current == nil else {
                current?.lines.append(line)
                continue
            }
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            findings.append(
                TemplateRule.strayText.finding(
                    "This text stands under no heading; begin with one such as “## what_happened”.",
                    file: file,
                    line: index + 1
                )
            )
            current = (nil, index + 1, [line])
        }
        close(current)
    }

    private mutating func readHeading(_ line: Substring, at number: Int) -> SectionName? {
        let text = line.drop { $0 == "#" }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let known = SectionName.allCases.map(\.rawValue)
        guard line.hasPrefix("## "), let name = SectionName(rawValue: text) else {
            let nearest = SectionName(rawValue: text)?.rawValue ?? NearestName.of(text, in: known)
            findings.append(
                TemplateRule.unknownSection.finding(
                    "“\(line.prefix(60))” is not a section; sections are “## ” and one of \(known.joined(separator: ", ")).",
                    file: file,
                    line: number,
                    suggestion: nearest.map { "## \($0)" }
                )
            )
            return nil
        }
        guard !sections.contains(where: { $0.name == name }) else {
            findings.append(
                TemplateRule.duplicateSection.finding("Section “\(text)” is given twice.", file: file, line: number)
            )
            return nil
        }
        return name
    }

    private mutating func close(_ section: (name: SectionName?, line: Int, lines: [Substring])?) {
        guard let section, let name = section.name else { return }
        sections.append((name, Part(text: section.lines.joined(separator: "\n"), line: section.line)))
    }

    /// The three or more marks that open or close a fenced block of code.
    private static func fence(of line: Substring) -> Substring? {
        let text = line.drop { $0 == " " }
        guard line.count - text.count < 4, let mark = text.first, mark == "`" || mark == "~" else { return nil }
        let marks = text.prefix { $0 == mark }
        return marks.count >= 3 ? marks : nil
    }
}
