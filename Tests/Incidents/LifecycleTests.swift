// SPDX-License-Identifier: Apache-2.0

import Announcement
import Incidents
import Testing

struct LifecycleTests {
    @Test func `every phase may repeat`() throws {
        for phase in Phase.allCases { try Lifecycle.validate(from: phase, to: phase) }
    }

    @Test(
        arguments: [
            (Phase?.none, Phase.postmortem), (.investigating, .postmortem), (.investigating, .scheduled),
            (.completed, .scheduled),
            (.scheduled, .investigating), (.resolved, .scheduled), (.monitoring, .inProgress),
        ] as [(Phase?, Phase)]
    )
    func `an impossible step is refused and names the possible ones`(from: Phase?, to: Phase) throws {
        let fault = try #require(throws: Fault.self) { try Lifecycle.validate(from: from, to: to) }
        #expect(fault.code == .invalidTransition)
        #expect(fault.context["allowed"] == Lifecycle.successors(of: from).map(\.rawValue).joined(separator: ", "))
    }

    @Test func `incident phases and maintenance phases never lead into each other`() {
        for phase in Phase.allCases {
            for next in Lifecycle.successors(of: phase) { #expect(next.isMaintenance == phase.isMaintenance) }
        }
    }

    @Test func `a resolved incident can be reopened`() throws {
        try Lifecycle.validate(from: .resolved, to: .investigating)
    }
}
