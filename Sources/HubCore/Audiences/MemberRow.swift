// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One line of an audience's list as it is written, before anyone knows whether it makes sense.
struct MemberRow {
    var channel: String?
    var address: String?
    var locale: String?
    var tags: [String] = []
    var secret: String?
    var person: String?
    var components: [String] = []
    var severity: String?
    var incident: String?
    /// Personal variables by name.
    var reader: [String: String] = [:]
    /// Other addresses, in order.
    var fallbacks: [MemberRow] = []

    /// The columns of a list, besides those of personal variables, in the order in which an export writes them.
    static let columns = [
        "channel", "to", "locale", "tags", "secret", "person", "components", "severity", "incident", "else",
    ]
    static let variablePrefix = "reader."
    /// What stands for a severity where its member has chosen to hear nothing there.
    static let nothing = "none"

    private static let mostTags = 50
    private static let mostVariables = 50

    /// The member that the row describes, its addresses as `addresses` wants them.
    func member(_ addresses: any ListedAddresses) throws(LineFlaw) -> Member {
        var destination = try destination(addresses)
        destination.person = try checked(person, "person", longest: 256)
        for (name, value) in reader {
            let column = Self.variablePrefix + name
            guard ReaderPlaces.isName(name) else {
                throw LineFlaw(
                    .keyUnknown,
                    column,
                    "A personal variable's name has 1 to \(ReaderPlaces.longestName) lower-case letters, digits, “_” or “-”."
                )
            }
            destination.variables[name] = try checked(value, column, longest: 1_024)
        }
        guard destination.variables.count <= Self.mostVariables else {
            throw LineFlaw(
                .valueInvalid,
                "reader",
                "A reader has \(Self.mostVariables) personal variables at the most."
            )
        }
        for row in fallbacks {
            let other = try row.destination(addresses)
            guard other.channel != destination.channel || other.address != destination.address else {
                throw LineFlaw(.valueInvalid, "else", "An address under “else” is the address itself.")
            }
            destination.fallbacks.append(other)
        }
        return Member(destination, interest: try interest())
    }

    private func destination(_ addresses: any ListedAddresses) throws(LineFlaw) -> Destination {
        guard let address, !address.isEmpty else {
            throw LineFlaw(.addressMissing, "to", "The line names no address.")
        }
        guard address.utf8.count <= 2_048 else {
            throw LineFlaw(.addressInvalid, "to", "An address has 1 to 2,048 bytes.")
        }
        let locale = locale.map { LocaleTag($0) }
        if case .some(.none) = locale {
            throw LineFlaw(.localeInvalid, "locale", "The locale is not a language tag such as en or de-AT.")
        }
        let secret = secret.map { SecretReference($0) }
        if case .some(.none) = secret {
            throw LineFlaw(
                .secretWrittenOut,
                "secret",
                "A secret is given by reference only: env:NAME or file:PATH.",
                suggestion: "Put it into an environment variable or a file."
            )
        }
        guard tags.count <= Self.mostTags, tags.allSatisfy({ (1...64).contains($0.count) }) else {
            throw LineFlaw(
                .valueInvalid,
                "tags",
                "A destination has \(Self.mostTags) tags of 64 characters at the most."
            )
        }
        return try addresses.checked(
            Destination(
                channel: try addresses.channel(channel ?? ""),
                address: address,
                locale: locale ?? nil,
                tags: tags,
                secret: secret ?? nil
            )
        )
    }

    private func interest() throws(LineFlaw) -> Interest {
        if severity == Self.nothing { return .nothing }
        var interest = Interest()
        for text in components {
            guard let name = ComponentName(text) else {
                throw LineFlaw(.valueInvalid, "components", "“\(text.prefix(80))” is not a component's name.")
            }
            interest.components.insert(name)
        }
        if let severity {
            interest.severity = Severity(rawValue: severity)
            guard interest.severity != nil else {
                throw LineFlaw(
                    .valueInvalid,
                    "severity",
                    "“\(severity.prefix(80))” is not a severity.",
                    suggestion:
                        "Use one of: \((Severity.allCases.map(\.rawValue) + [Self.nothing]).joined(separator: ", "))."
                )
            }
        }
        if let incident {
            interest.incident = IncidentReference.ID(incident)
            guard interest.incident != nil else {
                throw LineFlaw(.valueInvalid, "incident", "That is not an incident's id.")
            }
        }
        return interest
    }

    private func checked(_ text: String?, _ column: String, longest: Int) throws(LineFlaw) -> String? {
        guard let text, text.utf8.count > longest else { return text }
        throw LineFlaw(.valueInvalid, column, "The value is longer than \(longest) bytes.")
    }
}

/// What a list's addresses are held against.
package protocol ListedAddresses {
    /// The configured channel of that name.
    func channel(_ name: String) throws(LineFlaw) -> ChannelName

    /// The destination with its address as it is kept.
    func checked(_ destination: Destination) throws(LineFlaw) -> Destination
}
