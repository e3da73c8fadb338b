// SPDX-License-Identifier: Apache-2.0

import Announcement

/// What mails alone say around a message, besides the kit's words: English, German and Arabic, English for every other
/// language.
struct MailWords {
    let drillNotice: String, reason: String, feedback: String, confirm: String, askedReason: String

    init(_ locale: LocaleTag) {
        switch locale.language {
        case "de":
            self.drillNotice = "Dies ist nur eine Übung. Sie müssen nichts tun."
            self.reason = "Sie erhalten diese Mail, weil Ihre Adresse für diese Meldungen eingetragen ist."
            self.feedback = "War das hilfreich?"
            self.confirm = "Anmeldung bestätigen"
            self.askedReason = "Sie erhalten diese Mail, weil Ihre Adresse auf unserer Seite eingetragen wurde."
        case "ar":
            self.drillNotice = "هذا مجرد تمرين. لا يلزمك فعل أي شيء."
            self.reason = "تصلك هذه الرسالة لأن عنوانك مسجل لتلقي هذه التنبيهات."
            self.feedback = "هل كان هذا مفيدًا؟"
            self.confirm = "تأكيد الاشتراك"
            self.askedReason = "تصلك هذه الرسالة لأن عنوانك أُدخل في صفحتنا."
        default:
            self.drillNotice = "This is only an exercise. You need not do anything."
            self.reason = "You get this mail because your address is on the list for these messages."
            self.feedback = "Was this helpful?"
            self.confirm = "Confirm the subscription"
            self.askedReason = "You get this mail because your address was entered on our page."
        }
    }
}
