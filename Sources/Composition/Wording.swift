// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Numbers, spans and enumerations as readers of a language write them: English and German, English for all others.
struct Wording {
    private let isGerman: Bool

    init(_ locale: LocaleTag) { self.isGerman = locale.language == "de" }

    /// `a`, `a and b`, `a, b and c`.
    func joined(_ entries: [String]) -> String {
        guard let last = entries.last, entries.count > 1 else { return entries.first ?? "" }
        return entries.dropLast().joined(separator: ", ") + (isGerman ? " und " : " and ") + last
    }

    /// With groups of three digits from 10,000 on.
    func text(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + grouped(digits)
    }

    func text(_ number: Double) -> String {
        let parts = String(number.magnitude).split(separator: ".", maxSplits: 1)
        let sign = number < 0 ? "-" : ""
        guard let whole = parts.first, whole.allSatisfy(\.isWholeNumber) else { return "\(number)" }
        let fraction = parts.count == 2 && parts[1] != "0" ? (isGerman ? "," : ".") + parts[1] : ""
        guard !fraction.contains("e") else { return "\(number)" }
        return sign + grouped(String(whole)) + fraction
    }

    /// `1 hour 30 minutes`; nothing smaller than a second.
    func text(_ span: Duration) -> String {
        let seconds = span.components.seconds
        let parts = [
            part(seconds / 86_400, "day", "days", "Tag", "Tage"),
            part(seconds / 3_600 % 24, "hour", "hours", "Stunde", "Stunden"),
            part(seconds / 60 % 60, "minute", "minutes", "Minute", "Minuten"),
            part(seconds % 60, "second", "seconds", "Sekunde", "Sekunden"),
        ]
        let text = parts.compactMap(\.self).joined(separator: " ")
        return text.isEmpty ? (isGerman ? "0 Sekunden" : "0 seconds") : text
    }

    private func part(_ count: Int64, _ one: String, _ many: String, _ eins: String, _ viele: String) -> String? {
        guard count > 0 else { return nil }
        return "\(count) " + (isGerman ? (count == 1 ? eins : viele) : (count == 1 ? one : many))
    }

    private func grouped(_ digits: String) -> String {
        guard digits.count > 4 else { return digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += isGerman ? "." : "," }
            result.append(digit)
        }
        return result
    }
}
