// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox
import Testing

/// What a provider says came back, as JSON.
struct ReportBouncesTests {
    private let scene: BounceScene

    init() async throws { scene = try await BounceScene() }

    @Test func `each item has a result, in order`() async throws {
        let answer = try await scene.report(
            """
            {"bounces": [
              {"address": "ada@example.com", "kind": "hard", "delivery": "\(scene.ada.id)",
               "diagnostic": "550 ada@example.com is unknown"},
              {"address": "bo@example.com", "kind": "soft"},
              {"address": "cy@example.com", "channel": "mail", "kind": "complaint"},
              {"address": "zoe@example.com", "kind": "hard"},
              {"address": "bo@example.com", "kind": "hard", "delivery": "\(scene.ada.id)"},
              {"address": "bo@example.com", "kind": "hard", "delivery": "dlv_999999"}
            ]}
            """
        )
        let outcomes = answer.items("items").compactMap { $0.text("outcome") }
        #expect(outcomes == ["suppressed", "recorded", "suppressed", "ignored", "ignored", "ignored"])
        #expect(try await scene.reached() == ["bo@example.com"])
        #expect(answer.text("items/0/delivery") == "\(scene.ada.id)")
        let actions = try await scene.actions()
        #expect(actions == ["delivery.bounced", "destination.bounced", "destination.complained"])
        let audit = try await scene.scene.audit()
        #expect(audit.first { $0.action == "delivery.bounced" }?.detail["diagnostic"] == "550 … is unknown")
        #expect(audit.filter { $0.actor == "script" }.count == 3)
    }

    @Test func `the same again changes nothing`() async throws {
        let body = """
            {"bounces": [{"address": "ada@example.com", "kind": "hard", "delivery": "\(scene.ada.id)"},
             {"address": "bo@example.com", "kind": "soft"}]}
            """
        _ = try await scene.report(body)
        let count = try await scene.scene.audit().count
        let again = try await scene.report(body)
        #expect(again.items("items").compactMap { $0.text("outcome") } == ["known", "known"])
        #expect(try await scene.scene.audit().count == count)
    }

    @Test(
        arguments: [
            (#"{}"#, "/bounces"), (#"{"bounces": []}"#, "/bounces"), (#"{"bounces": 5}"#, "/bounces"),
            (#"{"bounces": [{"kind": "hard"}]}"#, "/bounces/0/address"),
            (#"{"bounces": [{"address": "", "kind": "hard"}]}"#, "/bounces/0/address"),
            (#"{"bounces": [{"address": "a@b.example"}]}"#, "/bounces/0/kind"),
            (#"{"bounces": [{"address": "a@b.example", "kind": "firm"}]}"#, "/bounces/0/kind"),
            (#"{"bounces": [{"address": "a@b.example", "kind": "hard", "channel": "fax"}]}"#, "/bounces/0/channel"),
            (#"{"bounces": [{"address": "a@b.example", "kind": "hard", "delivery": "42"}]}"#, "/bounces/0/delivery"),
            (#"{"bounces": [{"address": "a@b.example", "kind": "hard", "adress": "x"}]}"#, "/bounces/0/adress"),
            (#"{"bounces": [], "more": 1}"#, "/bounces"),
        ]
    )
    func `a mistake is named with its place, and nothing is done`(body: String, place: String) async throws {
        let fault = await #expect(throws: Fault.self) { _ = try await scene.report(body) }
        #expect(fault?.context["where"] == place)
        #expect(fault.map { [.schemaInvalid, .unknownField].contains($0.code) } == true)
        #expect(try await scene.reached() == BounceScene.everyone)
    }

    @Test func `who may not is refused before anything is done`() async throws {
        for role in [Role.viewer, .reporter] {
            let body = #"{"bounces": [{"address": "ada@example.com", "kind": "hard"}]}"#
            let fault = await #expect(throws: Fault.self) { _ = try await scene.report(body, by: role) }
            #expect(fault?.code == .permissionDenied)
            let mail = Array(BounceScene.report(to: scene.sender(of: scene.ada)).utf8)
            let refusal = await #expect(throws: Fault.self) {
                _ = try await scene.intake.take(mail: mail, by: Principal(name: "x", role: role))
            }
            #expect(refusal?.code == .permissionDenied)
        }
        #expect(try await scene.reached() == BounceScene.everyone)
    }
}
