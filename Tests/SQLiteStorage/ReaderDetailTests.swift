// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import HubCore
import Incidents
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

/// Whence a member came, what is left of one who was deleted, and lists that are read page by page.
@Suite struct ReaderDetailTests {
    private let file = TemporaryStorage()
    private static let ada = LedgerScene.ada

    @Test func `whence a member came stays as it was, whoever names it later`() async throws {
        let storage = try file.open()
        let origins: [(Membership.Source, [MemberOrigin])] = [
            (.imported, [.imported(generation: 5), .subscription, .configuration(generation: 9)]),
            (.subscription, [.subscription, .imported(generation: 5), .configuration(generation: 9)]),
            (.configuration, [.configuration(generation: 5), .subscription]),
        ]
        for (number, (source, order)) in origins.enumerated() {
            let reader = LedgerScene.destination("reader-\(number)@example.com")
            let found = try await storage.write { transaction throws(Fault) in
                for origin in order { try transaction.upsert([Member(reader)], in: Samples.buyers, from: origin) }
                return try transaction.memberships(channel: Samples.mail, address: reader.address).map(\.source)
            }
            #expect(found == [source])
        }
        try await storage.close()
    }

    @Test func `who subscribes keeps what lists say of him, and leaving a list leaves him there in silence`()
        async throws
    {
        let storage = try file.open()
        var listed = Self.ada
        listed.tags = ["vip"]
        let kept = listed
        let (reader, memberships) = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([Member(kept)], in: Samples.buyers, from: .imported(generation: 1))
            try transaction.upsert([Member(Self.ada)], in: Samples.sellers, from: .subscription)
            try transaction.choose(nil, in: Samples.buyers, channel: Samples.mail, address: Self.ada.address)
            return (
                try transaction.destination(channel: Samples.mail, address: Self.ada.address),
                try transaction.memberships(channel: Samples.mail, address: Self.ada.address)
            )
        }
        #expect(reader?.tags == ["vip"])
        #expect(memberships.map(\.interest) == [.nothing, .everything])
        #expect(memberships.map(\.source) == [.imported, .subscription])
        try await storage.close()
    }

    @Test func `whoever confirms again has confirmed then`() async throws {
        let storage = try file.open()
        let moment = try await storage.write { transaction throws(Fault) in
            for now in [1, 2] { try transaction.confirm(Self.ada, at: LedgerScene.time(Int64(now))) }
            return try transaction.confirmation(channel: Samples.mail, address: Self.ada.address)
        }
        #expect(moment == LedgerScene.time(2))
        try await storage.close()
    }

    @Test func `of who is deleted a number is left, and nothing that was said of him`() async throws {
        let storage = try file.open()
        var reader = Self.ada
        reader.locale = LocaleTag("de")
        reader.tags = ["vip"]
        reader.secret = SecretReference("env:KEY")
        reader.fallbacks = [LedgerScene.hook]
        reader.person = "reader-1"
        reader.variables = ["name": "Ada"]
        let kept = reader
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert([Member(kept)], in: Samples.buyers, from: .imported(generation: 1))
            try transaction.confirm(kept, at: LedgerScene.time(1))
            let suppression = Suppression(.withheld, since: LedgerScene.time(1), note: "asked by phone")
            try transaction.suppress(suppression, channel: Samples.mail, address: kept.address, isRecorded: false)
            _ = try transaction.erase(channel: Samples.mail, address: kept.address)
        }
        try await storage.close()
        let (row, confirmations) = try DatabaseQueue(path: file.path)
            .read { database in
                (
                    try Row.fetchOne(database, sql: "SELECT * FROM destination"),
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM confirmation")
                )
            }
        let left = try #require(row).filter { !$0.1.isNull }.map(\.0)
        #expect(Set(left).isSubset(of: ["id", "channel", "address", "unsubscribed", "releasing"]), "\(left)")
        #expect(confirmations == 0)
    }

    @Test func `excluded addresses are listed page by page, of one channel or of all`() async throws {
        let storage = try file.open()
        let readers = [Self.ada, LedgerScene.hook, LedgerScene.bo]
        let all = try await storage.write { transaction throws(Fault) in
            for reader in readers {
                try transaction.suppress(
                    Suppression(.bounced, since: LedgerScene.time(1)),
                    channel: reader.channel,
                    address: reader.address,
                    isRecorded: true
                )
            }
            let first = try transaction.suppressions(on: nil, after: 0, limit: 2)
            let second = try transaction.suppressions(on: nil, after: first.cursor ?? 0, limit: 2)
            let mail = try transaction.suppressions(on: Samples.mail, after: 0, limit: 9)
            #expect(second.cursor == nil)
            return [first, second, mail].map { $0.suppressed.map(\.address) }
        }
        let names = readers.map(\.address)
        #expect(all == [[names[0], names[1]], [names[2]], [names[0], names[2]]])
        try await storage.close()
    }

    @Test func `members of several channels are listed page by page, each once`() async throws {
        let storage = try file.open()
        let readers = (0..<7).map { LedgerScene.destination("\($0)@example.com", on: $0 % 2 == 0 ? "mail" : "hooks") }
        let found = try await storage.write { transaction throws(Fault) in
            try transaction.upsert(readers.map { Member($0) }, in: Samples.buyers, from: .imported(generation: 1))
            var found: [Destination] = []
            var position: Int64? = 0
            while let start = position {
                let page = try transaction.members(of: Samples.buyers, after: start, limit: 2)
                found += page.members.map(\.destination)
                position = page.cursor
            }
            return found
        }
        #expect(found == readers)
        try await storage.close()
    }

    @Test func `what a reader says anew replaces the words too`() async throws {
        let storage = try file.open()
        let incident = try #require(Incident.ID("inc_1"))
        let words = try await storage.write { transaction throws(Fault) in
            for (number, comment) in ["first", nil, "last"].enumerated() {
                try transaction.keep(
                    Feedback(
                        key: "a",
                        incident: incident,
                        isHelpful: true,
                        comment: comment,
                        at: LedgerScene.time(Int64(number))
                    )
                )
            }
            return try transaction.feedback(on: incident, limit: 9).map(\.comment)
        }
        #expect(words == ["last"])
        try await storage.close()
    }

    @Test func `an audience that is made anew inherits no message of one that was deleted`() async throws {
        let storage = try file.open()
        let message = try Samples.message(1)
        let readers = (0..<300).map { Member(LedgerScene.destination("\($0)@example.com")) }
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(readers, in: Samples.buyers, from: .imported(generation: 1))
            _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
            #expect(try transaction.delete(audience: Samples.buyers))
            try transaction.upsert([Member(Self.ada)], in: Samples.sellers, from: .imported(generation: 1))
        }
        var isFinished = false
        while !isFinished {
            isFinished = try await storage.ledger.expand(limit: 100, now: LedgerScene.time(1), planner: StubPlanner())
                .isFinished
        }
        #expect(try await SQLiteHarness(storage: storage).records().contains { $0.destination == Self.ada } == false)
        try await storage.close()
    }
}
