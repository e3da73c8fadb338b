// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Incidents
import Testing

struct DeclareIncidentTests {
    private let grave = #""title": "Checkout fails", "severity": "sev1", "components": ["checkout"]"#

    @Test func `declaring without a statement records and sends nothing`() async throws {
        let scene = try await HubScene()
        let answer = try await scene.declare("{\(grave)}")
        let id = try #require(answer.text("id"))
        #expect(id.hasPrefix("inc_"))
        #expect(answer.text("url") == "https://status.market.example/status/incidents/\(id)")
        #expect(answer.text("playbook") == "checkout-down")
        #expect(answer.at("audiences")?.content == .list([Document(.string("buyers"))]))
        // The first update is awaited from now on: the playbook says for how long.
        #expect(answer.text("next_update_at") == "\(scene.clock.now + .seconds(1_200))")
        #expect(answer.at("phase")?.content == .null)
        #expect(answer["update"] == nil)
        let counts = try tableCounts(of: scene.database)
        #expect(counts["incident"] == 1)
        #expect(counts["incident_update"] == 0 && counts["message"] == 0 && counts["delivery"] == 0)
        #expect(scene.wakeCount == 0)
        #expect(try await scene.audit().map(\.action) == ["incident.declared"])
    }

    @Test(arguments: [
        #""body": "It **fails**.""#, #""sections": {"impact": "None can pay.", "what_happened": "It fails."}"#,
        #""template": "note""#, #""template": "note", "variables": {"cause": "A bug."}"#,
    ])
    func `declaring with a statement publishes the first update at once`(statement: String) async throws {
        let scene = try await HubScene()
        let answer = try await scene.declare("{\(grave), \(statement)}")
        let id = try #require(answer.text("id"))
        #expect(answer.text("phase") == "investigating")
        #expect(answer.integer("update/sequence") == 1)
        #expect(answer.integer("update/deliveries") == 4)
        #expect(answer.text("update/state") == "queued")
        // The playbook's cadence: 20 minutes.
        #expect(answer.text("next_update_at") == "\(scene.clock.now + .seconds(1_200))")
        #expect(scene.wakeCount == 1)
        let shown = try await scene.show(id)
        #expect(shown.items("updates").count == 1)
        #expect(shown.integer("deliveries/pending") == 4)
        #expect(try await scene.audit().map(\.action) == ["incident.declared", "update.published"])
    }

    @Test func `a playbook that acknowledges publishes its template without a word`() async throws {
        let scene = try await HubScene(playbooks: [.checkout(acknowledges: true)])
        let answer = try await scene.declare("{\(grave)}")
        #expect(answer.integer("update/deliveries") == 4)
        let shown = try await scene.show(answer.text("id") ?? "")
        #expect(shown.text("updates/0/template") == "note")
        #expect(shown.text("updates/0/title") == "Checkout is failing")
    }

    @Test func `a phase of one's own is taken for the first update`() async throws {
        let scene = try await HubScene()
        let answer = try await scene.declare(#"{\#(grave), "body": "b", "phase": "identified"}"#)
        #expect(answer.text("phase") == "identified")
        #expect(answer.text("next_update_at") == "\(scene.clock.now + .seconds(1_800))")
    }

    @Test(
        arguments: [
            ("sev1", "checkout", "checkout-down"), ("sev2", "checkout", "checkout-down"), ("sev3", "checkout", nil),
            ("sev1", "search", nil),
        ] as [(String, String, String?)]
    )
    func `the playbook is the one whose condition holds`(
        severity: String,
        component: String,
        playbook: String?
    ) async throws {
        let scene = try await HubScene()
        let answer = try await scene.declare(
            #"{"title": "T", "severity": "\#(severity)", "components": ["\#(component)"]}"#
        )
        #expect(answer.text("playbook") == playbook)
        #expect(answer.items("audiences").count == (playbook == nil ? 0 : 1))
    }

    @Test func `the declaration's own audiences go before the playbook's`() async throws {
        let scene = try await HubScene()
        let answer = try await scene.declare(#"{\#(grave), "audiences": ["sellers"], "body": "b"}"#)
        #expect(answer.integer("update/deliveries") == 2)
        #expect(answer.at("audiences/0")?.content == .string("sellers"))
    }

    @Test func `everything that is given is kept`() async throws {
        let scene = try await HubScene()
        let answer = try await scene.declare(
            #"{\#(grave), "category": "payment", "owner": "ada", "labels": {"region": "eu"}, "started_at": "2026-11-21T13:00:00Z"}"#
        )
        let shown = try await scene.show(answer.text("id") ?? "")
        #expect(shown.text("category") == "payment")
        #expect(shown.text("owner") == "ada")
        #expect(shown.text("labels/region") == "eu")
        #expect(shown.text("started_at") == "\(Timestamp("2026-11-21T13:00:00Z") ?? .distantPast)")
        #expect(shown.text("declared_at") == "\(scene.clock.now)")
    }

    @Test(
        arguments: [
            (#"{"severity": "sev1"}"#, .schemaInvalid, "/title"), (#"{"title": "T"}"#, .schemaInvalid, "/severity"),
            (#"{"title": "T", "severity": "sev9"}"#, .schemaInvalid, "/severity"),
            (#"{"title": "", "severity": "sev1"}"#, .schemaInvalid, "/title"),
            (#"{"title": "a\nb", "severity": "sev1"}"#, .schemaInvalid, "/title"),
            (#"{"title": 5, "severity": "sev1"}"#, .schemaInvalid, "/title"),
            (#"{"title": "T", "severity": "sev1", "titel": 1}"#, .unknownField, "/titel"),
            (#"{"title": "T", "severity": "sev1", "components": ["Checkout"]}"#, .schemaInvalid, "/components/0"),
            (#"{"title": "T", "severity": "sev1", "components": "checkout"}"#, .schemaInvalid, "/components"),
            (#"{"title": "T", "severity": "sev1", "labels": {"a": 1}}"#, .schemaInvalid, "/labels"),
            (#"{"title": "T", "severity": "sev1", "started_at": "yesterday"}"#, .schemaInvalid, "/started_at"),
            (#"{"title": "T", "severity": "sev1", "phase": "fixed"}"#, .schemaInvalid, "/phase"),
            (#"{"title": "T", "severity": "sev1", "body": "b", "template": "note"}"#, .schemaInvalid, "/template"),
            (#"{"title": "T", "severity": "sev1", "variables": {}}"#, .schemaInvalid, "/variables"),
            (
                #"{"title": "T", "severity": "sev1", "sections": {"whathappened": "x"}}"#, .unknownField,
                "/sections/whathappened"
            ),
            (#"[]"#, .schemaInvalid, "/"),
        ] as [(String, FaultCode, String)]
    )
    func `what is wrong with a declaration is told by place`(body: String, code: FaultCode, place: String) throws {
        let fault = try #require(throws: Fault.self) { try DeclareIncident(json(body)) }
        #expect(fault.code == code, "\(fault)")
        #expect(fault.context["where"] == place)
    }

    @Test func `a title and components have their bounds`() throws {
        let title = String(repeating: "x", count: 256)
        let long = #expect(throws: Fault.self) {
            try DeclareIncident(json(#"{"title": "\#(title)", "severity": "sev1"}"#))
        }
        #expect(long?.code == .limitExceeded)
        let names = (0...100).map { "\"c\($0)\"" }.joined(separator: ",")
        let many = #expect(throws: Fault.self) {
            try DeclareIncident(json(#"{"title": "T", "severity": "sev1", "components": [\#(names)]}"#))
        }
        #expect(many?.context["where"] == "/components")
    }

    @Test(
        arguments: [
            (#""audiences": ["buyrs"]"#, .audienceUnknown, "/audiences", "Did you mean “buyers”?"),
            (#""template": "nte""#, .templateUnknown, "/template", "Did you mean “note”?"),
            (#""template": "ask""#, .templateVariableMissing, "/variables/who", "who"),
            (#""template": "note", "variables": {"caus": "x"}"#, .templateVariableUnknown, "/variables/caus", "cause"),
            (#""body": "  ""#, .schemaInvalid, "/sections", nil),
            (#""body": "b", "phase": "postmortem""#, .invalidTransition, "/phase", nil),
        ] as [(String, FaultCode, String, String?)]
    )
    func `what cannot be done leaves nothing behind`(
        part: String,
        code: FaultCode,
        place: String,
        advice: String?
    ) async throws {
        let scene = try await HubScene()
        let before = try tableCounts(of: scene.database)
        let fault = await #expect(throws: Fault.self) { try await scene.declare("{\(grave), \(part)}") }
        #expect(fault?.code == code, "\(fault.map { "\($0)" } ?? "")")
        #expect(fault?.context["where"] == place)
        if let advice { #expect(fault?.suggestedAction?.contains(advice) == true, "\(fault?.suggestedAction ?? "")") }
        #expect(try tableCounts(of: scene.database) == before)
        #expect(scene.wakeCount == 0)
    }
}
