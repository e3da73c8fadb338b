// SPDX-License-Identifier: Apache-2.0

import Announcement
import StatusPage
import Testing

/// What the page says at a glance follows from severities and phases alone.
struct StatusRulesTests {
    @Test(arguments: [
        (Severity?.some(.sev1), Phase.investigating, StatusIndicator.critical), (.sev1, .monitoring, .critical),
        (.sev2, .identified, .major), (.sev3, .identified, .minor), (.sev4, .investigating, .minor),
        (.sev5, .identified, .none), (nil, .investigating, .minor), (.sev1, .scheduled, .maintenance),
        (.sev3, .inProgress, .maintenance), (nil, .completed, .maintenance),
    ])
    func `an incident weighs by its severity, and maintenance is maintenance`(
        severity: Severity?,
        phase: Phase,
        indicator: StatusIndicator
    ) {
        #expect(StatusIndicator(severity: severity, phase: phase) == indicator)
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase.investigating, ComponentState.majorOutage), (.sev1, .identified, .majorOutage),
        (.sev2, .identified, .partialOutage), (.sev3, .investigating, .degraded), (.sev4, .identified, .degraded),
        (.sev5, .identified, .operational), (nil, .investigating, .degraded), (.sev1, .monitoring, .degraded),
        (.sev4, .monitoring, .degraded), (.sev5, .monitoring, .operational), (.sev1, .resolved, .operational),
        (.sev1, .postmortem, .operational), (.sev3, .scheduled, .operational), (.sev3, .inProgress, .underMaintenance),
        (.sev3, .verifying, .underMaintenance), (.sev3, .completed, .operational),
    ])
    func `a component is as severity and phase say`(severity: Severity?, phase: Phase, state: ComponentState) {
        #expect(ComponentState(severity: severity, phase: phase) == state)
    }

    @Test(arguments: [
        (ComponentState.operational, StatusIndicator.none), (.underMaintenance, .maintenance), (.degraded, .minor),
        (.partialOutage, .major), (.majorOutage, .critical),
    ])
    func `a component weighs as its state says`(state: ComponentState, indicator: StatusIndicator) {
        #expect(StatusIndicator(state) == indicator)
    }

    @Test func `the worst open incident decides, and the worst state of a component`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .identified, severity: .sev4, components: ["search", "checkout"]))
        #expect(fixture.state(.market)?.indicator == .minor)
        try await fixture.deliver(.update(2, 1, .identified, severity: .sev2))
        #expect(fixture.state(.market)?.indicator == .major)
        #expect(fixture.state(.market)?.components.map(\.state) == [.partialOutage, .operational, .degraded])
        try await fixture.deliver(.update(3, 1, .inProgress, severity: nil, components: ["payments"]))
        #expect(fixture.state(.market)?.components.map(\.state) == [.partialOutage, .underMaintenance, .degraded])
        try await fixture.deliver(.update(2, 2, .resolved, severity: .sev2))
        try await fixture.deliver(.update(1, 2, .resolved, severity: .sev4))
        #expect(fixture.state(.market)?.indicator == .maintenance)
        try await fixture.deliver(.update(3, 2, .completed, severity: nil))
        #expect(fixture.state(.market)?.indicator == StatusIndicator.none)
        #expect(fixture.text("index.html").contains("Everything is working."))
    }

    @Test func `an incident counts whether or not the page lists what it concerns`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(severity: .sev1, components: ["ledger-internal"]))
        #expect(fixture.state(.market)?.indicator == .critical)
        #expect(fixture.state(.market)?.components.allSatisfy { $0.state == .operational } == true)
    }

    @Test func `planned maintenance counts from the update that says it has begun`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .scheduled, startsIn: -3_600))
        #expect(fixture.state(.market)?.indicator == StatusIndicator.none)
        #expect(fixture.state(.market)?.upcoming.count == 1)
        try await fixture.deliver(.update(1, 2, .inProgress))
        #expect(fixture.state(.market)?.active.count == 1)
    }

    @Test func `a fix that is watched, and a small problem, have sentences of their own`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .monitoring))
        #expect(fixture.text("index.html").contains("A fix is in place, and we are watching it."))
        try await fixture.deliver(.update(1, 2, .resolved))
        try await fixture.deliver(.update(2, 1, .identified, severity: .sev5))
        #expect(fixture.text("index.html").contains("Everything works, with a small known problem."))
    }

    @Test func `a notice is told and weighs nothing`() async throws {
        let fixture = try StatusPageFixture(.market)
        var notice = Message.update(severity: .sev1)
        notice.facts.incident = nil
        try await fixture.deliver(notice)
        #expect(fixture.state(.market)?.indicator == StatusIndicator.none)
        #expect(fixture.text("index.html").contains("Notice"))
        #expect(fixture.text("index.html").contains(notice.title))
        #expect(!fixture.text("api/v2/incidents.json").contains(notice.title))
        #expect(fixture.text("history.atom").contains(notice.title))
    }
}
