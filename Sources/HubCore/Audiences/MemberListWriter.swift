// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Writes members as an audience's list, so that reading it again gives the same members.
///
/// Secrets are written as what they are kept as: references.
package struct MemberListWriter: Sendable {
    private let format: ListFormat
    /// The names of the personal variables that have columns.
    private let variables: [String]

    /// Here `variables` is the personal variables that CSV has columns for; NDJSON needs none.
    package init(_ format: ListFormat, variables: some Sequence<String> = []) {
        self.format = format
        self.variables = variables.sorted()
    }

    /// What stands before the members.
    package var header: String {
        switch format {
        case .csv: CSVText.line(MemberRow.columns + variables.map { MemberRow.variablePrefix + $0 })
        case .ndjson: ""
        }
    }

    package func line(for member: Member) throws(Fault) -> String {
        switch format {
        case .csv: CSVText.line(try fields(of: member))
        case .ndjson: String(decoding: try JSONText.encode(MemberView(member)), as: UTF8.self) + "\n"
        }
    }

    private func fields(of member: Member) throws(Fault) -> [String] {
        let destination = member.destination
        let interest = member.interest
        var others = ""
        if !destination.fallbacks.isEmpty {
            others = String(decoding: try JSONText.encode(destination.fallbacks), as: UTF8.self)
        }
        return [
            destination.channel.text, destination.address, destination.locale?.text ?? "",
            destination.tags.joined(separator: ";"), destination.secret?.text ?? "", destination.person ?? "",
            interest.components.sorted().map(\.text).joined(separator: ";"), interest.listedSeverity ?? "",
            interest.incident?.text ?? "", others,
        ] + variables.map { destination.variables[$0] ?? "" }
    }
}

/// A member as NDJSON and the API show it.
struct MemberView: Encodable {
    private let member: Member

    init(_ member: Member) { self.member = member }

    private enum CodingKeys: String, CodingKey {
        case channel, to, locale, tags, secret, person, components, severity, incident, reader
        case fallbacks = "else"
    }

    func encode(to encoder: any Encoder) throws {
        let destination = member.destination
        let interest = member.interest
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(destination.channel, forKey: .channel)
        try values.encode(destination.address, forKey: .to)
        try values.encodeIfPresent(destination.locale, forKey: .locale)
        if !destination.tags.isEmpty { try values.encode(destination.tags, forKey: .tags) }
        try values.encodeIfPresent(destination.secret, forKey: .secret)
        try values.encodeIfPresent(destination.person, forKey: .person)
        if !interest.components.isEmpty { try values.encode(interest.components.sorted(), forKey: .components) }
        try values.encodeIfPresent(interest.listedSeverity, forKey: .severity)
        try values.encodeIfPresent(interest.incident, forKey: .incident)
        if !destination.variables.isEmpty { try values.encode(destination.variables, forKey: .reader) }
        if !destination.fallbacks.isEmpty { try values.encode(destination.fallbacks, forKey: .fallbacks) }
    }
}

extension Interest {
    /// As it stands in a list's column.
    fileprivate var listedSeverity: String? { isNothing ? MemberRow.nothing : severity?.rawValue }
}
