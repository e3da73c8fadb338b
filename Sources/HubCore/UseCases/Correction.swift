// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Incidents

/// How a request names an update: by its number within the incident, or by its id.
enum UpdateName: Hashable, Sendable {
    case sequence(Int)
    case id(IncidentUpdate.ID)

    /// Nil where the key is absent, or what it holds is neither, which is reported.
    static func read(_ fields: Fields, _ key: String) -> UpdateName? {
        guard let value = fields.value(key) else { return nil }
        switch value.content {
        case .integer(let number) where (1...1_000_000).contains(number): return .sequence(Int(number))
        case .string(let text):
            if let id = IncidentUpdate.ID(text), text.hasPrefix("upd_") { return .id(id) }
        default: break
        }
        fields.problem(
            key,
            "That is neither the number of an update nor its id.",
            suggestion: "Write its number, such as 2, or its id, which begins with upd_."
        )
        return nil
    }
}

extension IncidentUpdate {
    /// The earlier update that it puts right.
    package var corrects: CorrectedUpdate? { messages.first?.facts.incident?.corrects }
}

extension Hub {
    /// The update that a command says it puts right; nil where it says none.
    ///
    /// - Throws: ``FaultCode/schemaInvalid`` where the incident has no such update, or nobody was told it.
    func corrected(by command: PublishUpdate, of incident: Incident) async throws(Fault) -> CorrectedUpdate? {
        guard let name = command.corrects else { return nil }
        let updates = try await storage.read { reader throws(Fault) in try reader.updates(of: incident.id) }
        let found = updates.first { update in
            switch name {
            case .sequence(let number): update.sequence == number
            case .id(let id): update.id == id
            }
        }
        guard let found else {
            let numbers = updates.map(\.sequence)
            throw Fault(
                .schemaInvalid,
                "The incident has no such update to correct.",
                suggestedAction: numbers.isEmpty
                    ? "Nothing has been published yet: leave “corrects” out."
                    : "Its updates are \(numbers.count == 1 ? "1" : "1 to \(numbers.max() ?? 1)").",
                context: ["where": "/corrects"]
            )
        }
        guard found.isTold else {
            throw Fault(
                .schemaInvalid,
                "Nobody was told that update: there is nothing to put right.",
                suggestedAction: "Publish what is so, and leave “corrects” out.",
                context: ["where": "/corrects"]
            )
        }
        return CorrectedUpdate(update: found.id, sequence: found.sequence)
    }
}
