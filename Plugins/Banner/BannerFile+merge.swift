// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension BannerFile {
    /// What became of a banner that was to be shown.
    package enum Outcome: Hashable, Sendable {
        case shown
        /// A later update of the same incident has been there before.
        case outdated
        /// Its time had passed when it arrived.
        case over
        /// More urgent ones leave no room.
        case crowdedOut
    }

    /// Brings `entry` in, and takes out what is over; repeating it changes nothing.
    package mutating func merge(
        _ entry: BannerEntry,
        at now: Timestamp,
        settings: BannerSettings
    ) throws(Fault) -> Outcome {
        prune(at: now)
        var outcome = place(entry, at: now)
        try refresh(at: now, settings: settings)
        if outcome == .shown, !banners.contains(where: { $0.stands(inPlaceOf: entry) }) { outcome = .crowdedOut }
        return outcome
    }

    /// Takes out what is over, and brings the file into the form that the settings ask for.
    package mutating func refresh(at now: Timestamp, settings: BannerSettings) throws(Fault) {
        prune(at: now)
        pollAfterSeconds = settings.pollAfterSeconds
        banners.sort(by: BannerEntry.isMoreUrgent)
        try stamp(at: now)
        try shrink(to: settings.maxBytes, at: now)
    }

    private mutating func place(_ entry: BannerEntry, at now: Timestamp) -> Outcome {
        let index = banners.firstIndex { $0.stands(inPlaceOf: entry) }
        let gone = closed.first { $0.remembers(entry) }
        let seen = [index.map { banners[$0].sequence }, gone?.sequence].compactMap { $0 }
        guard seen.allSatisfy({ $0 <= entry.sequence }) else { return .outdated }
        guard entry.endsAt > now else {
            if let index { banners.remove(at: index) }
            close(entry, at: now)
            return .over
        }
        closed.removeAll { $0.remembers(entry) }
        if let index {
            if banners[index].sequence == entry.sequence {
                banners[index].adopt(entry)
            } else {
                banners[index] = entry
            }
        } else {
            banners.append(entry)
        }
        return .shown
    }

    private mutating func prune(at now: Timestamp) {
        for entry in banners where entry.endsAt <= now { close(entry, at: now) }
        banners.removeAll { $0.endsAt <= now }
        closed.removeAll { $0.until <= now }
    }

    /// A day is as long as a delivery to this channel lives.
    private mutating func close(_ entry: BannerEntry, at now: Timestamp) {
        guard entry.incidentID != nil else { return }
        guard !closed.contains(where: { $0.remembers(entry) && $0.sequence >= entry.sequence }) else { return }
        closed.removeAll { $0.remembers(entry) }
        let until = now + .seconds(86_400)
        closed.append(Closed(id: entry.id, audience: entry.audience, sequence: entry.sequence, until: until))
        if closed.count > 16 { closed.removeFirst(closed.count - 16) }
    }

    private mutating func stamp(at now: Timestamp) throws(Fault) {
        schema = BannerFile.currentSchema
        generatedAt = now
        expiresAt = banners.map(\.endsAt).max() ?? now
        etag = fingerprint(try BannerFile.json(of: banners))
    }

    /// Gives up the least urgent banners until the file is small enough; the last one keeps its title at least.
    private mutating func shrink(to maxBytes: Int, at now: Timestamp) throws(Fault) {
        while try json().count > maxBytes {
            if banners.count > 1 {
                banners.removeLast()
            } else if !closed.isEmpty {
                closed.removeFirst()
            } else if let last = banners.first?.locales.keys.max() {
                banners[0].locales[last] = nil
            } else if banners.first?.components.isEmpty == false {
                banners[0].components.removeLast()
            } else if banners.first?.body.isEmpty == false {
                banners[0].body = ""
            } else if banners.first?.paths != nil {
                // Better shown where it need not be than not at all.
                banners[0].paths = nil
            } else {
                return
            }
            try stamp(at: now)
        }
    }
}

extension BannerFile.Closed {
    fileprivate func remembers(_ entry: BannerEntry) -> Bool { id == entry.id && audience == entry.audience }
}

/// FNV-1a with 64 bits in hexadecimal: tells two contents apart, proves nothing.
private func fingerprint(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
