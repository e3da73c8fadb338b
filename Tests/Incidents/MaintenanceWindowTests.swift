// SPDX-License-Identifier: Apache-2.0

import Announcement
import Incidents
import Testing

struct MaintenanceWindowTests {
    private static let now = Timestamp(milliseconds: 1_795_269_900_000)

    /// Hours from now; nil for what is not said.
    private static func window(_ start: Int?, _ end: Int?) -> MaintenanceWindow {
        let moment = { (hours: Int) in now + .seconds(hours * 3_600) }
        return MaintenanceWindow(start: start.map(moment), end: end.map(moment))
    }

    @Test(
        arguments: [
            ((nil, nil), (2, nil), Phase.scheduled, (2, nil)), ((nil, nil), (2, 4), .scheduled, (2, 4)),
            ((2, 4), (nil, nil), .scheduled, (2, 4)), ((2, 4), (nil, 6), .scheduled, (2, 6)),
            ((2, 4), (3, nil), .scheduled, (3, 4)), ((2, 4), (5, 7), .scheduled, (5, 7)),
            ((-1, 1), (nil, 3), .inProgress, (-1, 3)), ((nil, nil), (-1, 3), .inProgress, (-1, 3)),
            ((-3, 1), (nil, 2), .verifying, (-3, 2)), ((-3, -1), (nil, nil), .completed, (-3, -1)),
            ((nil, nil), (nil, nil), .investigating, (nil, nil)),
        ] as [((Int?, Int?), (Int?, Int?), Phase, (Int?, Int?))]
    )
    func `a plan is changed by what is said, and stays as it was otherwise`(
        before: (Int?, Int?),
        change: (Int?, Int?),
        phase: Phase,
        after: (Int?, Int?)
    ) throws {
        let revised = try Self.window(before.0, before.1)
            .revised(by: Self.window(change.0, change.1), in: phase, now: Self.now)
        #expect(revised == Self.window(after.0, after.1))
    }

    @Test(
        arguments: [
            ((nil, nil), (2, 4), Phase.investigating, "/scheduled_for"),
            ((nil, nil), (nil, 4), .resolved, "/scheduled_until"), ((2, 4), (nil, 5), .completed, "/scheduled_until"),
            ((nil, nil), (-1, 4), .scheduled, "/scheduled_for"), ((nil, nil), (0, nil), .scheduled, "/scheduled_for"),
            ((nil, nil), (-2, -1), .inProgress, "/scheduled_until"),
            ((nil, nil), (nil, 4), .scheduled, "/scheduled_until"),
            ((nil, nil), (4, 2), .scheduled, "/scheduled_until"),
            ((nil, nil), (4, 4), .scheduled, "/scheduled_until"), ((2, 4), (5, nil), .scheduled, "/scheduled_for"),
        ] as [((Int?, Int?), (Int?, Int?), Phase, String)]
    )
    func `a plan that makes no sense is refused, with the place of what is wrong`(
        before: (Int?, Int?),
        change: (Int?, Int?),
        phase: Phase,
        place: String
    ) throws {
        let fault = #expect(throws: Fault.self) {
            try Self.window(before.0, before.1)
                .revised(by: Self.window(change.0, change.1), in: phase, now: Self.now)
        }
        #expect(fault?.code == .schemaInvalid)
        #expect(fault?.context["where"] == place)
    }
}
