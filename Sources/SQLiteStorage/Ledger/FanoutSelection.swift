// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import Outbox

/// The members of audiences that a message is meant for, in the order of their numbers.
///
/// The last number of a page is all that has to be remembered, in however many audiences a destination is.
struct FanoutSelection {
    /// A channel's members of an audience.
    struct Part {
        let audience: Int64
        let channel: Int64
        /// Who is in one of them is meant; empty for all.
        let segments: [Segment]
    }

    /// Somebody that a message may be meant for.
    struct Candidate {
        let destination: Int64
        /// Any of them suffices; empty where there is nothing to ask.
        let conditions: [Condition]
    }

    struct Condition {
        let interest: Interest
        let segments: [Segment]

        /// Whether a message with these facts is meant for the destination.
        ///
        /// Who has been told of an incident is told how it goes on (`isFollowing`), whatever it touches by then.
        func holds(
            for destination: Destination,
            _ facts: Facts,
            isFollowing: () throws(Fault) -> Bool
        ) throws(Fault)
            -> Bool
        {
            guard segments.isEmpty || segments.contains(where: { $0.contains(destination) }) else { return false }
            if interest.wants(facts) { return true }
            return interest.isNothing ? false : try isFollowing()
        }
    }

    let parts: [Part]

    /// The next candidates behind a number, at most so many, together with those `named` for the message alone.
    func page(
        after position: Int64,
        limit: Int,
        named: [Int64] = [],
        on database: Database
    ) throws(Fault) -> [Candidate] {
        var certain = Set(named)
        var conditional: [Int64: [Condition]] = [:]
        var interests: [String: Interest] = [:]
        let members = try SQLStatement(
            """
            SELECT destination, interest FROM member WHERE audience = ? AND channel = ? AND destination > ?
            ORDER BY destination LIMIT ?
            """,
            on: database
        )
        for part in parts {
            try members.each(part.audience, part.channel, position, limit) { row throws(Fault) in
                let id = row.int64(0)
                guard let text = row.optionalText(1) else {
                    if part.segments.isEmpty {
                        certain.insert(id)
                    } else {
                        conditional[id, default: []].append(Condition(interest: .everything, segments: part.segments))
                    }
                    return
                }
                let interest: Interest
                if let known = interests[text] {
                    interest = known
                } else {
                    interest = try JSONText.decode(Interest.self, text)
                }
                interests[text] = interest
                conditional[id, default: []].append(Condition(interest: interest, segments: part.segments))
            }
        }
        let ids = conditional.isEmpty ? certain : certain.union(conditional.keys)
        return ids.sorted().prefix(limit)
            .map { id in
                Candidate(destination: id, conditions: certain.contains(id) ? [] : conditional[id] ?? [])
            }
    }
}
