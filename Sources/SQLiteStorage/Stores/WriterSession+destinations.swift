// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

extension WriterSession {
    /// Adds a destination, or brings the one with that channel and address up to date; returns its number.
    ///
    /// With `replacing`, what the destination leaves out is forgotten; without, it is kept as it was.
    func keep(_ destination: Destination, channel: Int64, replacing: Bool) throws(Fault) -> Int64 {
        let locale = destination.locale?.text
        let tags = destination.tags.isEmpty ? nil : try JSONText.encode(destination.tags)
        let secret = destination.secret?.text
        let fallbacks = destination.fallbacks.isEmpty ? nil : try JSONText.encode(destination.fallbacks)
        let person = destination.person
        let variables = destination.variables.isEmpty ? nil : try JSONText.encode(destination.variables)
        let known = try sql(
            """
            SELECT id, locale, tags, secret, fallbacks, person, variables FROM destination
            WHERE channel = ? AND address = ?
            """
        )
        let given = [locale, tags, secret, fallbacks, person, variables]
        let found = try known.first(channel, destination.address) { row in
            let isCurrent = zip(Int32(1)..., given).allSatisfy { matches(row.optionalText($0), $1, replacing) }
            return (id: row.int64(0), isCurrent: isCurrent)
        }
        guard let found else {
            try sql(
                """
                INSERT INTO destination (channel, address, locale, tags, secret, fallbacks, person, variables)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
            )
            .run(channel, destination.address, locale, tags, secret, fallbacks, person, variables)
            return lastNumber
        }
        guard !found.isCurrent else { return found.id }
        let change =
            replacing
            ? """
            UPDATE destination SET locale = ?, tags = ?, secret = ?, fallbacks = ?, person = ?, variables = ? WHERE id = ?
            """
            : """
            UPDATE destination SET locale = coalesce(?, locale), tags = coalesce(?, tags),
                secret = coalesce(?, secret), fallbacks = coalesce(?, fallbacks), person = coalesce(?, person),
                variables = coalesce(?, variables) WHERE id = ?
            """
        try sql(change).run(locale, tags, secret, fallbacks, person, variables, found.id)
        return found.id
    }

    /// Whether a column stands as it should: where nothing is replaced, a value that is left out suits any.
    private func matches(_ kept: String?, _ given: String?, _ replacing: Bool) -> Bool {
        kept == given || (given == nil && !replacing)
    }
}

extension Fault {
    /// Suggests the nearest of the `known` names; `place` is where the name stands in the request.
    static func unknownAudience(_ name: AudienceName, known: [AudienceName], at place: String? = nil) -> Fault {
        let nearest = known.map { (name: $0, distance: $0.text.editDistance(to: name.text)) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name.text)
        let fault = Fault(
            .audienceUnknown,
            "There is no audience “\(name.text)”.",
            suggestedAction: nearest.isEmpty
                ? "Import an audience first." : "Use one of: \(nearest.joined(separator: ", ")).",
            context: ["audience": name.text]
        )
        return place.map { fault.with("where", $0) } ?? fault
    }
}

extension String {
    /// How many letters have to be put in, left out or exchanged (Levenshtein).
    fileprivate func editDistance(to other: String) -> Int {
        let target = Array(other.utf8)
        var row = Array(0...target.count)
        for (index, byte) in utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in target.indices {
                let exchanged = diagonal + (byte == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(exchanged, row[column] + 1, diagonal + 1)
            }
        }
        return row[target.count]
    }
}
