// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Mustache

/// What the hub provides to every template; the names are ``TemplateScope/provided``.
extension TemplateValues {
    /// Sets everything that is known; `phase` is the facts' own, or the template's where they name none.
    mutating func add(_ facts: Facts, phase: Phase?, in locale: LocaleTag, escape: any MustacheContentType) {
        let time = { (moment: Timestamp?) in moment.map { escape.escapeText(Message.readable($0, locale: locale)) } }
        set("incident.title", facts.incident.map { escape.escapeText($0.title) })
        set("incident.category", facts.category.map(escape.escapeText))
        set("incident.started_at", time(facts.startedAt))
        set("incident.resolved_at", time(facts.resolvedAt))
        set("incident.scheduled_for", time(facts.scheduledFor))
        set("incident.scheduled_until", time(facts.scheduledUntil))
        set("incident.link", facts.link.flatMap(VariableBinding.address))
        set("next_update_at", time(facts.nextUpdateAt))
        set("published_at", time(facts.publishedAt))
        set("is_drill", flag: facts.isDrill)
        let components = facts.components.map { escape.escapeText($0.text) }
        set("incident.components", list: components, joined: Wording(locale).joined(components))
        if let severity = facts.severity {
            set("incident.severity", escape.escapeText(Message.severityWord(for: severity, locale: locale)))
        }
        for severity in Severity.allCases {
            set("incident.severity.\(severity.rawValue)", flag: severity == facts.severity)
        }
        if let phase { set("phase", escape.escapeText(Message.stateWord(for: phase, locale: locale))) }
        for each in Phase.allCases { set("phase.\(each.rawValue)", flag: each == phase) }
    }
}
