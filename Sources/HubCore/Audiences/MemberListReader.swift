// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Reads an audience's list that comes in pieces: the same from a file and from a request, wherever the pieces end.
///
/// A line that is no member is set aside, and the rest goes on; only a header that cannot be used ends the reading.
package struct MemberListReader {
    package enum Entry: Hashable, Sendable {
        case member(Member)
        case setAside(SetAside)
    }

    private enum Source {
        case csv(CSVParser, MemberHeader?)
        case ndjson(LineCutter)
    }

    private let addresses: any ListedAddresses
    private let path: String?
    private var source: Source

    /// Here `path` is the file that faults name; nil for what was sent.
    package init(_ format: ListFormat, addresses: any ListedAddresses, path: String? = nil) {
        self.addresses = addresses
        self.path = path
        self.source =
            switch format {
            case .csv: .csv(CSVParser(), nil)
            case .ndjson: .ndjson(LineCutter())
            }
    }

    /// The lines that end in this piece.
    ///
    /// - Throws: ``FaultCode/audienceInvalid`` where a CSV's first line is not its header.
    package mutating func read(_ piece: [UInt8]) throws(Fault) -> [Entry] {
        switch source {
        case .csv(var parser, let header):
            // Not held twice, so that nothing is copied.
            source = .csv(CSVParser(), header)
            let items = parser.read(piece)
            source = .csv(parser, header)
            return try entries(items)
        case .ndjson(var cutter):
            source = .ndjson(LineCutter())
            let lines = cutter.cut(piece)
            source = .ndjson(cutter)
            return lines.compactMap { entry($0) }
        }
    }

    /// The rest, once nothing more comes.
    package mutating func finish() throws(Fault) -> [Entry] {
        switch source {
        case .csv(var parser, _):
            let entries = try entries(parser.finish())
            guard case .csv(_, .some) = source else {
                throw Fault(
                    .audienceInvalid,
                    "The list is empty: its first line must name at least the columns “channel” and “to”.",
                    context: ["where": path.map { "\($0):1" } ?? "line 1"]
                )
            }
            return entries
        case .ndjson(var cutter): return cutter.last().map { [entry($0)].compactMap(\.self) } ?? []
        }
    }

    private mutating func entries(_ items: [CSVParser.Item]) throws(Fault) -> [Entry] {
        guard case .csv(let parser, var header) = source else { return [] }
        var entries: [Entry] = []
        for item in items {
            switch item {
            case .broken(let lines, let flaw):
                let setAside = SetAside(lines: lines, LineFlaw(flaw))
                if header == nil { throw setAside.fault(in: path) }
                entries.append(.setAside(setAside))
            case .record(let record):
                guard let header else {
                    header = try MemberHeader(record, in: path)
                    continue
                }
                entries.append(entry(record.lines) { () throws(LineFlaw) in try header.row(record.fields) })
            }
        }
        source = .csv(parser, header)
        return entries
    }

    private func entry(_ line: LineCutter.Line) -> Entry? {
        if let bytes = line.bytes, bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
        return entry(line.number...line.number) { () throws(LineFlaw) in
            guard let bytes = line.bytes else { throw .tooLong }
            return try MemberRow.json(bytes)
        }
    }

    private func entry(_ lines: ClosedRange<Int>, _ read: () throws(LineFlaw) -> MemberRow) -> Entry {
        do throws(LineFlaw) {
            return .member(try read().member(addresses))
        } catch {
            return .setAside(SetAside(lines: lines, error))
        }
    }
}
