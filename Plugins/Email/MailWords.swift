// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The words that mails set around a message: English, German and Arabic, English for every other language.
struct MailWords {
    let severity: String, affected: String, started: String, ended: String, published: String, nextUpdate: String
    let plannedStart: String, plannedEnd: String
    let link: String, drillNotice: String, reason: String, unsubscribe: String, preferences: String, feedback: String
    let confirm: String, askedReason: String
    private let locale: LocaleTag

    init(_ locale: LocaleTag) {
        self.locale = locale
        switch locale.language {
        case "de":
            self.severity = "Schwere"
            self.affected = "Betroffen"
            self.started = "Beginn"
            self.ended = "Ende"
            self.plannedStart = "Geplanter Beginn"
            self.plannedEnd = "Geplantes Ende"
            self.published = "Stand"
            self.nextUpdate = "Nächste Meldung"
            self.link = "Verlauf und aktueller Stand"
            self.drillNotice = "Dies ist nur eine Übung. Sie müssen nichts tun."
            self.reason = "Sie erhalten diese Mail, weil Ihre Adresse für diese Meldungen eingetragen ist."
            self.unsubscribe = "Diese Meldungen abbestellen"
            self.preferences = "Auswählen, was Sie erfahren"
            self.feedback = "War das hilfreich?"
            self.confirm = "Anmeldung bestätigen"
            self.askedReason = "Sie erhalten diese Mail, weil Ihre Adresse auf unserer Seite eingetragen wurde."
        case "ar":
            self.severity = "درجة الخطورة"
            self.affected = "الخدمات المتأثرة"
            self.started = "وقت البدء"
            self.ended = "وقت الانتهاء"
            self.plannedStart = "البداية المخطط لها"
            self.plannedEnd = "النهاية المخطط لها"
            self.published = "آخر تحديث"
            self.nextUpdate = "التحديث القادم"
            self.link = "السجل والحالة الحالية"
            self.drillNotice = "هذا مجرد تمرين. لا يلزمك فعل أي شيء."
            self.reason = "تصلك هذه الرسالة لأن عنوانك مسجل لتلقي هذه التنبيهات."
            self.unsubscribe = "إلغاء الاشتراك في هذه الرسائل"
            self.preferences = "اختيار ما يصلك"
            self.feedback = "هل كان هذا مفيدًا؟"
            self.confirm = "تأكيد الاشتراك"
            self.askedReason = "تصلك هذه الرسالة لأن عنوانك أُدخل في صفحتنا."
        default:
            self.severity = "Severity"
            self.affected = "Affected"
            self.started = "Started"
            self.ended = "Ended"
            self.plannedStart = "Planned start"
            self.plannedEnd = "Planned end"
            self.published = "As of"
            self.nextUpdate = "Next update"
            self.link = "History and current status"
            self.drillNotice = "This is only an exercise. You need not do anything."
            self.reason = "You get this mail because your address is on the list for these messages."
            self.unsubscribe = "Unsubscribe from these messages"
            self.preferences = "Choose what you hear of"
            self.feedback = "Was this helpful?"
            self.confirm = "Confirm the subscription"
            self.askedReason = "You get this mail because your address was entered on our page."
        }
    }

    /// Where an incident or a maintenance stands.
    func state(_ phase: Phase) -> String {
        isArabic ? ArabicWords.state(phase) : Message.stateWord(for: phase, locale: locale)
    }

    /// How bad an incident is.
    func word(for severity: Severity) -> String {
        isArabic ? ArabicWords.severity(severity) : Message.severityWord(for: severity, locale: locale)
    }

    func heading(for section: SectionName) -> String {
        isArabic ? ArabicWords.heading(section) : Message.heading(for: section, locale: locale)
    }

    func readable(_ moment: Timestamp) -> String {
        isArabic ? ArabicWords.readable(moment) : Message.readable(moment, locale: locale)
    }

    private var isArabic: Bool { locale.language == "ar" }
}
