// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Everything that readers' pages say, in one language.
struct ReaderWords: Sendable {
    /// Those that the pages are written in.
    static let languages = ["en", "de", "ar"]
    static let languageNames = ["English", "Deutsch", "العربية"]

    let locale: LocaleTag
    let languages: String
    // Subscribing.
    let subscribeTitle: String, subscribeIntro: String
    let channel: String, mail: String, webhook: String
    let address: String, mailHint: String, webhookHint: String
    let audience: String, components: String, componentsHint: String
    let severity: String, everything: String, minorUp: String, majorUp: String, criticalOnly: String
    let language: String, onlyIncident: String, subscribe: String
    let pushButton: String, pushAsked: String, pushDenied: String, pushFailed: String, pushUnavailable: String
    let thisBrowser: String
    let feedsTitle: String, feedsIntro: String
    let sentTitle: String, sent: String
    let leaveEmpty: String
    // What can be wrong.
    let wrongAddress: String, wrongForm: String, tooMany: String
    let deadLinkTitle: String, deadLink: String, subscribeAnew: String
    // Confirming.
    let confirmTitle: String, confirmIntro: String, confirm: String
    let confirmedTitle: String, confirmed: String, secretTitle: String, secretIntro: String, toPreferences: String
    // Leaving.
    let unsubscribeTitle: String, unsubscribeIntro: String, unsubscribe: String
    let unsubscribedTitle: String, unsubscribed: String, hearLess: String
    // Choosing.
    let preferencesTitle: String, messagesTo: String, others: String, save: String, saved: String
    let leaveAll: String, hearsNothing: String, barred: String
    let dataTitle: String, download: String, erase: String
    let eraseTitle: String, eraseIntro: String, eraseButton: String, erasedTitle: String, erased: String
    // Saying what helped.
    let feedbackTitle: String, about: String, yes: String, no: String
    let comment: String, commentHint: String, send: String, thanksTitle: String, thanks: String

    /// Those of the reader's language; English for every other one.
    static func of(_ locale: LocaleTag) -> ReaderWords {
        switch locale.language {
        case "de": german
        case "ar": arabic
        default: english
        }
    }

    /// What a channel of a kind is called.
    func name(ofKind kind: String) -> String {
        switch kind {
        case "email": mail
        case "webhook": webhook
        default: kind
        }
    }

    /// From how serious on messages come: the choices, best first as most want them.
    var severities: [(value: String, label: String)] {
        [("", everything), ("sev4", minorUp), ("sev2", majorUp), ("sev1", criticalOnly)]
    }
}
