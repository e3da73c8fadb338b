// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HTTPTypes
import HubCore
import Testing

/// What anyone can open: banners, incident pages, unsubscribing, the catalogue, readiness.
struct PublicPageTests {
    private let scene: RouterScene

    init() async throws { scene = try await RouterScene() }

    private func get(_ uri: String, headers: [String: String] = [:]) async throws -> Answer {
        try await scene.ask(.get, uri, token: nil, headers: headers)
    }

    @Test func `a banner is given as it stands, with a tag over its bytes`() async throws {
        try scene.writeBanner(#"{"a": 1}"#, "checkout")
        let first = try await get("/banner/checkout.json")
        #expect(first.status == 200)
        #expect(first.text == #"{"a": 1}"#)
        #expect(first.header("Content-Type") == "application/json; charset=utf-8")
        #expect(first.header("Access-Control-Allow-Origin") == "*")
        #expect(first.header("X-Content-Type-Options") == "nosniff")
        #expect(first.header("Cache-Control")?.contains("max-age=10") == true)
        let tag = try #require(first.header("ETag"))
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
        try scene.writeBanner(#"{"a": 2}"#, "checkout")
        #expect(try await get("/banner/checkout.json").header("ETag") != tag)
    }

    @Test func `a page that has the banner already is told so in a few bytes`() async throws {
        try scene.writeBanner("{}", "checkout")
        let tag = try #require(try await get("/banner/checkout.json").header("ETag"))
        for match in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let answer = try await get("/banner/checkout.json", headers: ["If-None-Match": match])
            #expect(answer.status == 304, "\(match)")
            #expect(answer.text.isEmpty)
            #expect(answer.header("ETag") == tag)
        }
        for match in ["\"other\"", tag.replacing("\"", with: ""), "\(tag)x"] {
            #expect(try await get("/banner/checkout.json", headers: ["If-None-Match": match]).status == 200, "\(match)")
        }
    }

    @Test(arguments: [
        ("/banner.js", "banner.js", "text/javascript; charset=utf-8"),
        ("/banner/banner.js", "banner.js", "text/javascript; charset=utf-8"),
        ("/banner.css", "banner.css", "text/css; charset=utf-8"),
        ("/banner/banner.css", "banner.css", "text/css; charset=utf-8"),
        ("/banner/demo", "demo.html", "text/html; charset=utf-8"),
        ("/banner/demo.html", "demo.html", "text/html; charset=utf-8"),
        ("/banner/demo.css", "demo.css", "text/css; charset=utf-8"),
        ("/banner/demo.js", "demo.js", "text/javascript; charset=utf-8"),
    ])
    func `what a page shows banners with is given from the same folder`(
        uri: String,
        file: String,
        type: String
    )
        async throws
    {
        #expect(try await get(uri).status == 404)
        try scene.writeBannerFile("what is in \(file)", file)
        let answer = try await get(uri)
        #expect(answer.status == 200)
        #expect(answer.text == "what is in \(file)")
        #expect(answer.header("Content-Type") == type)
        #expect(answer.header("Cache-Control")?.contains("max-age=300") == true)
        #expect(answer.header("Cross-Origin-Resource-Policy") == "cross-origin")
        #expect(answer.header("Access-Control-Allow-Origin") == "*")
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        let isPage = file == "demo.html"
        #expect((answer.header("Content-Security-Policy")?.hasPrefix("default-src 'none'; ") ?? false) == isPage)
        let tag = try #require(answer.header("ETag"))
        #expect(try await get(uri, headers: ["If-None-Match": tag]).status == 304)
    }

    @Test(arguments: [
        "/banner/..%2fbelfry.json", "/banner/..%2Fbelfry.sqlite", "/banner/%2e%2e%2fsecret.json",
        "/banner/../secret.json",
        "/banner/a/b.json", "/banner/a%2Fb.json", "/banner/.json", "/banner/..json", "/banner/checkout",
        "/banner/CHECKOUT.json",
        "/banner/checkout.json%00", "/banner/checkout%00.json", "/banner/", "/banner/%ff.json",
        "/banner/checkout.json.json",
        "/banner/%2Fetc%2Fpasswd.json", "/banner/..%5Csecret.json", "/banner/secret.js", "/banner/secret.html",
    ])
    func `no path leads out of the banners' folder`(uri: String) async throws {
        try scene.writeBanner("{}", "checkout")
        try scene.writeBanner("{}", "../secret")
        for file in ["secret.js", "secret.html", "checkout"] { try scene.writeBannerFile("secret", file) }
        let answer = try await get(uri)
        #expect(answer.status == 404, "\(answer.text)")
    }

    @Test func `an incident's page says what was published, the latest first, and none of it as markup`() async throws {
        let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3))"
        let id = try await scene.declare(
            #""body": "\#(hostile)", "owner": "secret owner", "labels": {"team": "secret team"}"#,
            title: "<b>Fail</b> & \\\"more\\\" <\u{301}script>"
        )
        scene.clock.advance(by: .seconds(60))
        _ = try await scene.ask(.post, "/v1/incidents/\(id)/updates", #"{"phase": "resolved", "body": "All is well."}"#)
        let page = try await get("/status/incidents/\(id)")
        #expect(page.status == 200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
        #expect(page.text.contains("&lt;b&gt;Fail&lt;/b&gt; &amp; &quot;more&quot;"))
        for markup in ["<script", "<img", "<b>", "<\u{301}", "href=\"javascript:", "secret"] {
            // By bytes: a mark that combines with a bracket would hide it from a search by characters.
            #expect(Array(page.text.utf8).firstRange(of: Array(markup.utf8)) == nil, "\(markup)")
        }
        let latest = try #require(page.text.firstRange(of: "All is well."))
        let first = try #require(page.text.firstRange(of: "alert(1)"))
        #expect(latest.lowerBound < first.lowerBound)
    }

    @Test func `a correction and what it corrects lead to each other`() async throws {
        let id = try await scene.declare(#""body": "Cards fail.""#, title: "Checkout fails")
        let plain = try await get("/status/incidents/\(id)")
        #expect(!plain.text.contains("Correct"))
        _ = try await scene.ask(
            .post,
            "/v1/incidents/\(id)/updates",
            #"{"phase": "investigating", "body": "Only invoices fail.", "corrects": 1}"#
        )
        let page = try await get("/status/incidents/\(id)")
        #expect(page.text.contains(##"<a href="#update-1">Correction of update 1</a>"##))
        #expect(page.text.contains(##"<a href="#update-2">Corrected by update 2</a>"##))
        #expect(page.text.contains(#"id="update-1""#) && page.text.contains(#"id="update-2""#))
        let shown = try await scene.ask(.get, "/v1/incidents/\(id)")
        #expect(shown.text.contains(#""corrects":{"sequence":1,"update":"upd_"#))
    }

    @Test func `an incident of which nothing was published is not there`() async throws {
        let body = #"{"title": "Not yet told", "severity": "sev1"}"#
        let id = try #require(try await scene.ask(.post, "/v1/incidents", body).string("id"))
        let page = try await get("/status/incidents/\(id)")
        #expect(page.status == 404)
        #expect(!page.text.contains("Not yet told"))
        let unknown = try await get("/status/incidents/inc_none")
        #expect(try page.string("message") == unknown.string("message"))
    }

    @Test func `only pressing the button unsubscribes, and every token is answered alike`() async throws {
        let url = RouterScene.links.unsubscribeURL(
            for: Destination(channel: .sample("mail"), address: "ada@example.com")
        )
        let path = try #require(url?.dropFirst("https://status.market.example".count))
        let asked = try await get(String(path))
        #expect(asked.status == 200)
        #expect(asked.text.contains("<form method=\"post\">"))
        let before = try await scene.ask(.post, "/v1/messages", RouteTests.message)
        #expect(try before.integer("deliveries") == 2)
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        let done = try await scene.ask(.post, String(path), "List-Unsubscribe=One-Click", token: nil, headers: form)
        let other = try await scene.ask(
            .post,
            "/unsubscribe/AAAA",
            "List-Unsubscribe=One-Click",
            token: nil,
            headers: form
        )
        #expect(done.status == 200 && other.status == 200)
        #expect(done.text == other.text)
        #expect(try await get("/unsubscribe/AAAA").text == asked.text)
        _ = try await scene.ask(.post, "/v1/messages", RouteTests.message)
        let pending = try await scene.ask(.get, "/v1/deliveries?destination=ada%40example.com&state=pending")
        guard case .list(let items)? = try pending.value("items")?.content else {
            return #expect(Bool(false), "no list")
        }
        #expect(items.count == 1)
    }

    @Test func `the catalogue is readable by people and programs`() async throws {
        let list = try await get("/kb")
        #expect(list.text.contains("<a href=\"/kb/DLV-001\">"))
        let page = try await get("/kb/DLV-001")
        let entry = try #require(FaultCatalogue.shipped["DLV-001"])
        #expect(page.text.contains("<code>DLV-001</code>"))
        #expect(page.text.contains("<title>DLV-001"))
        let faults = try await get("/v1/faults")
        #expect(faults.header("Content-Type") == "application/json; charset=utf-8")
        guard case .list(let items)? = try faults.value("items")?.content else {
            return #expect(Bool(false), "no list")
        }
        #expect(items.count == FaultCode.allCases.count)
        #expect(items.contains { $0["title"]?.content == .string(entry.title) })
    }

    @Test(arguments: FaultCode.allCases) func `a page of the catalogue has no markup but its own`(
        code: FaultCode
    ) async throws {
        let page = try await get("/kb/\(code.rawValue)")
        #expect(page.status == 200)
        let known: Set = [
            "!doctype", "html", "head", "meta", "title", "style", "body", "main", "p", "a", "h1", "h2", "code",
        ]
        for tag in page.text.split(separator: "<").dropFirst() {
            let name = tag.prefix { $0 != " " && $0 != ">" }.trimmingPrefix("/")
            #expect(known.contains(String(name)), "\(name)")
        }
    }

    @Test func `while the hub is not ready it says so, and is alive`() async throws {
        let waiting = try await RouterScene(unreadiness: { Fault(.storageFull, "The disk is nearly full.") })
        let answer = try await waiting.ask(.get, "/readyz", token: nil)
        #expect(answer.status == 503)
        #expect(answer.header("Retry-After") == "1")
        #expect(try answer.string("message") == "The disk is nearly full.")
        #expect(try answer.string("code") == "STO-002")
        #expect(try await waiting.ask(.get, "/livez", token: nil).text == "ok\n")
        let ready = try await get("/readyz")
        #expect(ready.text == "ready\n")
        #expect(ready.header("Cache-Control") == "no-store")
    }
}
