// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// The few words that channels set around a message, in the languages that ship: English, German and Arabic. English
/// stands in for every other.
extension Message {
    /// The heading that readers see above a section, such as “What happened”.
    public static func heading(for section: SectionName, locale: LocaleTag) -> String {
        words(for: locale).heading(for: section)
    }

    /// The word for where an incident or a maintenance stands, such as “Resolved”, without brackets.
    public static func stateWord(for phase: Phase, locale: LocaleTag) -> String { words(for: locale).state(phase) }

    /// The word for how bad an incident is, such as “Critical”.
    public static func severityWord(for severity: Severity, locale: LocaleTag) -> String {
        words(for: locale).severity(severity)
    }

    /// The words of a label, such as “Affected”, without a colon.
    package static func label(_ label: Label, locale: LocaleTag) -> String { words(for: locale).label(label) }

    /// A moment as a reader takes it in, in UTC: `Sat 21 Nov 2026, 14:05 UTC`, `Sa., 21. Nov. 2026, 14:05 UTC`.
    public static func readable(_ moment: Timestamp, locale: LocaleTag) -> String {
        let words = words(for: locale)
        return "\(words.day(moment.civilTime))\(words.comma) \(timeOfDay(moment))"
    }

    /// The time of a moment whose day is known: `14:05 UTC`.
    static func timeOfDay(_ moment: Timestamp) -> String {
        let clock = moment.civilTime
        return "\(twoDigits(clock.hour)):\(twoDigits(clock.minute)) UTC"
    }

    /// What stands between the entries of a list, before a space.
    package static func comma(locale: LocaleTag) -> String { words(for: locale).comma }

    /// What to set before the title of an exercise; nil where it is none.
    public var watermark: String? { facts.isDrill ? Message.exerciseMark(locale: locale) : nil }

    /// What marks an exercise, without brackets.
    package static func exerciseMark(locale: LocaleTag) -> String { words(for: locale).exerciseMark }

    static func words(for locale: LocaleTag) -> any MessageWords {
        switch locale.language {
        case "ar": ArabicWords()
        case "de": GermanWords()
        default: EnglishWords()
        }
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
