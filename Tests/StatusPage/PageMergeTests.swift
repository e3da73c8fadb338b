// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import StatusPage
import Testing

/// Updates come in any order, and more than once; the page they make is one.
struct PageMergeTests {
    private typealias Step = (message: Message, address: String)

    /// Three incidents, a maintenance and a notice in two languages, with a correction.
    private static let story: [Step] = {
        var notice = Message.update(9, 1, nil, severity: nil)
        notice.facts.incident = nil
        let messages: [Message] = [
            .update(1, 1, .investigating), .update(1, 2, .identified, severity: .sev1), .update(1, 3, .resolved),
            .update(2, 1, .investigating, severity: .sev4, components: ["search"]),
            .update(2, 2, .identified, severity: .sev3, corrects: 1),
            .update(3, 1, .scheduled, startsIn: 900_000), .update(3, 2, .inProgress), notice,
        ]
        return messages.flatMap { message -> [Step] in
            var german = message
            german.locale = .german
            german.title += " auf Deutsch"
            return [(message, "public"), (german, "public/de")]
        }
    }()

    private func page(_ steps: [Step]) async throws -> [String: [UInt8]] {
        let fixture = try StatusPageFixture(.market)
        for step in steps { try await fixture.deliver(step.message, to: step.address) }
        return fixture.files.files
    }

    @Test(arguments: 1...12) func `any order of the same deliveries makes the same page`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let ordered = try await page(Self.story)
        let shuffled = try await page(Self.story.shuffled(using: &generator))
        #expect(Set(shuffled.keys) == Set(ordered.keys))
        for (path, content) in ordered {
            let isSame = shuffled[path] == content
            #expect(isSame, "\(path)")
        }
    }

    @Test(arguments: 1...4) func `repeating deliveries changes nothing`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let fixture = try StatusPageFixture(.market)
        for step in Self.story { try await fixture.deliver(step.message, to: step.address) }
        let (files, writes) = (fixture.files.files, fixture.files.writes.count)
        fixture.clock.advance(by: .seconds(5_000))
        for step in Self.story.shuffled(using: &generator) {
            try await fixture.deliver(step.message, to: step.address)
        }
        let isSame = fixture.files.files == files
        #expect(isSame)
        #expect(fixture.files.writes.count == writes)
    }

    @Test func `a straggler takes its place and does not bring an incident back`() async throws {
        let fixture = try StatusPageFixture()
        try await fixture.deliver(.update(1, 3, .resolved))
        try await fixture.deliver(.update(1, 2, .identified))
        let incident = try #require(fixture.kept?["inc_1"])
        #expect(incident.updates.map(\.sequence) == [2, 3])
        #expect(!incident.isOpen)
        #expect(fixture.state()?.indicator == StatusIndicator.none)
    }

    @Test func `of two messages for the same update and language the later one counts`() async throws {
        for isReversed in [false, true] {
            let fixture = try StatusPageFixture()
            var (old, new) = (Message.update(says: "The old words."), Message.update(says: "The new words."))
            old.id = .sample("msg_A")
            new.id = .sample("msg_B")
            for message in isReversed ? [new, old] : [old, new] { try await fixture.deliver(message) }
            #expect(fixture.text("index.html").contains("The new words."))
            #expect(!fixture.text("index.html").contains("The old words."))
        }
    }

    @Test func `what has been over for long goes with its pages, and open incidents stay`() async throws {
        var settings = StatusPageSettings.plain
        settings.keep = .seconds(7 * 86_400)
        let fixture = try StatusPageFixture(settings)
        try await fixture.deliver(.update(1, 1, .resolved))
        try await fixture.deliver(.update(2, 1, .investigating))
        #expect(fixture.published["incidents/inc_1/index.html"] != nil)
        try await fixture.deliver(.update(40, 1, .investigating))
        #expect(fixture.kept?.incidents.map(\.id) == ["inc_2", "inc_40"])
        #expect(fixture.published["incidents/inc_1/index.html"] == nil)
        let late = try await fixture.deliver(.update(1, 2, .resolved))
        #expect(late.note == "not shown: what it belongs to is no longer kept")
        #expect(fixture.kept?["inc_1"] == nil)
    }

    @Test func `a record stays within its size, and the newest is never given up`() async throws {
        var settings = StatusPageSettings.plain
        settings.maxBytes = 262_144
        let fixture = try StatusPageFixture(settings)
        let long = String(repeating: "It goes on. ", count: 1_900)
        for number in 1...14 { try await fixture.deliver(.update(number, 1, .resolved, says: long)) }
        let kept = try #require(fixture.kept)
        #expect((fixture.files.files[StatusPageFixture.record]?.count ?? .max) <= 262_144)
        #expect(kept.incidents.contains { $0.id == "inc_14" })
        #expect(!kept.incidents.contains { $0.id == "inc_1" })
        for sequence in 1...14 { try await fixture.deliver(.update(50, sequence, .identified, says: long)) }
        #expect((fixture.files.files[StatusPageFixture.record]?.count ?? .max) <= 262_144)
        #expect(fixture.kept?["inc_50"]?.latest?.sequence == 14)
    }

    @Test func `an incident keeps its first update and the latest others`() {
        var record = PageRecord(at: Message.noon)
        for sequence in 1...PageRecord.updateLimit + 5 {
            var findings: [Finding] = []
            let message = Message.update(1, sequence)
            let update = PageUpdate(message, slot: "", dropOrder: [], findings: &findings)
            _ = record.merge(PageIncident(message, update), language: nil, locale: .english, settings: .plain)
        }
        let sequences = record["inc_1"]?.updates.map(\.sequence) ?? []
        #expect(sequences.count == PageRecord.updateLimit)
        #expect(sequences.first == 1 && sequences[1] == 7)
    }
}
