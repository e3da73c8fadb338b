// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Reads a list of addresses that nothing is to be sent to: CSV with the columns `channel`, `to` and, as needed, `reason`,
/// `since` and `note`.
package struct SuppressionListReader {
    package enum Entry: Hashable, Sendable {
        case suppressed(SuppressedAddress)
        case setAside(SetAside)
    }

    static let columns = ["channel", "to", "reason", "since", "note"]

    private let addresses: any ListedAddresses
    private let now: Timestamp
    private var parser = CSVParser()
    private var header: [String]?

    /// Here `now` is since when an address is excluded whose line does not say.
    package init(addresses: any ListedAddresses, now: Timestamp) {
        self.addresses = addresses
        self.now = now
    }

    package mutating func read(_ piece: [UInt8]) throws(Fault) -> [Entry] { try entries(parser.read(piece)) }

    package mutating func finish() throws(Fault) -> [Entry] {
        let entries = try entries(parser.finish())
        if header == nil { throw Self.wrongHeader }
        return entries
    }

    private mutating func entries(_ items: [CSVParser.Item]) throws(Fault) -> [Entry] {
        var entries: [Entry] = []
        for item in items {
            switch item {
            case .broken(let lines, let flaw):
                if header == nil { throw Self.wrongHeader }
                entries.append(.setAside(SetAside(lines: lines, LineFlaw(flaw))))
            case .record(let record):
                guard let header else {
                    header = try Self.header(record.fields)
                    continue
                }
                do throws(LineFlaw) {
                    entries.append(.suppressed(try suppressed(header, record.fields)))
                } catch {
                    entries.append(.setAside(SetAside(lines: record.lines, error)))
                }
            }
        }
        return entries
    }

    private static func header(_ fields: [String]) throws(Fault) -> [String] {
        let header = fields.map(\.trimmingBlanks)
        guard header.allSatisfy({ columns.contains($0) }), Set(header).count == header.count,
            header.contains("channel"), header.contains("to")
        else { throw wrongHeader }
        return header
    }

    private static var wrongHeader: Fault {
        Fault(
            .audienceInvalid,
            "The first line must name the columns, at least “channel” and “to”.",
            suggestedAction: "The columns are: \(columns.joined(separator: ",")).",
            context: ["where": "line 1"]
        )
    }

    private func suppressed(_ header: [String], _ fields: [String]) throws(LineFlaw) -> SuppressedAddress {
        guard fields.count <= header.count else {
            throw LineFlaw(.tooManyFields, nil, "The line has more fields than the header.")
        }
        var values: [String: String] = [:]
        for (column, field) in zip(header, fields) where !field.isEmpty { values[column] = CSVText.plain(field) }
        let channel = try addresses.channel(values["channel"]?.trimmingBlanks ?? "")
        guard let address = values["to"]?.trimmingBlanks, !address.isEmpty else {
            throw LineFlaw(.addressMissing, "to", "The line names no address.")
        }
        let reason = values["reason"].map { SuppressionReason(rawValue: $0.trimmingBlanks) } ?? .withheld
        guard let reason else {
            let known = SuppressionReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw LineFlaw(.valueInvalid, "reason", "The reason is not known.", suggestion: "Use one of: \(known).")
        }
        let since = values["since"].map { Timestamp($0.trimmingBlanks) } ?? now
        guard let since else {
            throw LineFlaw(.valueInvalid, "since", "The time is not an RFC 3339 time such as 2026-11-21T14:05:00Z.")
        }
        let destination = try addresses.checked(Destination(channel: channel, address: address))
        return SuppressedAddress(
            channel: channel,
            address: destination.address,
            suppression: Suppression(reason, since: since, note: values["note"])
        )
    }
}
