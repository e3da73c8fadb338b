// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

/// Whom a message goes to, of those who stand in its audiences; the survey beforehand says the same as the fan-out.
@Suite struct FanoutChoiceTests {
    private let file = TemporaryStorage()
    private static let checkout = ComponentName("checkout")
    private static let search = ComponentName("search")

    /// A wish, what a message is about, and whether the two come together.
    struct Wish: CustomTestStringConvertible, Sendable {
        let interest: Interest
        let facts: Facts
        let isMeant: Bool
        let testDescription: String

        init(_ description: String, _ interest: Interest, _ facts: Facts, _ isMeant: Bool) {
            self.interest = interest
            self.facts = facts
            self.isMeant = isMeant
            self.testDescription = description
        }
    }

    private static func facts(_ components: [ComponentName?] = [], _ severity: Severity? = nil) -> Facts {
        Facts(severity: severity, components: components.compactMap { $0 }, publishedAt: LedgerScene.time(0))
    }

    private static let onlyCheckout = Interest(components: Set([checkout].compactMap { $0 }))

    @Test(arguments: [
        Wish("everything", .everything, facts([search], .sev5), true),
        Wish("nothing", .nothing, facts(), false),
        Wish("its component", onlyCheckout, facts([search, checkout]), true),
        Wish("another component", onlyCheckout, facts([search]), false),
        Wish("no component named", onlyCheckout, facts(), true),
        Wish("as bad as asked for", Interest(severity: .sev2), facts([], .sev2), true),
        Wish("worse than asked for", Interest(severity: .sev2), facts([], .sev1), true),
        Wish("not that bad", Interest(severity: .sev2), facts([], .sev3), false),
        Wish("no severity", Interest(severity: .sev2), facts(), true),
        Wish("another incident", Interest(incident: IncidentReference.ID("inc_9")), facts(), false),
    ])
    func `a member is written to about what it wants to hear of`(_ wish: Wish) async throws {
        let storage = try file.open()
        let message = Self.message("msg_1", wish.facts)
        let recipients = Recipients(audiences: [Samples.buyers])
        let facts = wish.facts
        let survey = try await storage.write { transaction throws(Fault) in
            let members = [Member(LedgerScene.ada, interest: wish.interest), Member(LedgerScene.bo)]
            try transaction.upsert(members, in: Samples.buyers, from: .imported(generation: 1))
            let survey = try transaction.survey(of: recipients, facts: facts, after: 0, limit: 10)
            _ = try transaction.enqueue(message, to: recipients, planner: StubPlanner())
            return survey
        }
        let reached = try await SQLiteHarness(storage: storage).records().map(\.destination)
        #expect(reached == (wish.isMeant ? [LedgerScene.ada, LedgerScene.bo] : [LedgerScene.bo]))
        #expect(survey == SurveyPage(destinations: reached, examined: [LedgerScene.ada.channel: 2]))
        try await storage.close()
    }

    @Test func `who stands in two audiences is written to if either wish fits`() async throws {
        let storage = try file.open()
        let message = Self.message("msg_1", Self.facts([Self.search]))
        try await storage.write { transaction throws(Fault) in
            let choosy = Member(LedgerScene.ada, interest: Self.onlyCheckout)
            try transaction.upsert([choosy], in: Samples.buyers, from: .subscription)
            try transaction.upsert([Member(LedgerScene.ada)], in: Samples.sellers, from: .imported(generation: 1))
            let recipients = Recipients(audiences: [Samples.buyers, Samples.sellers])
            _ = try transaction.enqueue(message, to: recipients, planner: StubPlanner())
        }
        #expect(try await SQLiteHarness(storage: storage).records().count == 1)
        try await storage.close()
    }

    @Test func `who was told of an incident hears how it goes on though it is less severe by then`() async throws {
        let storage = try file.open()
        let grave = Interest(severity: .sev2)
        var first = try Samples.message(1, sequence: 1)
        var second = try Samples.message(2, sequence: 2)
        first.content.standard.facts.severity = .sev1
        second.content.standard.facts.severity = .sev4
        let messages = [first, second]
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert([Member(LedgerScene.ada, interest: grave)], in: Samples.buyers, from: .subscription)
            for message in messages.prefix(1) {
                _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
            }
            try transaction.upsert([Member(LedgerScene.bo, interest: grave)], in: Samples.buyers, from: .subscription)
            for message in messages.dropFirst() {
                _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
            }
        }
        let records = try await SQLiteHarness(storage: storage).records()
        #expect(records.map(\.destination.address) == [LedgerScene.ada.address, LedgerScene.ada.address])
        try await storage.close()
    }

    @Test(arguments: [1, 2, 3, 1_000])
    func `a segment takes those with the tag or the language, whatever the page's size`(_ limit: Int) async throws {
        let storage = try file.open()
        let members = (0..<600)
            .map { number in
                var destination = LedgerScene.destination("reader-\(number)@example.com")
                if number.isMultiple(of: 7) { destination.tags = ["vip"] }
                destination.locale = [LocaleTag("de-AT"), LocaleTag("en"), nil][number % 3]
                return Member(destination)
            }
        let german = Segment(tags: ["vip"], locales: Set([LocaleTag("de")].compactMap { $0 }))
        let expected = members.map(\.destination).filter { german.contains($0) }
        #expect(expected.count == 29)
        let recipients = Recipients(audiences: [Samples.buyers], segments: [Samples.buyers: [german]])
        let message = Self.message("msg_1", Self.facts())
        var surveyed: [Destination] = []
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(members, in: Samples.buyers, from: .imported(generation: 1))
            _ = try transaction.enqueue(message, to: recipients, planner: StubPlanner())
        }
        var cursor: Int64? = 0
        while let place = cursor {
            let page = try await storage.read { reader throws(Fault) in
                try reader.survey(of: recipients, facts: Self.facts(), after: place, limit: limit)
            }
            surveyed += page.destinations
            cursor = page.cursor
        }
        var isFinished = false
        while !isFinished {
            let page = try await storage.ledger.expand(limit: limit, now: LedgerScene.time(1), planner: StubPlanner())
            isFinished = page.isFinished
        }
        #expect(surveyed == expected)
        #expect(try await SQLiteHarness(storage: storage).records().map(\.destination) == expected)
        try await storage.close()
    }

    @Test func `of one person's addresses in several audiences the survey counts one`() async throws {
        let storage = try file.open()
        var home = LedgerScene.ada
        var work = LedgerScene.bo
        (home.person, work.person) = ("reader-1", "reader-1")
        let (first, second) = (Member(home), Member(work))
        let recipients = Recipients(audiences: [Samples.buyers, Samples.sellers])
        let page = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([first], in: Samples.buyers, from: .imported(generation: 1))
            try transaction.upsert([second], in: Samples.sellers, from: .imported(generation: 1))
            return try transaction.survey(of: recipients, facts: Self.facts(), after: 0, limit: 10)
        }
        #expect(page.destinations == [home])
        let alone = try await storage.read { reader throws(Fault) in
            try reader.survey(of: .init(audiences: [Samples.sellers]), facts: Self.facts(), after: 0, limit: 10)
        }
        #expect(alone.destinations == [work])
        try await storage.close()
    }

    @Test func `where one of a person's addresses is excluded or on another channel, the other is written to`()
        async throws
    {
        let storage = try file.open()
        var (home, work, hook) = (LedgerScene.ada, LedgerScene.bo, LedgerScene.hook)
        (home.person, work.person, hook.person) = ("reader-1", "reader-1", "reader-1")
        let members = [home, work, hook].map { Member($0) }
        let recipients = Recipients(audiences: [Samples.buyers])
        let message = Self.message("msg_1", Self.facts())
        let page = try await storage.write { transaction throws(Fault) in
            try transaction.upsert(members, in: Samples.buyers, from: .imported(generation: 1))
            try transaction.suppress(
                Suppression(.bounced, since: LedgerScene.time(0)),
                channel: Samples.mail,
                address: LedgerScene.ada.address,
                isRecorded: false
            )
            _ = try transaction.enqueue(message, to: recipients, planner: StubPlanner())
            return try transaction.survey(of: recipients, facts: Self.facts(), after: 0, limit: 10)
        }
        let expected = members.dropFirst().map(\.destination)
        #expect(page.destinations == expected)
        #expect(page.suppressed == [Samples.mail: 1])
        #expect(try await SQLiteHarness(storage: storage).records().map(\.destination) == expected)
        try await storage.close()
    }

    @Test func `who was told of an incident is counted when it is less severe, and who has left since is not told`()
        async throws
    {
        let storage = try file.open()
        let grave = Interest(severity: .sev2)
        var first = try Samples.message(1, sequence: 1)
        var second = try Samples.message(2, sequence: 2)
        first.content.standard.facts.severity = .sev1
        second.content.standard.facts.severity = .sev4
        let (told, slight) = (first, second)
        let recipients = Recipients(audiences: [Samples.buyers])
        let page = try await storage.write { transaction throws(Fault) in
            let members = [Member(LedgerScene.ada, interest: grave), Member(LedgerScene.bo, interest: grave)]
            try transaction.upsert(members, in: Samples.buyers, from: .imported(generation: 1))
            _ = try transaction.enqueue(told, to: recipients, planner: StubPlanner())
            try transaction.choose(nil, in: Samples.buyers, channel: Samples.mail, address: LedgerScene.bo.address)
            let facts = slight.content.standard.facts
            let page = try transaction.survey(of: recipients, facts: facts, after: 0, limit: 10)
            _ = try transaction.enqueue(slight, to: recipients, planner: StubPlanner())
            return page
        }
        #expect(page.destinations == [LedgerScene.ada])
        let records = try await SQLiteHarness(storage: storage).records()
        #expect(records.filter { $0.message == slight.content.standard.id }.map(\.destination) == [LedgerScene.ada])
        try await storage.close()
    }

    private static func message(_ id: String, _ facts: Facts) -> OutboxMessage {
        let name = Message.ID(id) ?? { preconditionFailure("“\(id)” is an identifier") }()
        let message = Message(id: name, title: "Notice", sections: [Section(.whatHappened, "It is so.")], facts: facts)
        return OutboxMessage(content: MessageSet(message), priority: .update, acceptedAt: LedgerScene.time(0))
    }
}
