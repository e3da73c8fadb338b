// SPDX-License-Identifier: Apache-2.0

/// The places in a text that are filled in for each reader: `{{reader.name}}`, or `{{reader.name|there}}` with what stands
/// there for a reader without that value.
///
/// A message is kept with its places; the values stay with the destinations. What fills a place is one line of text and
/// nothing else: control characters become spaces, so that none can begin a header, a heading or a list.
public struct ReaderPlaces: Hashable, Sendable {
    /// One of them.
    public struct Place: Hashable, Sendable {
        public let name: String
        /// Nil where nothing was said.
        public let fallback: String?

        public init(_ name: String, fallback: String?) {
            self.name = name
            self.fallback = fallback
        }

        /// As it is written in a text.
        public var text: String { "{{reader.\(name)\(fallback.map { "|\($0)" } ?? "")}}" }
    }

    private enum Piece: Hashable { case text(Substring), place(Place) }

    private let pieces: [Piece]

    /// The longest name; names have lower-case letters, digits, `_` and `-`.
    public static let longestName = 64

    /// The longest value, in characters: what is longer is cut.
    public static let longestValue = 200

    /// Reads a text; what only looks like a place, such as one without a name, is text.
    public init(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{reader."), let end = rest[start.upperBound...].firstRange(of: "}}") {
            if let place = Place(rest[start.upperBound..<end.lowerBound]) {
                pieces += [.text(rest[..<start.lowerBound]), .place(place)]
                rest = rest[end.upperBound...]
            } else {
                pieces.append(.text(rest[..<start.upperBound]))
                rest = rest[start.upperBound...]
            }
        }
        self.pieces = pieces + [.text(rest)]
    }

    /// Whether a text may have places: cheap.
    static func mayStand(in text: String) -> Bool { text.contains("{{reader.") }

    public static func isName(_ text: some StringProtocol) -> Bool {
        (1...longestName).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-".utf8.contains(byte)
            }
    }

    public var places: [Place] {
        pieces.compactMap { piece in
            if case .place(let place) = piece { place } else { nil }
        }
    }

    /// The text with its places filled: by the reader's value, else by the place's own, else by nothing.
    ///
    /// Here `escape` makes what is filled in harmless in this kind of text; where the text `isMarkdown`, a place in a link's
    /// target stays empty.
    public func filled(
        with values: [String: String],
        isMarkdown: Bool = false,
        escape: (String) -> String = { $0 }
    ) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let words): text += words
            case .place(let place):
                // Nobody's value says where a link points.
                if isMarkdown, Self.isLinkTarget(text) { continue }
                text += escape(Self.line(values[place.name] ?? place.fallback ?? ""))
            }
        }
        return text
    }

    /// Whether a text of Markdown ends within the address that a link or a reference points to.
    private static func isLinkTarget(_ text: String) -> Bool {
        ["](", "]:"]
            .contains { opening in
                guard let start = text.ranges(of: opening).last?.upperBound else { return false }
                let rest = text[start...].drop { $0 == " " }
                return !rest.contains { $0 == ")" || $0.isWhitespace }
            }
    }

    /// One line without control characters.
    private static func line(_ value: String) -> String {
        var line = ""
        for scalar in value.prefix(longestValue).unicodeScalars {
            let isControl =
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            line.unicodeScalars.append(isControl ? " " : scalar)
        }
        return line
    }
}

extension ReaderPlaces.Place {
    /// What stands between the marks; nil where it has no name.
    fileprivate init?(_ text: Substring) {
        let name = text.prefix { $0 != "|" }
        guard ReaderPlaces.isName(name), !text.contains(where: { $0.isNewline || $0 == "{" || $0 == "}" }) else {
            return nil
        }
        self.init(String(name), fallback: text.count > name.count ? String(text.dropFirst(name.count + 1)) : nil)
    }
}

extension Message {
    /// What it says to each reader alone.
    public var readerPlaces: [ReaderPlaces.Place] {
        var found: [ReaderPlaces.Place] = []
        for text in [title, subject, short].compactMap(\.self) + sections.map(\.markdown)
        where ReaderPlaces.mayStand(in: text) {
            for place in ReaderPlaces(text).places where !found.contains(place) { found.append(place) }
        }
        return found
    }

    /// The message as a reader with these values gets it; without any, as everyone may see it.
    ///
    /// In sections a value stands as Markdown's plain text: no mark of it makes a link, a heading or anything else.
    public func addressed(to values: [String: String]) -> Message {
        var message = self
        message.title = Self.line(title, values)
        message.subject = subject.map { Self.line($0, values) }
        message.short = short.map { Self.line($0, values) }
        for index in sections.indices where ReaderPlaces.mayStand(in: sections[index].markdown) {
            message.sections[index].markdown = ReaderPlaces(sections[index].markdown)
                .filled(with: values, isMarkdown: true, escape: Self.markdownText)
        }
        return message
    }

    private static func line(_ text: String, _ values: [String: String]) -> String {
        ReaderPlaces.mayStand(in: text) ? ReaderPlaces(text).filled(with: values) : text
    }

    /// A backslash before every punctuation mark of ASCII makes it a sign like any other (CommonMark 2.4).
    private static func markdownText(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            let isMark =
                scalar.isASCII && scalar.value > 0x20 && scalar.value < 0x7F && !scalar.properties.isAlphabetic
                && !(0x30...0x39).contains(scalar.value)
            if isMark { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}

extension MessageSet {
    /// What any of its wordings says to each reader alone.
    public var readerPlaces: [ReaderPlaces.Place] {
        var found: [ReaderPlaces.Place] = []
        for message in messages + overrides.values.flatMap(\.self) {
            for place in message.readerPlaces where !found.contains(place) { found.append(place) }
        }
        return found
    }
}
