// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// An older update never follows a newer one, whoever wants it sent anew.
extension LedgerConformance {
    static let overtaking: [LedgerCheck] = [
        LedgerCheck("an update is overtaken once a newer one has arrived, force or not") { scene in
            for order in [DeliveryOrder.latest, .all] {
                scene.planner.order = order
                let incident = order == .all ? "inc_all" : "inc_latest"
                guard let old = try await LedgerConformance.dead(1, of: incident, in: scene) else {
                    return scene.expect(false, "no dead update")
                }
                try await scene.publish(sequence: 2, incident: incident, at: 10)
                for claim in try await scene.claim(at: 11) { try await scene.finish(claim, at: 12) }
                for force in [false, true] {
                    scene.expectEqual(
                        try await scene.replay(old, force: force, at: 20),
                        .overtaken,
                        "outcome (\(order))"
                    )
                }
                scene.expect(try await scene.claim(at: 30).isEmpty, "an older update was claimed")
            }
        },
        LedgerCheck("an update is overtaken while a newer one is under way") { scene in
            for order in [DeliveryOrder.latest, .all] {
                scene.planner.order = order
                let incident = order == .all ? "inc_all" : "inc_latest"
                guard let old = try await LedgerConformance.dead(1, of: incident, in: scene) else {
                    return scene.expect(false, "no dead update")
                }
                try await scene.publish(sequence: 2, incident: incident, at: 10)
                _ = try await scene.claim(at: 11)
                scene.expectEqual(try await scene.replay(old, at: 20), .overtaken, "outcome (\(order))")
            }
        },
        LedgerCheck("where the latest counts, an update is overtaken by one that waits") { scene in
            guard let old = try await LedgerConformance.dead(1, in: scene) else {
                return scene.expect(false, "no dead update")
            }
            try await scene.publish(sequence: 2, at: 10)
            scene.expectEqual(try await scene.replay(old, at: 20), .overtaken, "outcome")
            scene.expectEqual(try await scene.states(), [.dead, .pending], "states")
        },
        LedgerCheck("where all count, an update that is sent anew goes before the newer ones that wait") { scene in
            scene.planner.order = .all
            guard let old = try await LedgerConformance.dead(1, in: scene) else {
                return scene.expect(false, "no dead update")
            }
            try await scene.publish(sequence: 2, at: 10)
            guard case .replayed = try await scene.replay(old, at: 20) else {
                return scene.expect(false, "not replayed")
            }
            let first = try await scene.claim(at: 20)
            scene.expectEqual(first.map(\.message.text), ["msg_1"], "first")
            for claim in first { try await scene.finish(claim, at: 21) }
            scene.expectEqual(try await scene.claim(at: 22).map(\.message.text), ["msg_2"], "second")
        },
        LedgerCheck("an update is not overtaken by one that died too, and gives way to it when that is sent anew") {
            scene in
            var dead: [Delivery.ID] = []
            for sequence in 1...2 {
                if let id = try await LedgerConformance.dead(sequence, in: scene) { dead.append(id) }
            }
            guard dead.count == 2 else { return scene.expect(false, "dead: \(dead.count)") }
            for id in dead {
                guard case .replayed = try await scene.replay(id, at: 50) else {
                    return scene.expect(false, "not replayed")
                }
            }
            scene.expectEqual(try await scene.states(), [.superseded, .pending], "states")
        },
        LedgerCheck("the newest can be sent again by force, and nothing older with it") { scene in
            try await scene.publish(sequence: 2, at: 0)
            for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
            try await scene.publish(sequence: 1, at: 3)
            let records = try await scene.harness.records()
            scene.expectEqual(records.map(\.state), [.delivered, .superseded], "states")
            guard records.count == 2 else { return }
            scene.expectEqual(try await scene.replay(records[1].id, force: true, at: 4), .overtaken, "the older")
            guard case .replayed = try await scene.replay(records[0].id, force: true, at: 5) else {
                return scene.expect(false, "the newest was not replayed")
            }
            scene.expectEqual(try await scene.claim(at: 5).map(\.message.text), ["msg_1"], "claims")
        },
        LedgerCheck("where the latest counts, a newer update replaces what was sent anew and waits") { scene in
            guard let old = try await LedgerConformance.dead(1, in: scene) else {
                return scene.expect(false, "no dead update")
            }
            try await scene.replay(old, at: 10)
            try await scene.publish(sequence: 2, at: 11)
            scene.expectEqual(try await scene.states(), [.superseded, .pending], "states")
        },
    ]

    /// An update that was tried once and is dead.
    static func dead(_ sequence: Int, of incident: String = "inc_1", in scene: LedgerScene) async throws -> Delivery.ID?
    {
        try await scene.publish(sequence: sequence, incident: incident, at: 0)
        guard let claim = try await scene.claim(at: 1).first else { return nil }
        try await scene.finish(claim, as: .dead, .failed(LedgerScene.refused), at: 2)
        return claim.delivery
    }
}
