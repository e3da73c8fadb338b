// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Every line begins in Arabic, so that whoever shows it takes it for one that runs from right to left.
///
/// Severities and the states of planned work are feminine, as what they speak of is.
struct ArabicWords: MessageWords {
    let exerciseMark = "تمرين"
    let comma = "،"

    func heading(for section: SectionName) -> String {
        switch section {
        case .whatHappened: "ما الذي حدث"
        case .impact: "التأثير"
        case .whatWeDo: "ما الذي نفعله"
        case .whatYouCanDo: "ما الذي يمكنك فعله"
        case .workaround: "حل مؤقت"
        case .dataExposure: "البيانات المعنية"
        case .compensation: "التعويض"
        case .safeguards: "ما الذي نغيّره"
        case .nextUpdate: "التحديث التالي"
        case .help: "المساعدة"
        }
    }

    func state(_ phase: Phase) -> String {
        switch phase {
        case .investigating: "قيد التحقيق"
        case .identified: "تم تحديد السبب"
        case .monitoring: "قيد المراقبة"
        case .resolved: "تم الحل"
        case .postmortem: "مراجعة"
        case .scheduled: "مجدولة"
        case .inProgress: "قيد التنفيذ"
        case .verifying: "قيد التحقق"
        case .completed: "اكتملت"
        }
    }

    func severity(_ severity: Severity) -> String {
        switch severity {
        case .sev1: "حرجة"
        case .sev2: "كبيرة"
        case .sev3, .sev4: "طفيفة"
        case .sev5: "شكلية"
        }
    }

    func label(_ label: Message.Label) -> String {
        switch label {
        case .severity: "درجة الخطورة"
        case .affected: "الخدمات المتأثرة"
        case .started: "البداية"
        case .ended: "النهاية"
        case .planned: "الموعد المخطط له"
        case .plannedStart: "البداية المخطط لها"
        case .plannedEnd: "النهاية المخطط لها"
        case .asOf: "آخر تحديث"
        case .history: "السجل والحالة الحالية"
        case .preferences: "اختيار ما يصلك"
        case .unsubscribe: "إلغاء الاشتراك"
        }
    }

    func correction(of sequence: Int) -> String { "تصحيح التحديث \(sequence)" }
    func corrected(by sequence: Int) -> String { "صُحِّح في التحديث \(sequence)" }

    /// In words: a dash between two times of day would turn their order round, for UTC is written from left to right.
    func span(from start: String, to end: String) -> String { "من \(start) إلى \(end)" }

    func day(_ clock: Timestamp.CivilTime) -> String {
        let day = ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"][clock.weekday]
        let months = [
            "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
            "ديسمبر",
        ]
        return "\(day) \(clock.day) \(months[clock.month - 1]) \(clock.year)"
    }
}
