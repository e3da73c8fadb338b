// SPDX-License-Identifier: Apache-2.0

import Announcement

extension ReaderWords {
    static let german = ReaderWords(
        locale: LocaleTag("de") ?? .english,
        languages: "Sprachen",
        subscribeTitle: "Statusmeldungen erhalten",
        subscribeIntro: "Wir sagen Ihnen, wenn etwas nicht funktioniert, wie es weitergeht und wenn es wieder geht.",
        channel: "Wie",
        mail: "E-Mail",
        webhook: "Webhook",
        address: "Adresse",
        mailHint: "Bei E-Mail Ihre Mailadresse. Wir senden zuerst einen Link, mit dem Sie sie bestätigen.",
        webhookHint: "Bei einem Webhook die https-Adresse, die unsere POST-Anfragen annimmt.",
        audience: "Meldungen für",
        components: "Über",
        componentsHint: "Wählen Sie nichts aus, um von allem zu erfahren.",
        severity: "Wie schwer",
        everything: "Alles",
        minorUp: "Kleinere Störungen und schwerere",
        majorUp: "Größere Störungen und schwerere",
        criticalOnly: "Nur kritische Störungen",
        language: "Sprache der Meldungen",
        onlyIncident: "Nur zu diesem Vorfall",
        subscribe: "Anmelden",
        pushButton: "Benachrichtigungen in diesem Browser",
        pushAsked:
            "Bitte achten Sie auf unsere Benachrichtigung und bestätigen Sie dort. Vorher wird nichts weiter gesendet.",
        pushDenied:
            "Ihr Browser lässt von dieser Seite keine Benachrichtigungen zu. In seinen Einstellungen können Sie das ändern.",
        pushFailed:
            "Dieser Browser konnte sich gerade nicht anmelden. Bitte versuchen Sie es später oder wählen Sie einen anderen Weg.",
        pushUnavailable: "Dieser Browser kann keine Benachrichtigungen dieser Seite zeigen.",
        thisBrowser: "diesen Browser",
        feedsTitle: "Ohne Adresse",
        feedsIntro: "Sie können der Statusseite auch in einem Feedreader oder Kalender folgen.",
        sentTitle: "Bitte sehen Sie nach unserer Nachricht",
        sent:
            "Wenn an diese Adresse Meldungen gesendet werden können, ist eine mit einem Link zur Bestätigung unterwegs. "
            + "Der Link gilt 48 Stunden. Vor der Bestätigung wird nichts weiter gesendet.",
        leaveEmpty: "Lassen Sie dieses Feld leer",
        wrongAddress: "Diese Adresse kann nicht stimmen. Bitte prüfen Sie sie.",
        wrongForm: "Etwas im Formular kann nicht stimmen. Bitte prüfen Sie es.",
        tooMany: "Aus Ihrem Netz haben sich gerade viele angemeldet. Bitte versuchen Sie es später noch einmal.",
        deadLinkTitle: "Dieser Link funktioniert nicht",
        deadLink: "Er ist abgelaufen oder unvollständig.",
        subscribeAnew: "Neu anmelden",
        confirmTitle: "Anmeldung bestätigen",
        confirmIntro: "Drücken Sie den Knopf, dann werden Meldungen gesendet an",
        confirm: "Bestätigen",
        confirmedTitle: "Sie sind angemeldet",
        confirmed: "Ab jetzt werden Meldungen gesendet an",
        secretTitle: "Das Geheimnis Ihres Endpunkts",
        secretIntro:
            "Damit ist jede Anfrage signiert, wie Standard Webhooks es beschreibt. Bewahren Sie es jetzt sicher "
            + "auf: Es wird nur hier gezeigt.",
        toPreferences: "Auswählen, was Sie erfahren",
        unsubscribeTitle: "Abmelden",
        unsubscribeIntro: "Drücken Sie den Knopf, dann wird an diese Adresse keine Meldung mehr gesendet.",
        unsubscribe: "Abmelden",
        unsubscribedTitle: "Erledigt",
        unsubscribed: "An diese Adresse wird keine Meldung mehr gesendet.",
        hearLess: "Stattdessen weniger erfahren: selbst auswählen",
        preferencesTitle: "Was Sie erfahren",
        messagesTo: "Meldungen an",
        others: "Weitere Meldungen, die für Sie eingerichtet wurden",
        save: "Speichern",
        saved: "Ihre Auswahl ist gespeichert.",
        leaveAll: "Von allem abmelden",
        hearsNothing: "Zurzeit werden Ihnen keine Meldungen gesendet. Was Sie hier auswählen, kommt wieder.",
        barred:
            "An diese Adresse werden keine Meldungen gesendet. Wenn Sie wieder welche möchten, wenden Sie sich bitte an "
            + "unseren Kundendienst.",
        dataTitle: "Ihre Daten",
        download: "Herunterladen, was über Sie gespeichert ist",
        erase: "Löschen, was über Sie gespeichert ist",
        eraseTitle: "Ihre Daten löschen",
        eraseIntro:
            "Wir vergessen Ihre Adresse und Ihre Auswahl; was noch auf Sie wartet, wird niemandem gesendet. Das lässt "
            + "sich nicht rückgängig machen. Sie können sich jederzeit neu anmelden.",
        eraseButton: "Alles löschen",
        erasedTitle: "Gelöscht",
        erased: "Ihre Adresse und Ihre Auswahl sind gelöscht.",
        feedbackTitle: "War das hilfreich?",
        about: "Zu",
        yes: "Ja",
        no: "Nein",
        comment: "Was hat geholfen, was hat gefehlt?",
        commentHint:
            "Wenn Sie möchten, höchstens 1.000 Zeichen. Bitte schreiben Sie nichts Persönliches: Wir können hier "
            + "nicht antworten.",
        send: "Senden",
        thanksTitle: "Danke",
        thanks: "Was Sie gesagt haben, hilft uns, bessere Meldungen zu schreiben."
    )
}
