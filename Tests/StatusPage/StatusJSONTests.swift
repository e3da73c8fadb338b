// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import StatusPage
import Testing

/// The answers for programs have exactly the keys of Statuspage's public API, version 2.
struct StatusJSONTests {
    private static let page: Set = ["id", "name", "url", "time_zone", "updated_at"]
    private static let component: Set = [
        "id", "name", "status", "created_at", "updated_at", "position", "description", "showcase", "start_date",
        "group_id", "page_id", "group", "only_show_if_degraded",
    ]
    private static let incident: Set = [
        "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink",
        "started_at", "page_id", "incident_updates", "components", "reminder_intervals", "postmortem_body",
        "postmortem_body_last_updated_at", "postmortem_published_at",
    ]
    private static let update: Set = [
        "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components",
        "deliver_notifications", "custom_tweet", "tweet_id",
    ]
    private static let lists: [String: [String]] = [
        "summary": ["components", "incidents", "scheduled_maintenances"], "status": [], "components": ["components"],
        "incidents": ["incidents"], "incidents/unresolved": ["incidents"],
        "scheduled-maintenances": ["scheduled_maintenances"],
        "scheduled-maintenances/upcoming": ["scheduled_maintenances"],
        "scheduled-maintenances/active": ["scheduled_maintenances"],
    ]

    private func story() async throws -> StatusPageFixture {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .investigating, severity: .sev1))
        try await fixture.deliver(.update(1, 2, .resolved, severity: .sev1))
        try await fixture.deliver(.update(2, 1, .investigating, severity: .sev3, components: ["search"]))
        try await fixture.deliver(.update(2, 2, .monitoring, severity: .sev2, components: ["search", "payments"]))
        try await fixture.deliver(.update(3, 1, .scheduled, startsIn: 7_200))
        try await fixture.deliver(.update(4, 1, .inProgress, components: ["checkout"]))
        return fixture
    }

    private func answer(_ fixture: StatusPageFixture, _ name: String) throws -> JSONValue {
        try JSONValue(fixture.text("api/v2/\(name).json"))
    }

    @Test(arguments: StatusJSONTests.lists.keys.sorted())
    func `every answer has its page and its lists, also before anything has happened`(name: String) async throws {
        let quiet = try StatusPageFixture()
        try await quiet.channel.prepare()
        for fixture in [quiet, try await story()] {
            let answer = try answer(fixture, name)
            let lists = Self.lists[name] ?? []
            let hasStatus = ["summary", "status"].contains(name)
            #expect(answer.keys == Set(["page"] + lists + (hasStatus ? ["status"] : [])))
            #expect(answer["page"]?.keys == Self.page)
            for list in lists { #expect(answer[list]?.items != nil, "\(list)") }
            if hasStatus { #expect(answer["status"]?.keys == ["indicator", "description"]) }
        }
    }

    @Test func `components have every key, and groups their members besides`() async throws {
        let items = try #require(answer(await story(), "components")["components"]?.items)
        #expect(items.count == 4)
        for item in items {
            let isGroup = item["group"] == .flag(true)
            #expect(item.keys == (isGroup ? Self.component.union(["components"]) : Self.component))
        }
        #expect(items.map { $0["id"]?.text } == ["checkout", "payments", "search", "group-1"])
        #expect(items.map { $0["group_id"]?.text } == ["group-1", "group-1", nil, nil])
        #expect(
            items.map { $0["status"]?.text } == [
                "under_maintenance", "degraded_performance", "degraded_performance", "degraded_performance",
            ]
        )
        #expect(items[3]["components"]?.items?.map(\.text) == ["checkout", "payments"])
        #expect(items[0]["description"] == .text("Pay by card, Pay by invoice"))
    }

    @Test func `incidents have every key, the newest update first, with what it changed`() async throws {
        let fixture = try await story()
        let incidents = try #require(answer(fixture, "incidents")["incidents"]?.items)
        #expect(incidents.map { $0["id"]?.text } == ["inc_2", "inc_1"])
        for incident in incidents {
            #expect(incident.keys == Self.incident)
            for update in incident["incident_updates"]?.items ?? [] { #expect(update.keys == Self.update) }
            for component in incident["components"]?.items ?? [] { #expect(component.keys == Self.component) }
        }
        #expect(incidents[0]["status"] == .text("monitoring"))
        #expect(incidents[0]["impact"] == .text("major"))
        #expect(incidents[0]["resolved_at"] == .null)
        #expect(incidents[0]["monitoring_at"]?.text != nil)
        #expect(incidents[0]["shortlink"] == .text("https://status.market.example/status/incidents/inc_2/"))
        let updates = try #require(incidents[0]["incident_updates"]?.items)
        #expect(updates.map { $0["status"]?.text } == ["monitoring", "investigating"])
        let changes = try #require(updates[0]["affected_components"]?.items)
        #expect(changes.map(\.keys) == Array(repeating: ["code", "name", "old_status", "new_status"], count: 2))
        #expect(changes.map { $0["old_status"]?.text } == ["degraded_performance", "operational"])
        #expect(changes.map { $0["new_status"]?.text } == ["degraded_performance", "degraded_performance"])
        #expect(incidents[1]["status"] == .text("resolved"))
        #expect(incidents[1]["resolved_at"]?.text != nil)
        let unresolved = try #require(answer(fixture, "incidents/unresolved")["incidents"]?.items)
        #expect(unresolved.map { $0["id"]?.text } == ["inc_2"])
    }

    @Test func `maintenance has its times besides, and lists of its own`() async throws {
        let fixture = try await story()
        let key = "scheduled_maintenances"
        let all = try #require(answer(fixture, "scheduled-maintenances")[key]?.items)
        #expect(all.map { $0["id"]?.text } == ["inc_4", "inc_3"])
        for item in all {
            #expect(item.keys == Self.incident.union(["scheduled_for", "scheduled_until"]))
            #expect(item["impact"] == .text("maintenance"))
        }
        #expect(try answer(fixture, "scheduled-maintenances/upcoming")[key]?.items?.map { $0["id"]?.text } == ["inc_3"])
        #expect(try answer(fixture, "scheduled-maintenances/active")[key]?.items?.map { $0["id"]?.text } == ["inc_4"])
        #expect(try answer(fixture, "summary")[key]?.items?.map { $0["id"]?.text } == ["inc_3", "inc_4"])
    }

    @Test func `maintenance says when it is planned, and keeps to that when it has begun`() async throws {
        let fixture = try StatusPageFixture(.market)
        let key = "scheduled_maintenances"
        try await fixture.deliver(.planned(1, 1, .scheduled))
        try await fixture.deliver(.planned(1, 2, .inProgress))
        let item = try #require(answer(fixture, "scheduled-maintenances/active")[key]?.items?.first)
        #expect(item["scheduled_for"] == .text("\(Message.plannedStart)"))
        #expect(item["scheduled_until"] == .text("\(Message.plannedEnd)"))
        #expect(item["started_at"] != item["scheduled_for"])
    }

    @Test func `a review is there once it is published, and keeps the time at which it was first`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .resolved))
        let before = try #require(answer(fixture, "incidents")["incidents"]?.items?.first)
        for key in ["postmortem_body", "postmortem_body_last_updated_at", "postmortem_published_at"] {
            #expect(before[key] == .null, "\(key)")
        }
        var first = Message.update(1, 2, .postmortem, says: "One.")
        var second = Message.update(1, 3, .postmortem, says: "Two.")
        let end = Message.update(1, 1, .resolved).facts.resolvedAt
        (first.facts.resolvedAt, second.facts.resolvedAt) = (end, end)
        try await fixture.deliver(first)
        try await fixture.deliver(second)
        let after = try #require(answer(fixture, "incidents")["incidents"]?.items?.first)
        #expect(after["status"] == .text("postmortem"))
        #expect(after["postmortem_body"]?.text?.contains("Two.") == true)
        #expect(after["postmortem_published_at"] == .text("\(first.facts.publishedAt)"))
        #expect(after["postmortem_body_last_updated_at"] == .text("\(second.facts.publishedAt)"))
        #expect(after["resolved_at"] == before["resolved_at"])
        #expect(try answer(fixture, "incidents/unresolved")["incidents"]?.items?.count == 0)
    }

    @Test func `the indicator is said in Statuspage's own words`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.channel.prepare()
        #expect(try answer(fixture, "status")["status"]?["description"] == .text("All Systems Operational"))
        try await fixture.deliver(.update(severity: .sev1))
        #expect(try answer(fixture, "status")["status"]?["indicator"] == .text("critical"))
        #expect(try answer(fixture, "summary")["status"]?["description"] == .text("Major System Outage"))
    }

    @Test func `fifty incidents are listed at the most, and every open one`() async throws {
        let fixture = try StatusPageFixture()
        for number in 1...60 { try await fixture.deliver(.update(number, 1, .investigating, severity: .sev4)) }
        #expect(try answer(fixture, "incidents")["incidents"]?.items?.count == 50)
        #expect(try answer(fixture, "incidents/unresolved")["incidents"]?.items?.count == 60)
        #expect(try answer(fixture, "summary")["incidents"]?.items?.count == 60)
    }
}
