// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Crypto

/// Taking a list into an audience.
package struct ImportAudience: Sendable {
    package enum Mode: String, Codable, Sendable, CaseIterable {
        /// Adds and refreshes members.
        case merge
        /// The same, and at the end those leave whom earlier imports brought and this list does not name.
        case replace
    }

    let audience: AudienceName
    let mode: Mode
    let format: ListFormat
    let isDryRun: Bool

    /// With `isDryRun` the list is read and reported on, and nothing is kept.
    package init(_ audience: AudienceName, mode: Mode = .merge, format: ListFormat, isDryRun: Bool = false) {
        self.audience = audience
        self.mode = mode
        self.format = format
        self.isDryRun = isDryRun
    }
}

extension Hub {
    /// Takes in a list that comes in pieces; `next` hands over the next piece, nil at the end.
    ///
    /// Members are kept a page at a time, each page in a transaction of its own, so that a list of any size takes little
    /// memory and delivery goes on beside it. Where the list ends early, what was taken in so far stays, and nobody has
    /// left the audience. With an idempotency key the whole list is compared, by its digest, before an answer is given
    /// again.
    package func importMembers(
        _ command: ImportAudience,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil,
        next: () async throws(Fault) -> [UInt8]?
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        try refuseSegment(command.audience)
        var hasher = SHA256()
        if let idempotency, let kept = try await answer(to: idempotency) {
            while let piece = try await next() { hasher.update(data: piece) }
            return try replay(kept, for: idempotency.digesting(body: hasher.finalize()))
        }
        try storage.checkRoom()
        try beginImport(into: command.audience)
        defer { endImport(into: command.audience) }
        var intake = MemberIntake(command, storage: storage, generation: clock.now.milliseconds)
        var reader = MemberListReader(command.format, addresses: ChannelAddresses(channels))
        do throws(Fault) {
            while let piece = try await next() {
                hasher.update(data: piece)
                try await intake.take(try reader.read(piece))
                note(intake.report, ofImportInto: command.audience)
            }
            try await intake.take(try reader.finish())
            try await intake.flush()
        } catch {
            if intake.kept > 0 { try await recordEarlyEnd(of: command, intake, by: principal) }
            throw error.with("taken", "\(intake.kept)")
        }
        guard !command.isDryRun else {
            return try reply(200, ImportView(command: command, report: intake.report, left: 0, size: nil))
        }
        return try await finish(command, intake, by: principal, idempotency?.digesting(body: hasher.finalize()))
    }

    private func answer(to key: IdempotencyKey) async throws(Fault) -> IdempotentAnswer? {
        try await storage.read { reader throws(Fault) in try reader.answer(toKey: key.key, of: key.principal) }
    }

    private func finish(
        _ command: ImportAudience,
        _ intake: MemberIntake,
        by principal: Principal,
        _ key: IdempotencyKey?
    ) async throws(Fault) -> Reply {
        let now = clock.now
        let report = intake.report
        let generation = intake.generation
        return try await storage.write { transaction throws(Fault) in
            // An empty list makes the audience too.
            try transaction.upsert([Member](), in: command.audience, from: .imported(generation: generation))
            let left =
                command.mode == .replace
                ? try transaction.finishImport(of: command.audience, generation: generation) : 0
            try AuditTrail.record(
                "audience.imported",
                on: command.audience.text,
                by: principal.name,
                at: now,
                detail: [
                    "mode": command.mode.rawValue, "taken": "\(report.taken)", "set_aside": "\(report.setAside)",
                    "left": "\(left)",
                ],
                in: transaction
            )
            let size = try transaction.audience(command.audience)?.size
            let reply = try self.reply(200, ImportView(command: command, report: report, left: left, size: size))
            if let key {
                try transaction.keep(
                    IdempotentAnswer(
                        principal: key.principal,
                        key: key.key,
                        requestDigest: key.requestDigest,
                        status: reply.status,
                        body: reply.body,
                        at: now
                    )
                )
            }
            return reply
        }
    }

    /// What was taken in before the list ended stays: the trail says so.
    private func recordEarlyEnd(
        of command: ImportAudience,
        _ intake: MemberIntake,
        by principal: Principal
    ) async throws(Fault) {
        let now = clock.now
        let kept = intake.kept
        try await storage.write { transaction throws(Fault) in
            try AuditTrail.record(
                "audience.import_broken_off",
                on: command.audience.text,
                by: principal.name,
                at: now,
                detail: ["mode": command.mode.rawValue, "taken": "\(kept)"],
                in: transaction
            )
        }
    }
}

/// Keeps what an import brings, page by page.
private struct MemberIntake {
    private static let pageSize = 1_000

    let generation: Int64
    private(set) var report = ListReport()
    /// How many are in the storage already.
    private(set) var kept = 0
    private let command: ImportAudience
    private let storage: any Storage
    private var page: [Member] = []

    init(_ command: ImportAudience, storage: any Storage, generation: Int64) {
        self.command = command
        self.storage = storage
        self.generation = generation
    }

    mutating func take(_ entries: [MemberListReader.Entry]) async throws(Fault) {
        for entry in entries {
            switch entry {
            case .setAside(let line): report.setAside(line)
            case .member(let member):
                report.take(ListedAddress(channel: member.destination.channel, address: member.destination.address))
                guard !command.isDryRun else { continue }
                page.append(member)
                if page.count >= Self.pageSize { try await flush() }
            }
        }
    }

    mutating func flush() async throws(Fault) {
        guard !page.isEmpty else { return }
        try storage.checkRoom()
        let page = page
        let audience = command.audience
        let origin = MemberOrigin.imported(generation: generation)
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(page, in: audience, from: origin)
        }
        kept += page.count
        self.page = []
    }
}

/// What makes two lines of a list the same.
struct ListedAddress: Hashable {
    let channel: ChannelName
    let address: String
}

private struct ImportView: Encodable {
    let command: ImportAudience
    let report: ListReport
    let left: Int
    let size: Int?

    private enum CodingKeys: String, CodingKey {
        case audience, mode, left, size
        case isDryRun = "dry_run"
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(command.audience, forKey: .audience)
        try values.encode(command.mode, forKey: .mode)
        try values.encode(command.isDryRun, forKey: .isDryRun)
        try values.encode(left, forKey: .left)
        try values.encodeIfPresent(size, forKey: .size)
    }
}
