// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Reads the value given for a variable as the type that the template declares.
///
/// Texts are read as every other type where they can be, because a command line has nothing else to give.
enum VariableBinding: Hashable {
    case line(String)
    case markdown(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case time(Timestamp)
    case duration(Duration)
    case address(String)
    case list([String])

    static let longestList = 1_000
    private static let longestAddress = 2_000

    /// Nil where the value is not of the variable's type; never for a `localized` one, which is to be resolved first.
    init?(_ value: VariableValue, as variable: TemplateVariable) {
        switch (variable.type, value) {
        case (.string, .string(let text)): self = .line(text)
        case (.text, .string(let text)): self = .markdown(VariableBinding.cleaned(text))
        case (.integer, .integer(let number)): self = .integer(number)
        case (.integer, .string(let text)):
            guard let number = Int64(text) else { return nil }
            self = .integer(number)
        case (.number, .integer(let number)): self = .number(Double(number))
        case (.number, .number(let number)) where number.isFinite: self = .number(number)
        case (.number, .string(let text)):
            guard let number = Double(text), number.isFinite else { return nil }
            self = .number(number)
        case (.boolean, .boolean(let flag)): self = .flag(flag)
        case (.boolean, .string("true")): self = .flag(true)
        case (.boolean, .string("false")): self = .flag(false)
        case (.time, .string(let text)):
            guard let moment = Timestamp(text) else { return nil }
            self = .time(moment)
        case (.duration, .integer(let seconds)) where seconds >= 0: self = .duration(.seconds(seconds))
        case (.duration, .string(let text)):
            guard let span = VariableBinding.duration(text) else { return nil }
            self = .duration(span)
        case (.url, .string(let text)):
            guard let address = VariableBinding.address(text) else { return nil }
            self = .address(address)
        case (.choice, .string(let text)) where variable.choices.contains(text): self = .line(text)
        case (.list, .list(let values)) where values.count <= VariableBinding.longestList:
            var entries: [String] = []
            for value in values {
                guard let entry = VariableBinding.entry(value) else { return nil }
                entries.append(entry)
            }
            self = .list(entries)
        default: return nil
        }
    }

    private static func entry(_ value: VariableValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        default: nil
        }
    }

    /// `1h30m`, `90s`, `2d`; a number alone counts seconds.
    private static func duration(_ text: String) -> Duration? {
        if let seconds = Int64(text), (0...1_000_000_000).contains(seconds) { return .seconds(seconds) }
        var total: Int64 = 0
        var digits = ""
        for character in text {
            if character.isASCII, character.isWholeNumber, digits.count < 9 {
                digits.append(character)
                continue
            }
            let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
            guard let unit = units[character], let number = Int64(digits) else { return nil }
            total += number * unit
            digits = ""
        }
        return digits.isEmpty && !text.isEmpty ? .seconds(total) : nil
    }

    /// The address with everything percent-encoded that could end a link or be taken for Markdown.
    static func address(_ text: String) -> String? {
        let isOpen = ["https://", "http://", "mailto:", "tel:"]
            .contains {
                text.count > $0.count && text.lowercased().hasPrefix($0)
            }
        guard isOpen, text.utf8.count <= longestAddress, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            return nil
        }
        var result = ""
        for byte in text.utf8 {
            if byte >= 0x80 || "()<>[]{}*`\\|\"^".utf8.contains(byte) {
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
            } else {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return result
    }

    private static func cleaned(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars
        where scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control {
            result.append(scalar)
        }
        return String(result)
    }
}
