// SPDX-License-Identifier: Apache-2.0

import Announcement

/// In Arabic, what the kit words in English and German.
enum ArabicWords {
    static func heading(_ section: SectionName) -> String {
        switch section {
        case .whatHappened: "ماذا حدث"
        case .impact: "التأثير"
        case .whatWeDo: "ما الذي نفعله"
        case .whatYouCanDo: "ما الذي يمكنك فعله"
        case .workaround: "حل مؤقت"
        case .dataExposure: "البيانات المعنية"
        case .compensation: "التعويض"
        case .safeguards: "ما الذي نغيّره"
        case .nextUpdate: "التحديث القادم"
        case .help: "المساعدة"
        }
    }

    static func state(_ phase: Phase) -> String {
        switch phase {
        case .investigating: "قيد التحقيق"
        case .identified: "تم تحديد السبب"
        case .monitoring: "قيد المراقبة"
        case .resolved: "تم الحل"
        case .postmortem: "مراجعة"
        case .scheduled: "مجدول"
        case .inProgress: "قيد التنفيذ"
        case .verifying: "قيد التحقق"
        case .completed: "مكتمل"
        }
    }

    static func severity(_ severity: Severity) -> String {
        switch severity {
        case .sev1: "حرج"
        case .sev2: "كبير"
        case .sev3, .sev4: "طفيف"
        case .sev5: "شكلي"
        }
    }

    /// `السبت 21 نوفمبر 2026، 14:05 UTC`.
    static func readable(_ moment: Timestamp) -> String {
        let clock = moment.civilTime
        let day = ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"][clock.weekday]
        let months = [
            "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
            "ديسمبر",
        ]
        let time = "\(twoDigits(clock.hour)):\(twoDigits(clock.minute)) UTC"
        return "\(day) \(clock.day) \(months[clock.month - 1]) \(clock.year)، \(time)"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
