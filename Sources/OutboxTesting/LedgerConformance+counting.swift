// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Totals, statistics and listings.
extension LedgerConformance {
    static let counting: [LedgerCheck] = [
        LedgerCheck("attempts are counted by channel, hour and outcome as they end") { scene in
            let hour: Int64 = 3_600_000
            // The scene begins within an hour.
            let start = LedgerScene.time(0).milliseconds / hour * hour - LedgerScene.time(0).milliseconds
            let ends: [(Disposition, AttemptOutcome)] = [
                (.delivered, .delivered(Receipt())), (.delivered, .delivered(Receipt())),
                (.dead, .failed(LedgerScene.refused)), (.held, .unknown(LedgerScene.untold)),
                (.dead, .unknown(LedgerScene.refused)),
            ]
            for end in ends {
                try await scene.publish(at: 0)
                for claim in try await scene.claim(at: 1) { try await scene.finish(claim, as: end.0, end.1, at: 2) }
            }
            try await scene.publish(to: [LedgerScene.hook], at: 3)
            for claim in try await scene.claim(at: 3) { try await scene.finish(claim, at: start + 2 * hour) }
            try await scene.publish(at: start + 2 * hour)
            _ = try await scene.claim(at: start + 2 * hour)
            try await scene.open(at: start + 3 * hour - 1) { _ in .dead }
            func counted(_ channel: ChannelName, _ offset: Int64, _ outcome: String, _ count: Int) -> HourlyCount {
                HourlyCount(
                    channel: channel,
                    hour: LedgerScene.time(start + offset * hour),
                    outcome: outcome,
                    count: count
                )
            }
            let late = [
                counted(LedgerScene.hook.channel, 2, "delivered", 1), counted(LedgerScene.mail, 2, "unknown", 1),
            ]
            let early = [
                counted(LedgerScene.mail, 0, "delivered", 2),
                counted(LedgerScene.mail, 0, LedgerScene.refused.code.rawValue, 1),
                counted(LedgerScene.mail, 0, "unknown", 2),
            ]
            for (since, expected) in [(start, early + late), (start + hour, late), (start + 3 * hour, [])] {
                let found = try await scene.harness.read { outbox throws(Fault) in
                    try outbox.statistics(since: LedgerScene.time(since))
                }
                scene.expectEqual(found.count, expected.count, "hours since \(since)")
                scene.expectEqual(Set(found), Set(expected), "counts since \(since)")
                let told = try await scene.harness.ledger.recentAttempts(since: LedgerScene.time(since))
                scene.expectEqual(told, found, "what the engine is told")
            }
        },
        LedgerCheck("a finish that is lost is not counted") { scene in
            try await scene.publish(at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            try await scene.finish(claim, attempt: 7, at: 2)
            try await scene.finish(claim, at: 3)
            try await scene.finish(claim, at: 4)
            let found = try await scene.harness.read { outbox throws(Fault) in
                try outbox.statistics(since: LedgerScene.time(-7_200_000))
            }
            scene.expectEqual(found.map(\.count), [1], "counts")
        },
        LedgerCheck("reconciled numbers are those of the totals, each delivery once") { scene in
            try await LedgerConformance.variety(in: scene)
            let records = try await scene.harness.records()
            guard let incident = IncidentReference.ID("inc_1") else { return }
            let filter = DeliveryFilter(incident: incident)
            let (found, tally, counted) = try await scene.harness.read { outbox throws(Fault) in
                (
                    try outbox.reconcile(filter), try outbox.tally(ofIncident: incident),
                    try outbox.count(matching: filter)
                )
            }
            scene.expectEqual(found.map(\.channel.text), ["hooks", "mail", "pager"], "channels")
            var sum: [DeliveryState: Int] = [:]
            for part in found { sum.merge(part.states, uniquingKeysWith: +) }
            scene.expectEqual(sum, tally, "sum of the channels")
            scene.expectEqual(counted, tally, "counted one by one")
            scene.expectEqual(tally.values.reduce(0, +), records.filter { $0.incident == incident }.count, "altogether")
            for part in found {
                let mine = records.filter { $0.incident == incident && $0.destination.channel == part.channel }
                scene.expectEqual(part.states, Dictionary(grouping: mine, by: \.state).mapValues(\.count), "states")
                scene.expectEqual(part.attempts, mine.map(\.attempts).reduce(0, +), "attempts on \(part.channel)")
            }
            scene.expectEqual(found.map(\.unknown), [0, 1, 0], "unknown")
        },
        LedgerCheck("what arrived in the end is no longer unknown") { scene in
            try await scene.publish(at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let later = Disposition.retry(at: LedgerScene.time(5), charged: true)
            try await scene.finish(claim, as: later, .unknown(LedgerScene.untold), at: 2)
            let reconcile = { () async throws(Fault) -> [Int] in
                try await scene.harness.read { outbox throws(Fault) in
                    try outbox.reconcile(DeliveryFilter()).map(\.unknown)
                }
            }
            scene.expectEqual(try await reconcile(), [1], "unknown while it is due again")
            for claim in try await scene.claim(at: 5) { try await scene.finish(claim, at: 6) }
            scene.expectEqual(try await reconcile(), [0], "unknown in the end")
        },
        LedgerCheck("totals follow every change of state") { scene in
            try await LedgerConformance.variety(in: scene)
            for record in try await scene.harness.records() where record.state == .dead {
                try await scene.replay(record.id, at: 200)
            }
            _ = try await scene.harness.release(
                LedgerScene.bo,
                .none,
                now: LedgerScene.time(201),
                planner: scene.planner
            )
            let records = try await scene.harness.records()
            for (message, mine) in Dictionary(grouping: records, by: \.message) {
                let tally = try await scene.harness.read { outbox throws(Fault) in try outbox.tally(ofMessage: message)
                }
                scene.expectEqual(tally, Dictionary(grouping: mine, by: \.state).mapValues(\.count), "\(message)")
            }
        },
        LedgerCheck("deliveries are found by each part of a filter") { scene in
            try await LedgerConformance.variety(in: scene)
            let all = try await scene.harness.records()
            let filters: [(DeliveryFilter, (DeliveryRecord) -> Bool)] = [
                (DeliveryFilter(incident: IncidentReference.ID("inc_1")), { $0.incident?.text == "inc_1" }),
                (DeliveryFilter(message: Message.ID("msg_2")), { $0.message.text == "msg_2" }),
                (DeliveryFilter(states: [.dead, .held]), { [.dead, .held].contains($0.state) }),
                (DeliveryFilter(states: []), { _ in false }),
                (DeliveryFilter(channel: LedgerScene.mail), { $0.destination.channel == LedgerScene.mail }),
                (DeliveryFilter(address: LedgerScene.bo.address), { $0.destination.address == LedgerScene.bo.address }),
                (
                    DeliveryFilter(address: "BO@example.com", otherForms: [LedgerScene.bo.address, "nobody"]),
                    { $0.destination.address == LedgerScene.bo.address }
                ),
                (DeliveryFilter(since: LedgerScene.time(10)), { $0.createdAt >= LedgerScene.time(10) }),
                (DeliveryFilter(until: LedgerScene.time(10)), { $0.createdAt < LedgerScene.time(10) }),
                (DeliveryFilter(faults: [.connectionRefused]), { $0.fault?.code == .connectionRefused }),
                (
                    DeliveryFilter(states: DeliveryState.unreached, channel: LedgerScene.mail),
                    { DeliveryState.unreached.contains($0.state) && $0.destination.channel == LedgerScene.mail }
                ),
            ]
            for (index, (filter, matches)) in filters.enumerated() {
                let expected = all.filter(matches)
                let found = try await scene.harness.records(matching: filter)
                scene.expectEqual(found, expected, "filter \(index)")
                scene.expect(
                    index == 3 || !found.isEmpty && found.count < all.count,
                    "filter \(index) tells nothing apart"
                )
                let counted = try await scene.harness.read { outbox throws(Fault) in try outbox.count(matching: filter)
                }
                scene.expectEqual(
                    counted,
                    Dictionary(grouping: expected, by: \.state).mapValues(\.count),
                    "counted by filter \(index)"
                )
            }
        },
        LedgerCheck("a listing goes on behind its cursor, newest first, and one is found by its number") { scene in
            try await LedgerConformance.variety(in: scene)
            let all: [DeliveryRecord] = Array(try await scene.harness.records().reversed())
            var listed: [DeliveryRecord] = []
            while listed.count <= all.count {
                let cursor = listed.last?.id
                let page = try await scene.harness.read { outbox throws(Fault) in
                    try outbox.deliveries(matching: DeliveryFilter(), after: cursor, limit: 2)
                }
                listed += page
                if page.count < 2 { break }
            }
            scene.expectEqual(listed, all, "pages")
            for record in all {
                let found = try await scene.harness.read { outbox throws(Fault) in try outbox.delivery(record.id) }
                scene.expectEqual(found, record, "record")
            }
        },
    ]

    /// Deliveries of many kinds: an incident on three channels, and something beside it.
    private static func variety(in scene: LedgerScene) async throws {
        let readers = [LedgerScene.ada, LedgerScene.bo, LedgerScene.hook, LedgerScene.reachable]
        try await scene.publish(sequence: 1, to: readers, at: 0)
        let ends: [String: (Disposition, AttemptOutcome)] = [
            LedgerScene.ada.address: (.delivered, .delivered(Receipt(id: "r1"))),
            LedgerScene.bo.address: (.held, .unknown(LedgerScene.untold)),
            LedgerScene.hook.address: (.dead, .failed(LedgerScene.refused)),
            LedgerScene.reachable.address: (.dead, .failed(LedgerScene.gone)),
        ]
        for claim in try await scene.claim(at: 1) {
            guard let end = ends[claim.destination.address] else { continue }
            let isPassedOn = claim.destination == LedgerScene.reachable
            let step = isPassedOn ? scene.step(to: LedgerScene.pager, at: 2) : nil
            try await scene.finish(claim, as: end.0, end.1, reroute: step, at: 2)
        }
        try await scene.publish(sequence: 2, to: [LedgerScene.ada, LedgerScene.hook], at: 10)
        for claim in try await scene.claim(at: 11) where claim.destination == LedgerScene.hook {
            let later = Disposition.retry(at: LedgerScene.time(900), charged: true)
            try await scene.finish(claim, as: later, .failed(LedgerScene.refused), at: 12)
        }
        _ = try await scene.harness.hold(LedgerScene.bo, because: LedgerScene.onHold, now: LedgerScene.time(13))
        try await scene.publish(to: [LedgerScene.bo, LedgerScene.ada], at: 14)
    }
}
