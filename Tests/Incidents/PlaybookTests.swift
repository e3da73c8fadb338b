// SPDX-License-Identifier: Apache-2.0

import Announcement
import Incidents
import Testing

struct PlaybookTests {
    let checkout = ComponentName("checkout")
    let search = ComponentName("search")

    @Test func `the first playbook whose every condition holds is taken`() throws {
        let checkout = try #require(checkout)
        let search = try #require(search)
        let narrow = Playbook(
            name: try #require(PlaybookName("narrow")),
            condition: .init(severities: [.sev1, .sev2], components: [checkout])
        )
        let wide = Playbook(name: try #require(PlaybookName("wide")))
        let playbooks = [narrow, wide]
        #expect(playbooks.match(severity: .sev2, components: [search, checkout], category: "technical") == narrow)
        #expect(playbooks.match(severity: .sev3, components: [checkout], category: "technical") == wide)
        #expect(playbooks.match(severity: .sev1, components: [search], category: "technical") == wide)
        #expect([narrow].match(severity: .sev1, components: [], category: "technical") == nil)
    }

    @Test func `a category condition keeps other categories out`() throws {
        let condition = Playbook.Condition(categories: ["payment"])
        #expect(condition.holds(severity: .sev4, components: [], category: "payment"))
        #expect(!condition.holds(severity: .sev4, components: [], category: "technical"))
    }

    @Test(
        arguments: [
            (Severity.sev1, Phase.investigating, 20), (.sev1, .monitoring, 40), (.sev2, .identified, 30),
            (.sev3, .investigating, 120),
            (.sev4, .identified, 1_440),
        ]
    )
    func `without a playbook the severity sets the cadence`(severity: Severity, phase: Phase, minutes: Int) {
        #expect(Cadence.interval(for: severity, in: phase, playbook: nil) == .seconds(minutes * 60))
    }

    @Test func `a playbook's cadence goes before the severity's`() throws {
        let playbook = Playbook(name: try #require(PlaybookName("p")), cadence: [.identified: .seconds(60)])
        #expect(Cadence.interval(for: .sev1, in: .identified, playbook: playbook) == .seconds(60))
        #expect(Cadence.interval(for: .sev1, in: .investigating, playbook: playbook) == .seconds(1_200))
    }

    @Test(arguments: [Phase.resolved, .postmortem, .scheduled, .completed])
    func `no update is awaited once it is over, nor during maintenance`(phase: Phase) {
        #expect(Cadence.interval(for: .sev1, in: phase, playbook: nil) == nil)
    }
}
