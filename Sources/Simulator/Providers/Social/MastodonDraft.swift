// SPDX-License-Identifier: Apache-2.0

/// A post as it is handed to a Mastodon instance, by JSON or by form, with what the instance checks of it.
struct MastodonDraft: Hashable, Sendable {
    /// Why it cannot be published, in the instance's words.
    struct Flaw: Error, Hashable {
        let words: String
    }

    let text: String
    let warning: String
    let parent: String?
    let visibility: String

    init(_ call: ProviderRequest, longest: Int, addressLength: Int) throws(Flaw) {
        let fields = call.json?.object ?? call.form?.mapValues { .text($0) } ?? [:]
        self.text = fields["status"]?.text ?? ""
        self.warning = fields["spoiler_text"]?.text ?? ""
        self.parent = fields["in_reply_to_id"].flatMap { $0.text ?? $0.whole.map(String.init) }
        self.visibility = fields["visibility"]?.text ?? "public"
        guard !text.allSatisfy(\.isWhitespace) else { throw Flaw(words: "Text can't be blank") }
        let length = [warning, text].reduce(0) { $0 + Self.length(of: $1, addressLength) }
        guard length <= longest else { throw Flaw(words: "Text character limit of \(longest) exceeded") }
        if let given = fields["visibility"], given != .null {
            guard ["public", "unlisted", "private", "direct"].contains(given.text) else {
                throw Flaw(words: "Visibility is not included in the list")
            }
        }
        if let language = fields["language"], language != .null {
            let name = (language.text ?? "").prefix { $0 != "-" }
            guard (2...3).contains(name.utf8.count), name.allSatisfy({ $0.isASCII && $0.isLetter }) else {
                throw Flaw(words: "Language is not a valid language code")
            }
        }
    }

    /// What readers see: the warning stands above the text.
    var plain: String { [warning, text].filter { !$0.isEmpty }.joined(separator: "\n") }

    /// Characters as readers see them; every address counts alike, and of somebody on another server only the name.
    static func length(of text: String, _ addressLength: Int) -> Int {
        let addresses = SocialAddresses(in: text, isSchemeNeeded: true)
        return addresses.pieces.reduce(addresses.count * addressLength) { $0 + length(ofPiece: $1) }
    }

    private static func length(ofPiece text: String) -> Int {
        var length = 0
        var rest = text[...]
        var before: Character = " "
        while let character = rest.first {
            rest.removeFirst()
            length += 1
            if character == "@", !isName(before), before != "/" {
                let name = rest.prefix(while: isName)
                let host = rest[name.endIndex...].dropFirst().prefix { isName($0) || $0 == "." || $0 == "-" }
                if !name.isEmpty, rest[name.endIndex...].first == "@", host.contains(".") {
                    length += name.count
                    rest = rest[host.endIndex...]
                }
            }
            before = character
        }
        return length
    }

    private static func isName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
