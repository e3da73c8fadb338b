// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Writes one page's HTML in one language: no script and no style in it, nothing of what is said taken for markup.
///
/// Every link within the page is relative, so that its folder can be served from anywhere.
struct PageWriter {
    let profile: PageProfile
    let state: PageState
    let language: PageProfile.Language
    let words: PageWords
    let updatedAt: Timestamp
    /// Tells the page from what it was before.
    let version: String
    let memo: TextMemo

    init(
        _ profile: PageProfile,
        _ state: PageState,
        _ language: PageProfile.Language,
        at updatedAt: Timestamp,
        version: String,
        memo: TextMemo
    ) {
        self.profile = profile
        self.state = state
        self.language = language
        self.words = PageWords.of(language.locale)
        self.updatedAt = updatedAt
        self.version = version
        self.memo = memo
    }

    /// The language of the page's own words.
    var locale: LocaleTag { PageWords.language(for: language.locale) }

    func escaped(_ text: String) -> String { HTMLText.escaped(PlainLine.of(text)) }

    func time(_ moment: Timestamp, _ attributes: String = "") -> String {
        "<time datetime=\"\(moment)\"\(attributes)>\(escaped(Message.readable(moment, locale: locale)))</time>"
    }

    /// The attributes of text in `locale`, where that is not the page's own language.
    func tongue(_ locale: LocaleTag?) -> String {
        guard let locale, locale != self.locale else { return "" }
        return " lang=\"\(locale)\" dir=\"\(locale.isRightToLeft ? "rtl" : "ltr")\""
    }

    func label(_ label: Message.Label) -> String { Message.label(label, locale: locale) }

    /// Where an incident stands, or what it is instead.
    func state(of incident: PageIncident) -> String {
        if incident.isCancelled { return words.cancelled }
        if incident.isNotice { return words.notice }
        return Message.stateWord(for: incident.phase, locale: locale)
    }

    /// An incident's title with the mark of an exercise.
    func title(of incident: PageIncident) -> String {
        let title = incident.title(in: language.slot)
        let mark = incident.isDrill ? "<strong>[\(escaped(Message.exerciseMark(locale: locale)))]</strong> " : ""
        return mark + "<span\(tongue(title.locale))>\(escaped(title.text))</span>"
    }

    func names(of components: [ComponentName]) -> [String] {
        components.compactMap { name -> String? in
            guard let listed = profile.components else { return PageComponent(name).title(language.locale) }
            // What the page does not list is none of its readers' business.
            return listed.first { $0.name == name }?.title(language.locale)
        }
    }

    /// A sign beside words, never instead of them.
    func sign(_ state: ComponentState) -> String {
        "<svg class=\"sign\" aria-hidden=\"true\" viewBox=\"0 0 20 20\"><use href=\"#\(state.signName)\"/></svg>"
    }
}

extension ComponentState {
    var signName: String {
        switch self {
        case .operational: "s-ok"
        case .underMaintenance: "s-work"
        case .degraded: "s-weak"
        case .partialOutage: "s-part"
        case .majorOutage: "s-down"
        }
    }

    /// How a page as a whole is dressed.
    init(_ indicator: StatusIndicator) {
        switch indicator {
        case .none: self = .operational
        case .maintenance: self = .underMaintenance
        case .minor: self = .degraded
        case .major: self = .partialOutage
        case .critical: self = .majorOutage
        }
    }
}
