// SPDX-License-Identifier: Apache-2.0

/// What the written documents keep to: their links lead somewhere, and the commands they name exist.
enum DocumentRules {
    /// The links that lead nowhere.
    ///
    /// They start at the folder of `path`, the document's own; `exists` tells whether there is a file or folder at a path
    /// from the root.
    static func deadLinks(in text: String, at path: String, exists: (String) throws -> Bool) rethrows -> [String] {
        let folder = path.split(separator: "/").dropLast().map(String.init)
        return try links(in: text)
            .compactMap { link in
                let target = link.prefix { $0 != "#" && $0 != "?" }
                if target.isEmpty || target.contains(":") { return nil }
                var parts = target.hasPrefix("/") ? [] : folder
                for part in target.split(separator: "/") where part != "." {
                    if part == ".." {
                        guard parts.popLast() != nil else { return "\(path): \(link) leads out of the repository" }
                    } else {
                        parts.append(String(part))
                    }
                }
                return try exists(parts.joined(separator: "/")) ? nil : "\(path): \(link) leads nowhere"
            }
    }

    /// The targets of `make …` in code that the makefile does not have.
    static func unknownTargets(in text: String, at path: String, makefile: String) -> [String] {
        let known = makefile.split(separator: "\n")
            .compactMap { line in line.first?.isLetter == true ? line.split(separator: ":").first.map(String.init) : nil
            }
        return code(in: text)
            .flatMap { piece in
                piece.split(separator: "\n")
                    .compactMap { line -> String? in
                        let words = line.split(separator: " ").drop { $0.contains("=") }
                        guard words.first == "make", let target = words.dropFirst().first else { return nil }
                        let name = target.prefix { $0.isLetter || $0 == "-" }
                        return name.isEmpty || name.hasPrefix("-") || known.contains(String(name))
                            ? nil : "\(path): there is no “make \(name)”"
                    }
            }
    }

    /// Inline links and images outside code, and the definitions of reference links.
    private static func links(in text: String) -> [Substring] {
        let prose = pieces(of: text, fence: "```").enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        return prose.flatMap { piece -> [Substring] in
            let plain = pieces(of: piece, fence: "`").enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            let inline = plain.flatMap { part in
                // A link's text may itself be code, so the bracket can stand at the beginning of a part.
                part.ranges(of: "](").map { part[$0.upperBound...].prefix { $0 != ")" && !$0.isWhitespace } }
            }
            let references = piece.split(separator: "\n")
                .compactMap { line -> Substring? in
                    guard line.hasPrefix("["), let end = line.firstRange(of: "]: ") else { return nil }
                    return line[end.upperBound...].prefix { !$0.isWhitespace }
                }
            return inline + references
        }
    }

    private static func code(in text: String) -> [Substring] {
        let blocks = pieces(of: text[...], fence: "```")
        return blocks.enumerated()
            .flatMap { offset, piece in
                offset % 2 == 1
                    ? [piece] : pieces(of: piece, fence: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
            }
    }

    private static func pieces(of text: some StringProtocol, fence: String) -> [Substring] {
        String(text).split(separator: fence, omittingEmptySubsequences: false)
    }
}
