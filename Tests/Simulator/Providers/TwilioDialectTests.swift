// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

private func basic(_ name: String, _ password: String) -> String {
    "Basic " + Data("\(name):\(password)".utf8).base64EncodedString()
}

private func form(_ to: String = "+4915112345678", _ more: String = "From=%2B15017122661&Body=x") -> String {
    "To=\(to.replacing("+", with: "%2B"))&\(more)"
}

@Suite struct TwilioDialectTests {
    private let account: TwilioAccount
    private let caller: DialectCaller

    init() throws {
        account = try Fixture.accounts.get().twilio
        var caller = DialectCaller(TwilioDialect(account: account))
        caller.contentType = "application/x-www-form-urlencoded"
        self.caller = caller.with(["authorization": basic(account.sid, account.token)])
    }

    private var path: String { "/twilio/2010-04-01/Accounts/\(account.sid)/Messages.json" }

    @Test func `a message is queued, and can be asked for`() {
        let sent = caller.call("POST", path, form())
        #expect(sent.status == 201)
        #expect(sent.body.contains(#""status":"queued""#) && sent.body.contains(#""num_segments":"1""#))
        let sid = "SM" + String(repeating: "0", count: 31) + "1"
        let one = caller.call("GET", path.replacing("Messages.json", with: "Messages/\(sid).json"))
        #expect(one.status == 200 && one.body.contains(#""status":"delivered""#))
        #expect(caller.call("GET", path + "?To=%2B4915112345678").body.contains(sid))
        #expect(!caller.call("GET", path + "?To=%2B4915112345679").body.contains(sid))
        #expect(caller.call("GET", "/twilio/2010-04-01/Accounts/\(account.sid).json").body.contains("active"))
        #expect(caller.dialect.posts.map(\.place) == ["+4915112345678"])
        #expect(caller.dialect.posts.map(\.note) == ["GSM-7, 1 segment"])
    }

    @Test func `an API key and a messaging service will do as well`() {
        let caller = caller.with(["authorization": basic(account.apiKey, account.apiSecret)])
        let answer = caller.call(
            "POST",
            path,
            form("+4915112345678", "MessagingServiceSid=\(account.messagingService)&Body=x")
        )
        #expect(answer.status == 201 && answer.body.contains(#""status":"accepted""#))
    }

    @Test(arguments: [
        (String(repeating: "x", count: 160), "GSM-7, 1 segment"),
        (String(repeating: "x", count: 161), "GSM-7, 2 segments"),
        (String(repeating: "x", count: 306), "GSM-7, 2 segments"),
        (String(repeating: "x", count: 307), "GSM-7, 3 segments"),
        (String(repeating: "€", count: 80), "GSM-7, 1 segment"),
        (String(repeating: "x", count: 152) + "€" + String(repeating: "x", count: 152), "GSM-7, 3 segments"),
        (String(repeating: "é", count: 70) + "ç", "UCS-2, 2 segments"),
        (String(repeating: "ç", count: 70), "UCS-2, 1 segment"),
        (String(repeating: "🟠", count: 35), "UCS-2, 1 segment"),
        (String(repeating: "🟠", count: 67), "UCS-2, 3 segments"),
    ])
    func `its length is counted in the alphabet that it needs`(_ text: String, _ note: String) {
        let body = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(caller.call("POST", path, form("+4915112345678", "From=%2B15017122661&Body=\(body)")).status == 201)
        #expect(caller.dialect.posts.map(\.note) == [note])
    }

    @Test(arguments: [
        DialectRefusal("no recipient", "", "From=%2B15017122661&Body=x", 400, "21604"),
        DialectRefusal("no sender", "", form("+4915112345678", "Body=x"), 400, "21603"),
        DialectRefusal("no text", "", form("+4915112345678", "From=%2B15017122661"), 400, "21602"),
        DialectRefusal(
            "long",
            "",
            form("+4915112345678", "From=%2B15017122661&Body=\(String(repeating: "x", count: 1_601))"),
            400,
            "21658"
        ),
        DialectRefusal("no number", "", form("015112345678"), 400, "21211"),
        DialectRefusal("nobody's", "", form("+15005550001"), 400, "21211"),
        DialectRefusal("unreachable", "", form("+15005550002"), 400, "21612"),
        DialectRefusal("region", "", form("+15005550003"), 400, "21408"),
        DialectRefusal("stopped", "", form("+15005550004"), 400, "21610"),
        DialectRefusal("landline", "", form("+15005550009"), 400, "21614"),
        DialectRefusal("sender", "", form("+4915112345678", "From=abcdefghijkl&Body=x"), 400, "21212"),
        DialectRefusal("mute sender", "", form("+4915112345678", "From=%2B15005550007&Body=x"), 400, "21606"),
        DialectRefusal("full queue", "", form("+4915112345678", "From=%2B15005550008&Body=x"), 400, "21611"),
        DialectRefusal("other sender", "", form("+4915112345678", "From=%2B15017122662&Body=x"), 400, "21660"),
        DialectRefusal("service", "", form("+4915112345678", "MessagingServiceSid=MG1&Body=x"), 400, "21620"),
        DialectRefusal(
            "validity",
            "",
            form("+4915112345678", "From=%2B15017122661&Body=x&ValidityPeriod=36001"),
            400,
            "20001"
        ),
        DialectRefusal("no login", "", form(), 401, "20003", headers: ["authorization": nil]),
        DialectRefusal("login", "", form(), 401, "20003", headers: ["authorization": basic("AC1", "x")]),
        DialectRefusal("page", "/twilio/2010-04-01/Accounts", form(), 404, "20404"),
        DialectRefusal("version", "/twilio/2008-08-01/Accounts/AC1/Messages.json", form(), 404, "20404"),
    ])
    func `a wrong request gets Twilio's number for it`(_ refusal: DialectRefusal) {
        let target = refusal.target.isEmpty ? path : refusal.target
        let answer = caller.with(refusal.headers).call(refusal.method, target, refusal.body)
        #expect(answer.status == refusal.status)
        #expect(answer.body.contains(#""code":\#(refusal.words)"#), "\(answer.body)")
        #expect(answer.body.contains(#""status":\#(refusal.status)"#))
        #expect(caller.dialect.posts.isEmpty)
    }

    @Test func `an account has its pace where it is given one, and without an account any will do`() {
        let sid = "AC0123456789abcdef0123456789abcdef"
        let path = "/twilio/2010-04-01/Accounts/\(sid)/Messages.json"
        var caller = DialectCaller(TwilioDialect(perSecond: 1)).with(["authorization": basic(sid, "any-token-at-all")])
        caller.contentType = "application/x-www-form-urlencoded"
        let answers = [0, 0, 1].map { caller.call("POST", path, form(), second: $0) }
        #expect(answers.map(\.status) == [201, 429, 201])
        #expect(answers[1].body.contains("20429"))
        #expect(
            caller.with(["authorization": basic(sid, "revoked")]).call("POST", path, form(), second: 9).status == 401
        )
    }
}
