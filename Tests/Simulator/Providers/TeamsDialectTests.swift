// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

private let flow = "/teams/workflows/ops/triggers/manual/paths/invoke?api-version=2016-06-01&sig="

private func card(_ body: String) -> String {
    let type = "application/vnd.microsoft.card.adaptive"
    let content = #"{"type":"AdaptiveCard","version":"1.4","body":[\#(body)]}"#
    return #"{"type":"message","attachments":[{"contentType":"\#(type)","content":\#(content)}]}"#
}

@Suite struct TeamsDialectTests {
    private let caller = DialectCaller(TeamsDialect(workflows: ["ops"], burst: 50))
    private let text = #"{"type":"TextBlock","text":"Shop \\*down\\*","color":"Attention"}"#

    @Test func `a workflow accepts a card and says nothing more`() {
        let facts = #"{"type":"Container","items":[{"type":"FactSet","facts":[{"title":"Affected","value":"a"}]}]}"#
        let answer = caller.call("POST", flow + "simulator", card("\(text),\(facts)"))
        #expect(answer.status == 202 && answer.body.isEmpty)
        #expect(caller.dialect.posts.map(\.text) == ["Shop *down*\nAffected: a"])
        #expect(caller.dialect.posts.map(\.note) == ["attention"])
    }

    @Test(arguments: [
        DialectRefusal("address", "/teams/nothing", "{}", 404, "NotFound"),
        DialectRefusal("workflow", flow.replacing("ops", with: "x") + "simulator", "{}", 404, "WorkflowNotFound"),
        DialectRefusal("no signature", flow.replacing("&sig=", with: ""), "{}", 401, "DirectApiAuthorizationRequired"),
        DialectRefusal("signature", flow + "x", "{}", 401, "AuthorizationFailed"),
        DialectRefusal("no JSON", flow + "simulator", "{", 400, "InvalidRequestContent"),
        DialectRefusal("no message", flow + "simulator", #"{"text":"x"}"#, 400, "TriggerInputSchemaMismatch"),
        DialectRefusal("empty card", flow + "simulator", card(""), 400, "InvalidBotAdaptiveCard"),
        DialectRefusal("unknown part", flow + "simulator", card(#"{"type":"Marquee"}"#), 400, "InvalidBotAdaptiveCard"),
        DialectRefusal(
            "too large",
            flow + "simulator",
            card(#"{"type":"TextBlock","text":"\#(String(repeating: "x", count: 28_672))"}"#),
            413,
            "RequestEntityTooLarge"
        ),
    ])
    func `a wrong request gets the workflow's word for it`(_ refusal: DialectRefusal) {
        let answer = caller.call(refusal.method, refusal.target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(refusal.words), "\(answer.body)")
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `a workflow that is called too fast says so, an old connector calls it a success`() {
        let caller = DialectCaller(TeamsDialect(burst: 1))
        #expect(caller.call("POST", flow + "simulator", card(text)).status == 202)
        let limited = caller.call("POST", flow + "simulator", card(text))
        #expect(limited.status == 429 && limited.header("retry-after") == "1")
        let taken = caller.call("POST", "/teams/webhookb2/a/simulator", card(text))
        #expect(taken.status == 200 && taken.body == "1")
        let trap = caller.call("POST", "/teams/webhookb2/a/simulator", card(text))
        #expect(trap.status == 200 && trap.body.contains("Microsoft Teams endpoint returned HTTP error 429"))
        #expect(caller.dialect.posts.count == 2)
    }
}
