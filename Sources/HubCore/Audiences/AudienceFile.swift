// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// An audience's CSV file: a header of `channel`, `to` and, as needed, `locale`, `tags` (separated by `;`) and `secret`,
/// then one destination a line.
package struct AudienceFile: ~Copyable {
    /// A line's destination, or what is wrong with the line.
    package typealias Line = Result<Destination, Fault>

    private var reader: CSVReader
    private let path: String
    private let columns: [String: Int]
    private let channels: Set<ChannelName>

    private static let known = ["channel", "to", "locale", "tags", "secret"]

    /// Here `channels` is the configured channels' names.
    /// - Throws: ``FaultCode/audienceInvalid`` where the file cannot be read or its header lacks a column.
    package init(path: String, channels: Set<ChannelName>) throws(Fault) {
        var reader = try CSVReader(path: path)
        let header = try reader.next()?.fields ?? []
        for column in header where !Self.known.contains(column) {
            throw Fault(
                .audienceInvalid,
                "The column “\(column.prefix(40))” is not known.",
                suggestedAction: "The first line names the columns: \(Self.known.joined(separator: ",")).",
                context: ["where": "\(path):1"]
            )
        }
        guard header.contains("channel"), header.contains("to") else {
            throw Fault(
                .audienceInvalid,
                "The first line must name at least the columns “channel” and “to”.",
                context: ["where": "\(path):1"]
            )
        }
        self.reader = reader
        self.path = path
        self.columns = Dictionary(header.enumerated().map { ($1, $0) }) { first, _ in first }
        self.channels = channels
    }

    /// The next line; nil at the end.
    package mutating func next() throws(Fault) -> Line? {
        guard let record = try reader.next() else { return nil }
        do throws(Fault) {
            return .success(try destination(record))
        } catch {
            return .failure(error)
        }
    }

    private func destination(_ record: CSVReader.Record) throws(Fault) -> Destination {
        let place = "\(path):\(record.line)"
        func field(_ name: String) -> String? {
            guard let column = columns[name], column < record.fields.count else { return nil }
            let text = record.fields[column]
            return text.isEmpty ? nil : text
        }
        guard record.fields.count <= columns.count else {
            throw Fault(.audienceInvalid, "The line has more fields than the header.", context: ["where": place])
        }
        guard let name = field("channel"), let channel = ChannelName(name), channels.contains(channel) else {
            let given = (field("channel") ?? "").prefix(80)
            let known = channels.map(\.text).sorted().joined(separator: ", ")
            throw Fault(
                .audienceInvalid,
                "“\(given)” is not a configured channel.",
                suggestedAction: "Use one of: \(known).",
                context: ["where": place]
            )
        }
        guard let address = field("to") else {
            throw Fault(.audienceInvalid, "The line names no address.", context: ["where": place])
        }
        let locale = field("locale").map { LocaleTag($0) }
        if case .some(.none) = locale {
            throw Fault(.audienceInvalid, "The locale is not a language tag such as en.", context: ["where": place])
        }
        let secret = field("secret").map { SecretReference($0) }
        if case .some(.none) = secret {
            throw Fault(
                .audienceInvalid,
                "A secret is given by reference only: env:NAME or file:PATH.",
                context: ["where": place]
            )
        }
        return Destination(
            channel: channel,
            address: address,
            locale: locale ?? nil,
            tags: (field("tags") ?? "").split(separator: ";").map(String.init),
            secret: secret ?? nil
        )
    }
}
