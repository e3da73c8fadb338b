// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// A fault at any step of a transaction leaves nothing of it.
struct NothingLeftBehindTests {
    /// Something that records and sends.
    struct Act: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// How many changes it makes at the least.
        let changes: Int
        let run: @Sendable (HubScene, _ incident: String) async throws -> Void
    }

    private static let key = IdempotencyKey("k", of: HubScene.ada, request: [])

    private static let acts = [
        Act(testDescription: "declare", changes: 6) { scene, _ in
            _ = try await scene.declare(
                #"{"title": "T", "severity": "sev1", "components": ["checkout"], "template": "note"}"#,
                key: key
            )
        },
        Act(testDescription: "publish", changes: 5) { scene, incident in
            _ = try await scene.publish(#"{"phase": "investigating", "template": "note"}"#, on: incident, key: key)
        },
        Act(testDescription: "send", changes: 3) { scene, _ in
            _ = try await scene.send(
                #"{"title": "T", "body": "b", "to": ["buyers", {"channel": "mail", "to": "new@example.com"}]}"#,
                key: key
            )
        },
        Act(testDescription: "hold a channel", changes: 2) { scene, _ in
            _ = try await scene.hub.hold(.sample("mail"), HoldChannel(json("{}")), by: HubScene.ada, idempotency: key)
        },
        Act(testDescription: "recover", changes: 2) { scene, _ in
            _ = try await scene.hub.recover(StartRecovery(json("{}")), by: HubScene.ada, idempotency: key)
        },
        Act(testDescription: "create a token", changes: 2) { scene, _ in
            _ = try await scene.hub.createToken(
                CreateToken(json(#"{"name": "n", "role": "viewer"}"#)),
                by: HubScene.ada
            )
        },
        Act(testDescription: "unsubscribe", changes: 2) { scene, _ in
            let ada = Destination(channel: .sample("mail"), address: "ada@example.com")
            let url = HubScene.links.unsubscribeURL(for: ada) ?? ""
            _ = try await scene.hub.unsubscribe(url.split(separator: "/").last.map { String($0) } ?? "")
        },
    ]

    @Test(arguments: acts) func `a fault at any step leaves every table as it was`(_ act: Act) async throws {
        let breakage = Breakage()
        let scene = try await HubScene(wrap: { BreakingStorage(base: $0, breakage: breakage) })
        let declared = try await scene.declare(#"{"title": "T", "severity": "sev1", "components": ["checkout"]}"#)
        let incident = try #require(declared.text("id"))
        let before = try tableCounts(of: scene.database)
        var steps = 0
        // The last round breaks after the final change; the one behind it is not broken.
        while true {
            breakage.breakAfter(steps)
            do {
                try await act.run(scene, incident)
                break
            } catch let fault as Fault {
                #expect(fault.code == .storageFull, "\(fault)")
            }
            #expect(try tableCounts(of: scene.database) == before, "after \(steps) changes")
            #expect(scene.wakeCount == 0)
            steps += 1
            try #require(steps < 50)
        }
        #expect(steps > act.changes, "\(steps)")
        breakage.breakAfter(nil)
        #expect(try tableCounts(of: scene.database) != before || act.testDescription == "unsubscribe")
    }
}
