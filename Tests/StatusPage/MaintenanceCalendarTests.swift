// SPDX-License-Identifier: Apache-2.0

import Announcement
import StatusPage
import Testing

struct MaintenanceCalendarTests {
    /// The calendar's lines, unfolded.
    private func lines(_ fixture: StatusPageFixture) -> [String] {
        fixture.text("history.ics").replacing("\r\n ", with: "").split(separator: "\r\n").map { String($0) }
    }

    @Test func `maintenance is an event that keeps its name and counts its changes`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(
            .update(1, 1, .scheduled, says: "Be patient; it lasts, at most,\nan hour.", startsIn: 7_200)
        )
        let first = lines(fixture)
        for line in [
            "BEGIN:VCALENDAR", "VERSION:2.0", "UID:inc_1@status.market.example", "SEQUENCE:0", "STATUS:CONFIRMED",
            "SUMMARY:Incident 1", "DTSTART:20261122T195140Z", "END:VCALENDAR",
        ] { #expect(first.contains(line), "\(line) in \(first)") }
        #expect(first.contains { $0.hasPrefix("DESCRIPTION:") && $0.contains(#"Be patient\; it lasts\, at most\,"#) })
        #expect(!first.contains { $0.hasPrefix("DTEND") })
        try await fixture.deliver(.update(1, 2, .inProgress, startsIn: 7_200))
        var done = Message.update(1, 3, .completed, startsIn: 7_200)
        done.facts.publishedAt = done.facts.publishedAt + .seconds(20_000)
        done.facts.resolvedAt = done.facts.publishedAt
        try await fixture.deliver(done)
        let last = lines(fixture)
        #expect(last.contains("UID:inc_1@status.market.example") && last.contains("SEQUENCE:2"))
        #expect(last.contains { $0.hasPrefix("DTEND:") } && last.contains("STATUS:CONFIRMED"))
    }

    @Test func `an event lasts as long as is planned, and in the end as long as it did`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.planned(1, 1, .scheduled))
        #expect(
            lines(fixture).contains("DTSTART:20261123T175140Z") && lines(fixture).contains("DTEND:20261123T195140Z")
        )
        try await fixture.deliver(.planned(1, 2, .inProgress))
        #expect(
            lines(fixture).contains("DTSTART:20261123T175140Z") && lines(fixture).contains("DTEND:20261123T195140Z")
        )
        var done = Message.planned(1, 3, .completed)
        done.facts.publishedAt = Message.plannedEnd + .seconds(1_800)
        done.facts.resolvedAt = done.facts.publishedAt
        try await fixture.deliver(done)
        #expect(
            lines(fixture).contains("DTSTART:20261123T175140Z") && lines(fixture).contains("DTEND:20261123T202140Z")
        )
        #expect(lines(fixture).contains("SEQUENCE:2"))
    }

    @Test func `maintenance that ends before it begins was called off`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .scheduled, startsIn: 86_400))
        try await fixture.deliver(.update(1, 2, .completed, startsIn: 86_400))
        #expect(lines(fixture).contains("STATUS:CANCELLED"))
        #expect(fixture.text("index.html").contains("Cancelled"))
        #expect(!fixture.text("index.html").contains("Completed</span>\n<p"))
    }

    @Test func `no line is longer than 75 octets, and no character is split`() async throws {
        let fixture = try StatusPageFixture(.market)
        let text = String(repeating: "Wartung für Käufer 👩‍👩‍👧‍👦; ", count: 40)
        try await fixture.deliver(.update(1, 1, .scheduled, says: text, startsIn: 7_200))
        let file = fixture.text("history.ics")
        for line in file.split(separator: "\r\n") { #expect(line.utf8.count <= 75) }
        #expect(!file.contains("\u{FFFD}"))
        #expect(file.hasSuffix("\r\n") && !file.replacing("\r\n", with: "").contains { $0.isNewline })
        #expect(lines(fixture).contains { $0.contains("Käufer 👩‍👩‍👧‍👦\\; Wartung") })
    }

    @Test func `incidents are no events`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update())
        #expect(!fixture.text("history.ics").contains("VEVENT"))
    }
}
