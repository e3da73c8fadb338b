// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// One update as feeds tell of it: one entry for each, with a name that never changes.
struct FeedEntry {
    /// Its own address, which is also its name: the incident's, and the update's number there.
    let address: String
    /// The state, then what the update says: `[Resolved] Checkout works again`.
    let title: String
    let locale: LocaleTag
    let html: String
    let text: String
    let publishedAt: Timestamp
    /// Later than published where a correction has put it right.
    let updatedAt: Timestamp

    /// The newest so many are listed.
    static let limit = 50

    /// The newest first.
    static func all(
        _ state: PageState,
        _ profile: PageProfile,
        _ language: PageProfile.Language,
        _ memo: TextMemo
    ) -> [FeedEntry] {
        let updates = state.all.flatMap { incident in incident.updates.map { (incident, $0) } }
        return
            updates.sorted { ($0.1.publishedAt, $0.1.sequence, $0.1.id) > ($1.1.publishedAt, $1.1.sequence, $1.1.id) }
            .prefix(limit).compactMap { FeedEntry($1, of: $0, profile, language, memo) }
    }

    private init?(
        _ update: PageUpdate,
        of incident: PageIncident,
        _ profile: PageProfile,
        _ language: PageProfile.Language,
        _ memo: TextMemo
    ) {
        guard let text = update.text(in: language.slot) else { return nil }
        let correction = incident.corrections[update.id]
        let drill = incident.isDrill ? "[\(Message.exerciseMark(locale: text.locale))] " : ""
        let notice = incident.isNotice ? PageWords.of(text.locale).notice : nil
        let state = update.phase.map { Message.stateWord(for: $0, locale: text.locale) } ?? notice
        let mark = update.corrects.map { Message.correctionMark(of: $0.sequence, locale: text.locale) }
        self.address = "\(profile.address(of: incident, in: language))#update-\(update.sequence)"
        self.title = drill + (state.map { "[\($0)] " } ?? "") + (mark.map { "\($0): " } ?? "") + text.title
        self.locale = text.locale
        self.publishedAt = update.publishedAt
        self.updatedAt = max(update.publishedAt, correction?.publishedAt ?? update.publishedAt)
        let corrected = correction.map { Message.correctedMark(by: $0.sequence, locale: text.locale) }
        let marks = [mark, corrected].compactMap(\.self).map { "<p><strong>\(HTMLText.escaped($0))</strong></p>\n" }
        self.html = marks.joined() + memo.body(of: text, level: 3)
        self.text = (corrected.map { "\($0).\n\n" } ?? "") + PlainUpdate.text(of: update, in: language.slot)
    }
}
