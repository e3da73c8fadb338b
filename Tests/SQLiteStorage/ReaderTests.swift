// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Incidents
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

/// What is kept of single readers: where they stand, what they chose, and that they are left alone.
@Suite struct ReaderTests {
    private let file = TemporaryStorage()
    private static let ada = LedgerScene.ada
    private static let grave = Interest(severity: .sev1)

    @Test func `an import that replaces takes out what earlier ones brought, and nobody else`() async throws {
        let storage = try file.open()
        let names = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.hook], in: Samples.buyers, generation: 5)
            try transaction.upsert(
                [Member(Self.ada), Member(LedgerScene.bo)],
                in: Samples.buyers,
                from: .imported(generation: 6)
            )
            try transaction.confirm(LedgerScene.destination("own@example.com"), at: LedgerScene.time(1))
            try transaction.choose(.everything, in: Samples.buyers, channel: Samples.mail, address: "own@example.com")
            try transaction.upsert([Member(LedgerScene.bo)], in: Samples.buyers, from: .imported(generation: 7))
            #expect(try transaction.finishImport(of: Samples.buyers, generation: 7) == 1)
            // The configuration names nobody any more.
            try transaction.finishRefresh(of: Samples.buyers, generation: 8, digest: "d")
            return try transaction.members(of: Samples.buyers, after: 0, limit: 10).members.map(\.destination.address)
        }
        #expect(names == ["bo@example.com", "own@example.com"])
        let summary = try await storage.read { reader throws(Fault) in try reader.audience(Samples.buyers) }
        #expect(summary?.channels == [Samples.mail: 2])
        try await storage.close()
    }

    @Test func `what a reader chose outlasts imports and the configuration`() async throws {
        let storage = try file.open()
        let before = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([Self.ada], in: Samples.buyers, generation: 1)
            try transaction.choose(Self.grave, in: Samples.buyers, channel: Samples.mail, address: Self.ada.address)
            try transaction.choose(nil, in: Samples.sellers, channel: Samples.mail, address: Self.ada.address)
            try transaction.upsert([Self.ada], in: Samples.buyers, generation: 2)
            try transaction.upsert([Member(Self.ada)], in: Samples.buyers, from: .imported(generation: 3))
            return try transaction.memberships(channel: Samples.mail, address: Self.ada.address)
        }
        #expect(before.map(\.audience) == [Samples.buyers])
        #expect(before.map(\.interest) == [Self.grave])
        #expect(before.map(\.isChosen) == [true])
        let after = try await storage.write { transaction throws(Fault) in
            try transaction.choose(nil, in: Samples.buyers, channel: Samples.mail, address: Self.ada.address)
            try transaction.upsert([Self.ada], in: Samples.buyers, generation: 4)
            return try transaction.memberships(channel: Samples.mail, address: Self.ada.address)
        }
        #expect(after.map(\.interest) == [.nothing])
        try await storage.close()
    }

    @Test func `who came by himself and leaves is gone from the audience`() async throws {
        let storage = try file.open()
        let memberships = try await storage.write { transaction throws(Fault) in
            try transaction.confirm(Self.ada, at: LedgerScene.time(7))
            try transaction.choose(Self.grave, in: Samples.buyers, channel: Samples.mail, address: Self.ada.address)
            let standing = try transaction.memberships(channel: Samples.mail, address: Self.ada.address)
            try transaction.choose(nil, in: Samples.buyers, channel: Samples.mail, address: Self.ada.address)
            return standing + (try transaction.memberships(channel: Samples.mail, address: Self.ada.address))
        }
        #expect(
            memberships == [
                Membership(audience: Samples.buyers, interest: Self.grave, source: .subscription, isChosen: true)
            ]
        )
        try await storage.read { reader throws(Fault) in
            #expect(try reader.confirmation(channel: Samples.mail, address: Self.ada.address) == LedgerScene.time(7))
            #expect(try reader.audience(Samples.buyers)?.size == 0)
        }
        try await storage.close()
    }

    @Test(arguments: SuppressionReason.allCases)
    func `a suppression keeps its reason, and is lifted`(_ reason: SuppressionReason) async throws {
        let storage = try file.open()
        let suppression = Suppression(reason, since: LedgerScene.time(9), note: "550 5.1.1")
        try await storage.write { transaction throws(Fault) in
            #expect(
                try !transaction.suppress(suppression, channel: Samples.mail, address: "a@b.c", isRecorded: false)
            )
            #expect(try transaction.suppress(suppression, channel: Samples.mail, address: "a@b.c", isRecorded: true))
        }
        try await storage.read { reader throws(Fault) in
            #expect(try reader.suppression(channel: Samples.mail, address: "a@b.c") == suppression)
            let list = try reader.suppressions(on: nil, after: 0, limit: 5)
            #expect(
                list.suppressed == [
                    SuppressedAddress(channel: Samples.mail, address: "a@b.c", suppression: suppression)
                ]
            )
            #expect(list.cursor == nil)
        }
        try await storage.write { transaction throws(Fault) in
            #expect(try transaction.suppress(nil, channel: Samples.mail, address: "a@b.c", isRecorded: false))
            #expect(try transaction.suppression(channel: Samples.mail, address: "a@b.c") == nil)
        }
        try await storage.close()
    }

    @Test func `a full mailbox is remembered until something is decided about its address`() async throws {
        let storage = try file.open()
        var mailbox = FullMailbox(LedgerScene.time(1))
        mailbox.note(LedgerScene.time(9), wasEmptied: false)
        let kept = mailbox
        try await storage.write { transaction throws(Fault) in
            try transaction.keep(kept, channel: Samples.mail, address: "a@b.c")
            #expect(try transaction.fullMailbox(channel: Samples.mail, address: "a@b.c") == nil)
            try transaction.confirm(Self.ada, at: LedgerScene.time(1))
            try transaction.keep(kept, channel: Samples.mail, address: Self.ada.address)
        }
        try await storage.read { reader throws(Fault) in
            #expect(try reader.fullMailbox(channel: Samples.mail, address: Self.ada.address) == kept)
        }
        try await storage.write { transaction throws(Fault) in
            try transaction.suppress(nil, channel: Samples.mail, address: Self.ada.address, isRecorded: false)
            #expect(try transaction.fullMailbox(channel: Samples.mail, address: Self.ada.address) == nil)
        }
        try await storage.close()
    }

    @Test func `who is erased leaves no address behind, and what waited is withdrawn`() async throws {
        let storage = try file.open()
        let harness = SQLiteHarness(storage: storage)
        let scene = try await LedgerScene(harness)
        var reader = Self.ada
        reader.locale = LocaleTag("de")
        reader.variables = ["name": "Ada"]
        let kept = reader
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert([Member(kept)], in: Samples.buyers, from: .imported(generation: 1))
            try transaction.confirm(kept, at: LedgerScene.time(1))
        }
        try await scene.publish(to: [Self.ada], at: 0)
        try await storage.write { transaction throws(Fault) in
            #expect(try transaction.erase(channel: Samples.mail, address: Self.ada.address))
            #expect(try !transaction.erase(channel: Samples.mail, address: Self.ada.address))
        }
        #expect(try await scene.claim(at: 1).isEmpty)
        let record = try #require(try await harness.records().first)
        #expect(record.state == .cancelled)
        #expect(record.destination.address == "erased:1")
        #expect(record.destination.variables.isEmpty)
        try await storage.read { reader throws(Fault) in
            #expect(try reader.audience(Samples.buyers)?.size == 0)
            #expect(try reader.destination(channel: Samples.mail, address: Self.ada.address) == nil)
            #expect(try reader.suppressions(on: nil, after: 0, limit: 5).suppressed.isEmpty)
        }
        try await storage.close()
    }

    @Test func `what a reader says of an update replaces what the same reader said before`() async throws {
        let storage = try file.open()
        let incident = try #require(Incident.ID("inc_1"))
        func feedback(_ key: String, _ isHelpful: Bool, at now: Int64) -> Feedback {
            Feedback(key: key, incident: incident, isHelpful: isHelpful, comment: "So.", at: LedgerScene.time(now))
        }
        let all = [feedback("a", true, at: 1), feedback("b", true, at: 2), feedback("a", false, at: 3)]
        try await storage.write { transaction throws(Fault) in for one in all { try transaction.keep(one) } }
        try await storage.read { reader throws(Fault) in
            #expect(try reader.feedback(on: incident, limit: 9) == [all[2], all[1]])
            let totals = try reader.feedbackTotals(on: incident)
            #expect(totals.helpful == 1 && totals.unhelpful == 1)
        }
        try await storage.close()
    }
}
