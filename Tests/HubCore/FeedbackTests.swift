// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// What readers say of an update, by the link that their own message holds.
struct FeedbackTests {
    private let scene: HubScene
    private let room = Room()
    private let incident: String

    init() async throws {
        let room = room
        scene = try await HubScene(offer: .sample, wrap: { RoomyStorage(base: $0, room: room) })
        incident = try #require(try await scene.declare(#"{"title": "T", "severity": "sev3"}"#).text("id"))
    }

    private func token(
        _ reader: String = "ada@example.com",
        update: String = "upd_1",
        incident: String? = nil
    ) throws -> String {
        let reference = IncidentReference(
            id: .sample(incident ?? self.incident),
            title: "T",
            update: .sample(update),
            sequence: 1
        )
        let message = Message(
            id: .sample("msg_1"),
            title: "T",
            sections: [Section(.whatHappened, "b")],
            facts: Facts(incident: reference, publishedAt: scene.clock.now)
        )
        let ada = Destination(channel: .sample("mail"), address: reader)
        let url = try #require(HubScene.links.feedbackURL(for: ada, on: message))
        return try #require(url.split(separator: "/").last.map { String($0) })
    }

    private func shown(limit: Int = 100) async throws -> Document {
        try await scene.hub.feedback(on: .sample(incident), limit: limit, for: HubScene.ada).document
    }

    @Test func `a reader has one voice on each update, and the last word counts`() async throws {
        let said: [(token: String, isHelpful: Bool)] = [
            (try token(), true), (try token(update: "upd_2"), true), (try token("bo@example.com"), true),
            (try token(), false),
        ]
        for (token, isHelpful) in said {
            #expect(try await scene.hub.feedbackSubject(token)?.title == "T")
            #expect(try await scene.hub.keepFeedback(isHelpful: isHelpful, comment: nil, by: token))
        }
        let shown = try await shown()
        #expect(shown.integer("totals/helpful") == 2 && shown.integer("totals/unhelpful") == 1)
        #expect(!"\(shown)".contains("example.com"))
        #expect(try await self.shown(limit: 1).items("items").count == 1)
    }

    @Test(arguments: [
        (nil, nil), ("", nil), (" \n\t", nil), (" so ", " so "),
        (String(repeating: "é", count: 1_001), String(repeating: "é", count: 1_000)),
    ])
    func `a comment is cut to its length, and a blank one is none`(given: String?, kept: String?) async throws {
        #expect(try await scene.hub.keepFeedback(isHelpful: true, comment: given, by: try token()))
        #expect(try await shown().text("items/0/comment") == kept)
    }

    @Test func `of an incident that is gone nothing is kept`() async throws {
        let before = try tableCounts(of: scene.database)
        let token = try token(incident: "inc_gone")
        #expect(try await scene.hub.feedbackSubject(token) == nil)
        #expect(try await scene.hub.keepFeedback(isHelpful: true, comment: "c", by: token) == false)
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `while the storage is full nothing is kept, and only who may read is shown what was said`() async throws
    {
        let relay = Principal(name: "relay", role: .relay)
        let refused = await #expect(throws: Fault.self) {
            _ = try await scene.hub.feedback(on: .sample(incident), limit: 1, for: relay)
        }
        #expect(refused?.code == .permissionDenied)
        room.isFull = true
        let fault = await #expect(throws: Fault.self) {
            _ = try await scene.hub.keepFeedback(isHelpful: true, comment: nil, by: try token())
        }
        #expect(fault?.code == .storageFull)
    }
}
