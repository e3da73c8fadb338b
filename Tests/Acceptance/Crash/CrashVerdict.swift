// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Holds what the hub says of its deliveries against what its receivers saw.
///
/// The invariants, by their numbers:
/// 1. every accepted message has all its deliveries; 2. every request on the wire has its own attempt, begun before
/// it; 3. attempts are numbered from 1 without a gap; 4. no delivery ends twice; 5. no attempt of one process is
/// finished by another, save as unknown; 6. a receiver takes a message again only where an attempt is unknown;
/// 7. nothing open is lost or left behind. And order holds: an older update never comes after a newer one.
struct CrashVerdict {
    let run: CrashRun
    let evidence: [DeliveryEvidence]
    let wire: [WireEvent]

    /// What is wrong; nothing, where all is well.
    func complaints() -> [String] {
        let byKey = Dictionary(grouping: wire, by: { Place(message: $0.message, address: $0.address) })
        var found = run.troubles + everyStatement() + strangers(byKey) + order()
        for delivery in evidence {
            let events = byKey[Place(message: delivery.message, address: delivery.address)] ?? []
            let all = numbers(delivery) + ends(delivery) + lives(delivery) + onTheWire(delivery, events)
            guard !all.isEmpty else { continue }
            found += all.map { "\($0) [\(Self.shown(delivery, events))]" }
        }
        return found
    }

    private struct Place: Hashable {
        let message: String
        let address: String
    }

    private static let open: Set<String> = ["pending", "in_flight", "retrying"]

    private func everyStatement() -> [String] {
        let marked = Dictionary(grouping: wire, by: \.statement)
        return run.accepted.flatMap { accepted in
            let mine = evidence.filter { ($0.update ?? $0.message) == accepted.id }
            let size = run.scene.size(of: accepted.statement.audience)
            var found: [String] = []
            if Set(mine.map { "\($0.channel) \($0.address)" }).count != size || mine.count != size {
                found.append("I1: statement \(accepted.statement.number) has \(mine.count) deliveries of \(size)")
            }
            let ids = Set(marked[accepted.statement.number, default: []].map(\.message))
            if ids.count != 1 {
                found.append("I1: statement \(accepted.statement.number) went out as \(ids.sorted())")
            }
            return found
        }
    }

    /// Requests that no delivery knows of.
    private func strangers(_ events: [Place: [WireEvent]]) -> [String] {
        let known = Set(evidence.map { Place(message: $0.message, address: $0.address) })
        return events.filter { !known.contains($0.key) }
            .map { "I2: \($0.value.count) requests to \($0.key.address) of \($0.key.message), which has no delivery" }
    }

    private func numbers(_ delivery: DeliveryEvidence) -> [String] {
        let numbers = delivery.attempts.map(\.number)
        guard numbers == Array(0..<numbers.count).map({ $0 + 1 }), delivery.attemptCount == numbers.count else {
            return ["I3: attempts are numbered \(numbers), and \(delivery.attemptCount) are counted"]
        }
        return []
    }

    private func ends(_ delivery: DeliveryEvidence) -> [String] {
        if Self.open.contains(delivery.state) { return ["I7: it was left \(delivery.state)"] }
        var found: [String] = []
        let last = delivery.attempts.last
        if delivery.attempts.dropLast().contains(where: { $0.result == "delivered" }) {
            found.append("I4: it went on after it had been delivered")
        }
        if (delivery.state == "delivered") != (last?.result == "delivered") {
            found.append("I4: it is \(delivery.state), and its last attempt was \(last?.result ?? "none")")
        }
        if delivery.state != "held", delivery.finishedAt == nil {
            found.append("I4: it has ended, and nobody knows when")
        }
        if let end = delivery.finishedAt, delivery.attempts.contains(where: { $0.startedAt > end }) {
            found.append("I4: an attempt was begun after its end")
        }
        if delivery.address.contains("/well/") || delivery.address.contains("/crowd/"), delivery.state != "delivered" {
            found.append("I1: it is \(delivery.state), and its endpoint has always been well")
        }
        return found
    }

    private func lives(_ delivery: DeliveryEvidence) -> [String] {
        var found: [String] = []
        var last = Timestamp.distantPast
        for attempt in delivery.attempts {
            guard let ended = attempt.endedAt else {
                found.append("I5: attempt \(attempt.number) was never finished")
                continue
            }
            if attempt.startedAt < last {
                found.append("I3: attempt \(attempt.number) began before the last had ended")
            }
            last = ended
            guard let life = run.lives.first(where: { $0.contains(attempt.startedAt) }) else {
                found.append("I5: attempt \(attempt.number) was begun by no process")
                continue
            }
            if !life.contains(ended), attempt.result != "unknown" {
                found.append("I5: attempt \(attempt.number) was finished as \(attempt.result) by another process")
            }
        }
        return found
    }

    private func onTheWire(_ delivery: DeliveryEvidence, _ events: [WireEvent]) -> [String] {
        var found: [String] = []
        let attempts = delivery.attempts
        if Set(events.map(\.key)).count > 1 { found.append("I2: it was sent under several keys") }
        if events.count > attempts.count {
            found.append("I2: \(events.count) requests, and \(attempts.count) attempts")
        }
        // The n-th request cannot have come before the n-th attempt was written down.
        for (event, attempt) in zip(events, attempts) where event.at < attempt.startedAt {
            found.append("I2: a request came at \(event.at), before attempt \(attempt.number)")
        }
        let taken = events.count { $0.isTaken }
        let delivered = attempts.count { $0.result == "delivered" }
        let unknown = attempts.count { $0.result == "unknown" }
        if taken < delivered { found.append("I2: it is delivered, and its receiver never took it") }
        if taken > delivered + unknown {
            found.append("I6: it was taken \(taken) times, with \(delivered) attempts delivered and \(unknown) unknown")
        }
        for (code, failures) in Dictionary(grouping: attempts.compactMap(\.code), by: { $0 })
        where delivery.channel == "hooks" && events.count(where: { $0.answer == code }) < failures.count {
            found.append("I2: \(failures.count) attempts were answered \(code), and the receiver knows of fewer")
        }
        return found
    }

    /// Per incident and destination no older update after a newer one.
    private func order() -> [String] {
        var sequences: [String: (update: String, sequence: Int)] = [:]
        for event in wire {
            if let sequence = event.sequence { sequences[event.message] = (event.message, sequence) }
        }
        let incidentOf = Dictionary(
            run.accepted.compactMap { accepted in accepted.statement.kind.incident.map { (accepted.id, $0) } }
        ) { first, _ in first }
        let messages = Dictionary(
            evidence.compactMap { one in one.update.flatMap { incidentOf[$0] }.map { (one.message, $0) } }
        ) { first, _ in first }
        var found: [String] = []
        var newest: [String: Int] = [:]
        for event in wire {
            guard let incident = messages[event.message], let sequence = sequences[event.message]?.sequence
            else { continue }
            let place = "\(incident) \(event.address)"
            if sequence < newest[place] ?? 0 {
                found.append(
                    "order: update \(sequence) of incident \(incident) came to \(event.address) after a newer one"
                )
            }
            newest[place] = max(newest[place] ?? 0, sequence)
        }
        return found
    }

    private static func shown(_ delivery: DeliveryEvidence, _ events: [WireEvent]) -> String {
        let attempts = delivery.attempts.map { attempt in
            "\(attempt.number) \(attempt.result) \(attempt.code ?? attempt.errorType ?? "") "
                + "\(attempt.startedAt)–\(attempt.endedAt?.description ?? "")"
        }
        let requests = events.map { "\($0.answer) at \($0.at)" }
        return "\(delivery.id) to \(delivery.address), \(delivery.state); attempts \(attempts); requests \(requests)"
    }
}

extension CrashPlan.Statement.Kind {
    fileprivate var incident: Int? {
        switch self {
        case .incident(let index), .update(let index): index
        case .notice: nil
        }
    }
}
