// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore

/// What is to be said, as options.
struct StatementOptions: ParsableArguments {
    @Option(help: "What happened, in Markdown; “-” reads it from standard input.")
    var body: String?

    @Option(
        help: ArgumentHelp(
            "A section, as NAME=MARKDOWN: impact, what_we_do, …; may be repeated.",
            valueName: "name=text"
        )
    )
    var section: [String] = []

    @Option(help: "A template instead of text.")
    var template: String?

    @Option(
        name: [.customLong("var")],
        help: ArgumentHelp("A template's variable, as NAME=VALUE; may be repeated.", valueName: "name=value")
    )
    var variables: [String] = []

    func pairs() throws -> [(String, Document?)] {
        var body = body
        if body == "-" {
            var lines: [String] = []
            while let line = readLine(strippingNewline: false) { lines.append(line) }
            body = lines.joined()
        }
        return [
            ("body", body.map { .text($0) }),
            ("sections", try object(of: section, option: "--section")),
            ("template", template.map { .text($0) }),
            ("variables", try object(of: variables, option: "--var")),
        ]
    }

    private func object(of pairs: [String], option: String) throws -> Document? {
        guard !pairs.isEmpty else { return nil }
        return .object(
            try pairs.map { pair in
                guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                    throw ValidationError("\(option) takes NAME=VALUE, not “\(pair)”.")
                }
                return (String(pair[..<equals]), Self.value(String(pair[pair.index(after: equals)...])))
            }
        )
    }

    /// Numbers and truth values are sent as such, so that typed variables can be given.
    private static func value(_ text: String) -> Document {
        if let integer = Int64(text) { return Document(.integer(integer)) }
        if text == "true" || text == "false" { return Document(.boolean(text == "true")) }
        return .text(text)
    }
}
