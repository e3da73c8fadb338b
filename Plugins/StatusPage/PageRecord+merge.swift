// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension PageRecord {
    /// What became of an update that was to be shown.
    package enum Outcome: Hashable, Sendable {
        case shown
        /// It says nothing that the page did not say.
        case unchanged
        /// What it belongs to has been over for so long that the page no longer keeps it.
        case forgotten
    }

    /// How many updates of one incident are kept: the first, and the latest others.
    package static let updateLimit = 200

    /// Brings in what `incident` has; repeating it changes nothing, and neither does the order of several.
    ///
    /// Here `incident` holds one update in one language, `place` is where it was addressed to.
    package mutating func merge(
        _ incident: PageIncident,
        language: LocaleTag?,
        locale: LocaleTag,
        settings: StatusPageSettings
    ) -> Outcome {
        let before = incidents
        if let language {
            if !languages.contains(language.text) { languages = (languages + [language.text]).sorted() }
        } else {
            self.locale = locale
        }
        if let index = incidents.firstIndex(where: { $0.id == incident.id }) {
            incidents[index].adopt(incident)
        } else {
            incidents.append(incident)
            incidents.sort { $0.id < $1.id }
        }
        forgetOld(settings.keep)
        shrink(to: settings.maxBytes)
        guard incidents.contains(where: { $0.id == incident.id }) else { return .forgotten }
        return incidents == before ? .unchanged : .shown
    }

    /// Lets go of what has been over for longer than `span` when the page last said something: the clock has no say, so
    /// that the same updates make the same page at any time.
    private mutating func forgetOld(_ span: Duration) {
        let edge = updatedAt - span
        incidents.removeAll { !$0.isOpen && $0.updatedAt < edge }
    }

    /// Gives up what has been over for longest until the record is small enough, then the oldest updates but each
    /// incident's latest.
    private mutating func shrink(to maxBytes: Int) {
        var weight = incidents.reduce(500) { $0 + $1.weight }
        while weight > maxBytes, let oldest = incidents.filter({ !$0.isOpen }).min(by: PageIncident.isOlder) {
            guard incidents.count > 1 else { break }
            weight -= oldest.weight
            incidents.removeAll { $0.id == oldest.id }
        }
        while weight > maxBytes,
            let index = incidents.indices.filter({ incidents[$0].updates.count > 1 })
                .max(by: { incidents[$0].weight < incidents[$1].weight })
        {
            weight -= incidents[index].updates.removeFirst().weight
        }
    }
}

extension PageIncident {
    var weight: Int { updates.reduce(400 + title.utf8.count) { $0 + $1.weight } }

    static func isOlder(_ left: PageIncident, _ right: PageIncident) -> Bool {
        (left.updatedAt, left.id) < (right.updatedAt, right.id)
    }

    mutating func adopt(_ other: PageIncident) {
        // The title and the marks are those of the later update.
        if other.latest.map({ new in updates.allSatisfy { $0.sequence <= new.sequence } }) ?? false {
            title = other.title
            isDrill = other.isDrill
        }
        for update in other.updates {
            if let index = updates.firstIndex(where: { $0.id == update.id }) {
                updates[index].adopt(update)
            } else {
                updates.append(update)
            }
        }
        // A notice has no title but what it says; the main language's is the same whichever came first.
        if isNotice, let text = updates.first?.text(in: "") { title = text.title }
        updates.sort { ($0.sequence, $0.id) < ($1.sequence, $1.id) }
        if updates.count > PageRecord.updateLimit {
            updates.removeSubrange(1...(updates.count - PageRecord.updateLimit))
        }
    }
}
