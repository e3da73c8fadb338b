// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HTTPTypes
import HubCore
import Testing

/// The pages on which readers choose, asked without a socket.
struct ReaderPageTests {
    private let scene: RouterScene
    private static let form = ["Content-Type": "application/x-www-form-urlencoded"]

    init() async throws { scene = try await RouterScene(offer: .sample) }

    private func get(_ uri: String, headers: [String: String] = [:]) async throws -> Answer {
        try await scene.ask(.get, uri, token: nil, headers: headers)
    }

    private func post(_ uri: String, _ body: String) async throws -> Answer {
        try await scene.ask(.post, uri, body, token: nil, headers: Self.form)
    }

    private func preferences() throws -> String {
        let ada = Destination(channel: .sample("mail"), address: "ada@example.com")
        let url = try #require(RouterScene.links.preferencesURL(for: ada))
        return String(url.dropFirst("https://status.market.example".count))
    }

    @Test(arguments: [
        ("", "en", "ltr"), ("de-AT,de;q=0.9,en;q=0.5", "de", "ltr"), ("fr, ar;q=0.8, en;q=0.9", "en", "ltr"),
        ("ar-EG", "ar", "rtl"), ("ja", "en", "ltr"), ("en;q=0, de;q=0.1", "de", "ltr"), (";;,,q=", "en", "ltr"),
    ])
    func `a page is in the language that the browser asks for`(
        header: String,
        language: String,
        direction: String
    ) async throws {
        let page = try await get("/subscribe", headers: ["Accept-Language": header])
        #expect(page.status == 200)
        #expect(page.text.contains("<html lang=\"\(language)\" dir=\"\(direction)\">"))
        let asked = try await get("/subscribe?locale=ar", headers: ["Accept-Language": header])
        #expect(asked.text.contains("<html lang=\"ar\" dir=\"rtl\">"))
    }

    @Test func `a page loads nothing but its own style, and is kept by nobody`() async throws {
        for uri in ["/subscribe", try preferences(), "/unsubscribe/AAAA", "/feedback/AAAA"] {
            let page = try await get(uri)
            let policy = try #require(page.header("Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'; style-src 'self';") && !policy.contains("unsafe"), "\(uri)")
            #expect(page.header("Cache-Control") == "no-store")
            #expect(page.header("Referrer-Policy") == "no-referrer")
            #expect(!page.text.contains("<script") && !page.text.contains("style="))
        }
        let style = try await get("/reader.css")
        #expect(style.header("Content-Type") == "text/css; charset=utf-8")
    }

    @Test func `where browsers can subscribe themselves the page has a button, which a script shows`() async throws {
        var offer = SubscriptionOffer.sample
        offer.channels.append(.sample("browsers"))
        let scene = try await RouterScene(offer: offer, hasBrowsers: true)
        let page = try await scene.ask(.get, "/subscribe?locale=de", token: nil)
        #expect(page.text.contains("data-push-key=\"stub-key\" data-channel=\"browsers\""))
        #expect(page.text.contains("class=\"plain\" hidden>Benachrichtigungen in diesem Browser</button>"))
        #expect(page.text.contains("<script src=\"/subscribe.js\" defer></script>"))
        #expect(!page.text.contains("value=\"browsers\""), "nobody can type one")
        let policy = try #require(page.header("Content-Security-Policy"))
        #expect(policy.hasSuffix("script-src 'self'; connect-src 'self'") && !policy.contains("unsafe"))
        for path in ["/subscribe.js", "/push-worker.js"] {
            let script = try await scene.ask(.get, path, token: nil)
            #expect(
                script.status == 200 && script.header("Content-Type") == "text/javascript; charset=utf-8",
                "\(path)"
            )
        }

        offer.channels = [.sample("browsers")]
        let alone = try await RouterScene(offer: offer, hasBrowsers: true)
        let only = try await alone.ask(.get, "/subscribe", token: nil)
        #expect(!only.text.contains("name=\"to\"") && !only.text.contains("type=\"submit\""))
        #expect(only.text.contains("This browser cannot show notifications"), "until the script says otherwise")
    }

    @Test func `what a person types comes back in the form as text, and what is wrong is said in their language`()
        async throws
    {
        let page = try await post("/subscribe?locale=de", "channel=mail&to=%22%3E%3Cscript%3E&components=nonsense")
        #expect(page.status == 422)
        #expect(page.text.contains("role=\"alert\"") && page.text.contains("kann nicht stimmen"))
        #expect(page.text.contains("&quot;&gt;&lt;script&gt;") && !page.text.contains("<script"))
    }

    @Test(arguments: ["", "&", "=", "%", "to", "to=%zz%", "to=a&to=b&audience=none", "severity=9&to=a@b.example"])
    func `no form makes the hub stumble`(body: String) async throws {
        let page = try await post("/subscribe", body)
        #expect([200, 422].contains(page.status), "\(page.text)")
    }

    @Test func `whatever fills in every field is answered like a person, and nothing comes of it`() async throws {
        let person = try await post("/subscribe", "to=new%40example.com")
        let program = try await post("/subscribe", "to=newer%40example.com&website=http%3A%2F%2Fx.example")
        #expect(person.status == 200 && program.text == person.text)
        let listed = try await scene.ask(.get, "/v1/deliveries?destination=newer%40example.com")
        #expect(listed.text.contains(#""items":[]"#))
    }

    @Test func `JSON is answered in JSON, with faults that say where`() async throws {
        let headers = ["Content-Type": "application/json"]
        let taken = try await scene.ask(.post, "/subscribe", #"{"to": "a@b.example"}"#, token: nil, headers: headers)
        #expect(taken.status == 202 && taken.text == #"{"state":"awaiting_confirmation"}"#)
        let fault = try await scene.ask(.post, "/subscribe", #"{"to": 1}"#, token: nil, headers: headers)
        #expect(fault.status == 422)
        #expect(fault.text.contains(#""where":"/to""#))
        #expect(try await scene.ask(.post, "/subscribe", "{", token: nil, headers: headers).status == 400)
    }

    @Test func `choices are saved by the form, and read back`() async throws {
        let uri = try preferences()
        #expect(try await get(uri).text.contains("value=\"buyers\" checked"))
        let saved = try await post(
            uri,
            "audience=public&components%3Apublic=checkout&severity%3Apublic=sev2&locale=de&action=save"
        )
        #expect(saved.text.contains("value=\"public\" checked") && saved.text.contains("value=\"buyers\">"))
        #expect(saved.text.contains("value=\"checkout\" checked"))
        #expect(saved.text.contains("<option value=\"sev2\" selected>"))
        #expect(saved.text.contains("<html lang=\"de\""), "the language that was chosen")
        let left = try await post(uri, "action=leave")
        #expect(!left.text.contains("value=\"public\" checked"))
    }

    @Test func `without an offer nothing can be subscribed to, and leaving and choosing work all the same`()
        async throws
    {
        let closed = try await RouterScene()
        #expect(try await closed.ask(.get, "/subscribe", token: nil).status == 404)
        #expect(try await closed.ask(.post, "/subscribe", "to=a", token: nil, headers: Self.form).status == 404)
        let page = try await closed.ask(.get, try preferences(), token: nil)
        #expect(page.status == 200 && page.text.contains("value=\"leave\""))
    }

    @Test(arguments: [("viewer", 403, 403), ("reporter", 403, 403), ("support", 200, 403), ("admin", 200, 200)])
    func `what is kept of a reader is for those who answer for it`(role: String, show: Int, erase: Int) async throws {
        let token = try await scene.token(role)
        let uri = "/v1/subscribers?channel=mail&address=ada%40example.com"
        #expect(try await scene.ask(.get, uri, token: token).status == show)
        #expect(try await scene.ask(.delete, uri, token: token).status == erase)
        #expect(try await scene.ask(.get, uri, token: nil).status == 401)
        for uri in ["/v1/subscribers", "/v1/subscribers?channel=mail", "/v1/subscribers?channel=x&address=a"] {
            #expect(try await scene.ask(.get, uri).status == 422, "\(uri)")
        }
        #expect(try await scene.ask(.get, "/v1/subscribers?channel=mail&address=nobody").status == 404)
    }

    @Test func `a reader is sent nothing more, and something again, as the hub's people decide`() async throws {
        let body = #"{"channel": "mail", "to": "ada@example.com", "note": "asked by phone"}"#
        #expect(try await scene.ask(.post, "/v1/subscribers/withhold", body).status == 200)
        #expect(try await get(try preferences()).text.contains("No messages are sent to this address"))
        #expect(try await scene.ask(.post, "/v1/subscribers/release", body).status == 200)
        #expect(try await scene.ask(.post, "/v1/subscribers/release", body).status == 404)
        #expect(
            try await scene.ask(.post, "/v1/subscribers/withhold", #"{"channel": "nail", "to": "a"}"#).status == 422
        )
    }
}

extension SubscriptionOffer {
    fileprivate static let sample = SubscriptionOffer(
        title: "Market",
        audiences: [Audience(.sample("public")), Audience(.sample("buyers"))],
        channels: [.sample("mail")],
        components: [Component(.sample("checkout")), Component(.sample("search"))]
    )
}
