// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A line of a list that cannot be used: the others go on without it.
package struct SetAside: Error, Hashable, Sendable {
    /// What is wrong, in a word for programs.
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case lineTooLong = "line_too_long"
        case quoteOpen = "quote_open"
        case notUTF8 = "not_utf8"
        case notJSON = "not_json"
        case tooManyFields = "too_many_fields"
        case keyUnknown = "key_unknown"
        case channelUnknown = "channel_unknown"
        case addressMissing = "address_missing"
        case addressInvalid = "address_invalid"
        case localeInvalid = "locale_invalid"
        case secretWrittenOut = "secret_written_out"
        case valueInvalid = "value_invalid"
    }

    /// From 1.
    package let lines: ClosedRange<Int>
    /// The column or key that is wrong, where it is one.
    package let column: String?
    package let kind: Kind
    /// One sentence; it repeats no address and no secret.
    package let message: String
    package let suggestion: String?

    package init(lines: ClosedRange<Int>, _ flaw: LineFlaw) {
        self.lines = lines
        self.column = flaw.column
        self.kind = flaw.kind
        self.message = flaw.message
        self.suggestion = flaw.suggestion
    }

    /// As a fault that says where: in the file of that path, or in what was sent.
    package func fault(in path: String? = nil) -> Fault {
        Fault(
            .audienceInvalid,
            message,
            suggestedAction: suggestion,
            context: ["where": path.map { "\($0):\(lines.lowerBound)" } ?? "line \(lines.lowerBound)"]
        )
    }
}

/// What is wrong with a line, wherever it stands.
package struct LineFlaw: Error, Hashable, Sendable {
    package let kind: SetAside.Kind
    package let column: String?
    package let message: String
    package let suggestion: String?

    package init(_ kind: SetAside.Kind, _ column: String? = nil, _ message: String, suggestion: String? = nil) {
        self.kind = kind
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }

    init(_ flaw: CSVParser.Flaw) {
        switch flaw {
        case .tooLong: self = .tooLong
        case .openQuote: self.init(.quoteOpen, nil, "A quote is left open.", suggestion: "Close it on the same line.")
        case .notUTF8: self = .notUTF8
        }
    }

    static let tooLong = LineFlaw(.lineTooLong, nil, "The line is longer than \(LineCutter.longest) bytes.")
    static let notUTF8 = LineFlaw(.notUTF8, nil, "The line is not UTF-8.", suggestion: "Save the file as UTF-8.")
}
