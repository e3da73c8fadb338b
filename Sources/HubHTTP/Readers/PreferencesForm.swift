// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore

/// The form of `/preferences/{token}`.
struct PreferencesForm {
    let preferences: ReaderPreferences
    let offer: SubscriptionOffer?
    let words: ReaderWords
    /// The page's own path.
    let base: String
    /// Whether something has just been saved.
    let isSaved: Bool

    var html: String {
        """
        \(notice)<p>\(escaped(words.messagesTo)) <strong><bdi>\(escaped(preferences.maskedAddress))</bdi></strong></p>
        \(preferences.isBarred ? "" : choices)
        <h2>\(escaped(words.dataTitle))</h2>
        <p><a href="\(escaped(base))/data">\(escaped(words.download))</a></p>
        <p><a href="\(escaped(base))/erase">\(escaped(words.erase))</a></p>
        """
    }

    private var notice: String {
        let saved = isSaved ? "<p class=\"notice\" role=\"status\">\(escaped(words.saved))</p>\n" : ""
        if preferences.isBarred { return saved + "<p class=\"notice\">\(escaped(words.barred))</p>\n" }
        if preferences.suppression != nil { return saved + "<p class=\"notice\">\(escaped(words.hearsNothing))</p>\n" }
        return saved
    }

    private var choices: String {
        let sections = (offer?.audiences ?? []).map(section)
        let others =
            preferences.hasOthers
            ? "<label class=\"choice\"><input type=\"checkbox\" name=\"others\" value=\"1\" checked> "
                + "<span>\(escaped(words.others))</span></label>\n" : ""
        let save =
            sections.isEmpty && others.isEmpty
            ? "" : "<button type=\"submit\" name=\"action\" value=\"save\">\(escaped(words.save))</button>\n"
        return """
            <form method="post">
            \(sections.joined())\(others)\(sections.isEmpty ? "" : locale)<div class="buttons">\(save)\
            <button type="submit" name="action" value="leave" class="plain">\(escaped(words.leaveAll))</button></div>
            </form>
            """
    }

    private func section(of audience: SubscriptionOffer.Audience) -> String {
        guard let offer else { return "" }
        let interest = preferences.choices[audience.name]
        let title = escaped(audience.title(words.locale))
        let only = interest?.incident
            .map { incident in
                "<label class=\"choice\"><input type=\"checkbox\" name=\"incident:\(audience.name)\" value=\"\(incident)\" "
                    + "checked> <span>\(escaped(words.onlyIncident))</span></label>\n"
            }
        return """
            <fieldset><legend>\(title)</legend>
            <label class="choice"><input type="checkbox" name="audience" value="\(audience.name)"\
            \(interest == nil ? "" : " checked")> <span>\(escaped(words.audience)): \(title)</span></label>
            \(only ?? "")\(Self.fields(for: audience.name, interest ?? .everything, offer, words).html)</fieldset>

            """
    }

    private var locale: String {
        InterestFields.select(
            id: "locale",
            name: "locale",
            label: words.language,
            choices: Array(zip(ReaderWords.languages, ReaderWords.languageNames)).map { ($0, $1) },
            chosen: preferences.locale?.language ?? words.locale.language
        )
    }

    /// The fields of one audience, told apart from another's.
    static func fields(
        for audience: AudienceName,
        _ interest: Interest,
        _ offer: SubscriptionOffer,
        _ words: ReaderWords
    ) -> InterestFields {
        InterestFields(offer: offer, words: words, interest: interest, suffix: ":\(audience)")
    }

    private func escaped(_ text: String) -> String { HTMLText.escaped(text) }
}
