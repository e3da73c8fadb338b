// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

@Suite("Scripts as JSON")
struct SinkScriptTests {
    @Test(arguments: [
        ("503", SinkAnswer.status(503)),
        ("\"hang\"", .hang),
        ("\"reset\"", .reset),
        ("\"reset_before_body\"", .resetBeforeBody),
        ("\"close\"", .close),
        ("\"garbage\"", .garbage),
        ("\"half\"", .half),
        ("{}", .status(200)),
        ("{\"do\":\"hang\",\"delay_ms\":40}", SinkAnswer.hang.after(.milliseconds(40))),
        ("{\"do\":\"garbage\",\"body\":\"@\"}", .garbage("@")),
        ("{\"status\":429,\"retry_after\":2}", .status(429, retryAfter: 2)),
        ("{\"redirect\":\"/b\"}", .redirect(to: "/b")),
        ("{\"redirect\":\"/b\",\"status\":308}", .redirect(to: "/b", status: 308)),
        (
            "{\"status\":200,\"headers\":[[\"A\",\"b\"]],\"body\":\"c\"}",
            .status(200, headers: [SinkHeader("A", "b")], body: "c")
        ),
        ("{\"body\":\"c\",\"bytes_per_second\":5}", SinkAnswer.status(200, body: "c").dripping(bytesPerSecond: 5)),
        ("{\"do\":\"half\",\"status\":201,\"body\":\"cc\"}", SinkAnswer(.half(SinkReply(201, body: "cc")))),
    ])
    func `an answer is read from JSON and survives being written`(json: String, answer: SinkAnswer) throws {
        #expect(try decode(SinkAnswer.self, json) == answer)
        #expect(try JSONDecoder().decode(SinkAnswer.self, from: JSONEncoder().encode(answer)) == answer)
    }

    @Test(arguments: [
        ("451", MailAnswer.reply(451)),
        ("\"hang\"", .hang),
        ("\"close\"", .close),
        ("\"reset\"", .reset),
        ("\"garbage\"", .garbage),
        ("{\"code\":550,\"enhanced\":\"5.1.1\",\"text\":\"No\"}", .reply(550, "5.1.1", "No")),
        ("{\"do\":\"garbage\",\"text\":\"@\",\"delay_ms\":5}", MailAnswer.garbage("@").after(.milliseconds(5))),
        ("{\"do\":\"close\",\"keeps_mail\":true}", MailAnswer.close.keepingMail),
    ])
    func `a mail answer is read from JSON and survives being written`(json: String, answer: MailAnswer) throws {
        #expect(try decode(MailAnswer.self, json) == answer)
        #expect(try JSONDecoder().decode(MailAnswer.self, from: JSONEncoder().encode(answer)) == answer)
    }

    @Test func `a script has rules and an answer for the rest`() throws {
        let json = #"{"rules":[{"path":"/a","method":"PUT","answers":[500,"reset",200]}],"otherwise":404}"#
        let script = SinkScript([.on("/a", method: "PUT", 500, .reset, 200)], otherwise: 404)
        #expect(try decode(SinkScript.self, json) == script)
        #expect(try decode(SinkScript.self, "{}") == SinkScript([]))
        let mail =
            #"{"rules":[{"phase":"rcpt","recipient":"r@*","answers":[550]},{"phase":"final","answers":[451,250]}]}"#
        #expect(try decode(MailScript.self, mail) == [.at(.rcpt, to: "r@*", 550), .at(.final, 451, 250)])
    }

    @Test func `a rule is for all paths that begin so, or for its own alone`() throws {
        let exact = SinkRule(path: "/", isExact: true, method: "POST", answers: [429])
        let json = #"{"path":"/","exact":true,"method":"POST","answers":[429]}"#
        #expect(try decode(SinkRule.self, json) == exact)
        #expect(try JSONDecoder().decode(SinkRule.self, from: JSONEncoder().encode(exact)) == exact)
        #expect(try decode(SinkRule.self, #"{"path":"/","answers":[429]}"#) == .on("/", 429))
        for (path, isOfExact) in [("/", true), ("/slack/hook", false), ("", false)] {
            #expect(exact.matches(method: "POST", path: path) == isOfExact)
            #expect(SinkRule.on("/", 429).matches(method: "POST", path: path) == !path.isEmpty)
        }
        #expect(!exact.matches(method: "GET", path: "/"))
    }

    @Test(arguments: [
        #"{"rules":[{"path":"/a","answer":500}]}"#, #"{"rule":[]}"#, #"{"otherwise":99}"#, #"{"otherwise":"explode"}"#,
        #"{"otherwise":{"statuss":200}}"#, #"{"rules":[{"answers":[200]}]}"#,
    ])
    func `a mistyped script is refused`(json: String) {
        #expect(throws: DecodingError.self) { try decode(SinkScript.self, json) }
    }

    @Test(arguments: [
        #"{"rules":[{"phase":"hello","answers":[500]}]}"#, #"{"rules":[{"phase":"rcpt","answers":[99]}]}"#,
        #"{"rules":[{"phase":"rcpt","to":"a","answers":[550]}]}"#, #"{"rules":[{"phase":"rcpt","answers":[{}]}]}"#,
        #"{"rules":[{"phase":"rcpt","answers":["explode"]}]}"#,
    ])
    func `a mistyped mail script is refused`(json: String) {
        #expect(throws: DecodingError.self) { try decode(MailScript.self, json) }
    }
}
