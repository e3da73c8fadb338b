// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// A list on its way out, a piece at a time: it takes no more memory than one of them.
package struct ListDownload: Sendable {
    package let mediaType: String
    /// What to save it as.
    package let fileName: String
    private let produce: @Sendable (_ after: Int64?) async throws(Fault) -> (text: String, next: Int64?)
    private var position: Int64?
    private var isAtEnd = false

    init(
        mediaType: String,
        fileName: String,
        _ produce: @escaping @Sendable (_ after: Int64?) async throws(Fault) -> (text: String, next: Int64?)
    ) {
        self.mediaType = mediaType
        self.fileName = fileName
        self.produce = produce
    }

    /// The next piece; nil at the end.
    package mutating func next() async throws(Fault) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        let (text, next) = try await produce(position)
        position = next
        isAtEnd = next == nil
        return Array(text.utf8)
    }
}

extension Hub {
    /// An audience's list, in the order in which its members came.
    ///
    /// Each page is a snapshot of its own: who comes or leaves meanwhile may or may not be in it. For CSV the audience is
    /// gone through once before, to learn which personal variables need columns.
    package func exportMembers(
        of audience: AudienceName,
        as format: ListFormat,
        by principal: Principal
    ) async throws(Fault) -> ListDownload {
        try principal.require(.administer)
        try await requireStored(audience)
        let variables = format == .csv ? try await variables(of: audience) : []
        let writer = MemberListWriter(format, variables: variables)
        try await recordExport(of: audience.text, by: principal)
        return ListDownload(
            mediaType: format.mediaType,
            fileName: "\(audience).\(format.rawValue)"
        ) { [self] position async throws(Fault) in
            let (members, next) = try await page(of: audience, after: position ?? 0)
            var text = position == nil ? writer.header : ""
            for member in members { text += try writer.line(for: member) }
            return (text, next)
        }
    }

    private func variables(of audience: AudienceName) async throws(Fault) -> Set<String> {
        var names: Set<String> = []
        var position: Int64? = 0
        while let start = position {
            let (members, next) = try await page(of: audience, after: start)
            for member in members where !member.destination.variables.isEmpty {
                names.formUnion(member.destination.variables.keys)
            }
            position = next
        }
        return names
    }

    private func page(
        of audience: AudienceName,
        after position: Int64
    ) async throws(Fault) -> (members: [Member], cursor: Int64?) {
        try await storage.read { reader throws(Fault) in
            try reader.members(of: audience, after: position, limit: 1_000)
        }
    }

    /// Who takes readers' addresses out of the hub is written down.
    func recordExport(of subject: String, by principal: Principal) async throws(Fault) {
        let now = clock.now
        try await storage.write { transaction throws(Fault) in
            try AuditTrail.record("audience.exported", on: subject, by: principal.name, at: now, in: transaction)
        }
    }

    /// - Throws: ``FaultCode/audienceUnknown`` where there is no such audience, ``FaultCode/audienceInvalid`` where it is a
    ///   part of others.
    func requireStored(_ audience: AudienceName) async throws(Fault) {
        try refuseSegment(audience)
        try await storage.read { reader throws(Fault) in
            try self.requireAudiences([audience], in: reader, at: "/name")
        }
    }

    /// - Throws: ``FaultCode/audienceInvalid`` for a part of others: it has no members of its own.
    func refuseSegment(_ audience: AudienceName) throws(Fault) {
        guard let segment = audiences.segments[audience] else { return }
        throw Fault(
            .audienceInvalid,
            "“\(audience)” has no members of its own: the configuration makes it of others.",
            suggestedAction: "Name one of: \(segment.audiences.map(\.text).joined(separator: ", ")).",
            context: ["where": "/name"]
        )
    }
}
