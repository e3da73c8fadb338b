// SPDX-License-Identifier: Apache-2.0

import ChannelKitTesting
import FoundationEssentials
import HTTPTypes
import HubHTTP
import Hummingbird
import HummingbirdTesting
import Testing

/// The status pages as the hub gives them out, and how their readers learn of changes.
struct StatusPageRouteTests {
    private let scene: RouterScene

    init() async throws {
        scene = try await RouterScene(statusPages: { folder in
            StatusPages(
                main: StatusPages.Page(name: "public", folder: folder + "/status/public"),
                others: [StatusPages.Page(name: "sellers", folder: folder + "/status/sellers")]
            )
        })
        try scene.writePage("<h1>Now</h1>", "index.html", compressed: "zipped")
        try scene.writePage("<h1>Jetzt</h1>", "de/index.html")
        try scene.writePage("<h1>It</h1>", "incidents/inc_1/index.html")
        try scene.writePage("{}", "api/v2/summary.json")
        for name in [
            "history.atom", "history.rss", "history.ics", "style.css", "live.js", "icon.svg", "secret.txt",
            ".draft.html",
        ] {
            try scene.writePage(name, name)
        }
        try scene.writePage("sellers", "index.html", page: "sellers")
        try scene.writePage("hidden", "index.html", page: "hidden")
        try scene.writePage("record", "../public.record.json")
    }

    private func get(_ uri: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await scene.ask(.get, uri, token: nil, headers: headers)
    }

    @Test(arguments: [
        ("/status/", "<h1>Now</h1>", "text/html; charset=utf-8", false),
        ("/status/de/", "<h1>Jetzt</h1>", "text/html; charset=utf-8", false),
        ("/status/index.html", "<h1>Now</h1>", "text/html; charset=utf-8", false),
        ("/status/incidents/inc_1/", "<h1>It</h1>", "text/html; charset=utf-8", false),
        ("/status/style.css", "style.css", "text/css; charset=utf-8", false),
        ("/status/live.js", "live.js", "text/javascript; charset=utf-8", false),
        ("/status/icon.svg", "icon.svg", "image/svg+xml; charset=utf-8", false),
        ("/status/api/v2/summary.json", "{}", "application/json; charset=utf-8", true),
        ("/status/history.atom", "history.atom", "application/atom+xml; charset=utf-8", true),
        ("/status/history.rss", "history.rss", "application/rss+xml; charset=utf-8", true),
        ("/status/history.ics", "history.ics", "text/calendar; charset=utf-8", true),
        ("/status/pages/sellers/", "sellers", "text/html; charset=utf-8", false),
    ])
    func `a file is given as it stands`(uri: String, text: String, type: String, isShared: Bool) async throws {
        let answer = try await get(uri)
        #expect(answer.status == 200)
        #expect(answer.text == text)
        #expect(answer.header("Content-Type") == type)
        #expect(answer.header("Access-Control-Allow-Origin") == (isShared ? "*" : nil))
        #expect(answer.header("Cache-Control") == "public, max-age=15, stale-while-revalidate=30, stale-if-error=86400")
        #expect(answer.header("Vary") == "Accept-Encoding")
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Last-Modified")?.hasSuffix(" GMT") == true)
        let policy = answer.header("Content-Security-Policy")
        #expect(
            (policy?.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self'") ?? false)
                == type.hasPrefix("text/html")
        )
    }

    @Test(arguments: [
        ("/status", "/status/"), ("/status/de", "/status/de/"), ("/status/incidents/inc_1", "/status/incidents/inc_1/"),
        ("/status/pages/sellers", "/status/pages/sellers/"),
    ])
    func `a folder's address ends in a slash`(uri: String, place: String) async throws {
        let answer = try await get(uri)
        #expect(answer.status == 308)
        #expect(answer.header("Location") == place)
    }

    @Test(arguments: [
        "/status/../public.record.json", "/status/%2e%2e/public.record.json", "/status/..%2fpublic.record.json",
        "/status/../../belfry.sqlite", "/status/.draft.html", "/status/secret.txt", "/status/index.html.gz",
        "/status//index.html", "/status/de//", "/status/nothing.html", "/status/incidents/",
        "/status/incidents/inc_none",
        "/status/pages/hidden/", "/status/pages/hidden/index.html", "/status/pages/",
        "/status/pages/../hidden/index.html",
        "/status/pages/sellers/../../hidden/index.html", "/status/de%00", "/status/index.html%00",
        "/status/%69ndex.html",
        "/status/de\\index.html",
    ])
    func `nothing else is given out`(uri: String) async throws {
        #expect(try await get(uri).status == 404)
    }

    @Test func `a second fetch costs no body`() async throws {
        let first = try await get("/status/")
        let tag = try #require(first.header("ETag"))
        for match in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let answer = try await get("/status/", ["If-None-Match": match])
            #expect(answer.status == 304, "\(match)")
            #expect(answer.text.isEmpty)
            for name in ["ETag", "Cache-Control", "Vary", "Last-Modified"] {
                #expect(answer.header(name) == first.header(name), "\(name)")
            }
        }
        #expect(try await get("/status/", ["If-None-Match": "\"other\""]).status == 200)
        try scene.writePage("<h1>Later</h1>", "index.html")
        let changed = try await get("/status/", ["If-None-Match": tag])
        #expect(changed.status == 200)
        #expect(changed.text == "<h1>Later</h1>")
    }

    @Test func `a date is believed where no tag is named`() async throws {
        let date = try #require(try await get("/status/").header("Last-Modified"))
        #expect(try await get("/status/", ["If-Modified-Since": date]).status == 304)
        #expect(try await get("/status/", ["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"]).status == 200)
        #expect(try await get("/status/", ["If-Modified-Since": "yesterday"]).status == 200)
        let both = ["If-Modified-Since": date, "If-None-Match": "\"other\""]
        #expect(try await get("/status/", both).status == 200)
    }

    @Test func `the compressed copy goes to those who take it, under a tag of its own`() async throws {
        let plain = try await get("/status/")
        for coding in ["gzip", "br, gzip;q=0.5", "*", "GZIP"] {
            let answer = try await get("/status/", ["Accept-Encoding": coding])
            #expect(answer.text == "zipped", "\(coding)")
            #expect(answer.header("Content-Encoding") == "gzip")
            #expect(answer.header("ETag") != plain.header("ETag"))
            let tag = try #require(answer.header("ETag"))
            let again = try await get("/status/", ["Accept-Encoding": coding, "If-None-Match": tag])
            #expect(again.status == 304)
        }
        for coding in ["br", "gzip;q=0", "identity", "*;q=0", "gzip;q=0, *"] {
            let answer = try await get("/status/", ["Accept-Encoding": coding])
            #expect(answer.text == "<h1>Now</h1>", "\(coding)")
            #expect(answer.header("Content-Encoding") == nil)
        }
        #expect(try await get("/status/de/", ["Accept-Encoding": "gzip"]).text == "<h1>Jetzt</h1>")
    }

    @Test func `the head alone says the same`() async throws {
        let head = try await scene.ask(.head, "/status/", token: nil)
        #expect(head.status == 200)
        #expect(head.text.isEmpty)
        #expect(head.header("ETag") == (try await get("/status/").header("ETag")))
        #expect(try await scene.ask(.post, "/status/", token: nil).status == 405)
    }

    @Test func `an incident is there once it is on the page, and not before`() async throws {
        let id = try await scene.declare()
        for path in ["/status/incidents/\(id)", "/status/incidents/\(id)/"] {
            let page = try await get(path)
            #expect(page.status == 404, "\(path)")
            #expect(!page.text.contains("Checkout fails") && !page.text.contains("It fails."))
        }
        try scene.writePage("<h1>On the page</h1>", "incidents/\(id)/index.html")
        #expect(try await get("/status/incidents/\(id)/").text == "<h1>On the page</h1>")
    }

    @Test func `an incident on another open page is found there, one on a closed page nowhere`() async throws {
        try scene.writePage("<h1>Theirs</h1>", "incidents/inc_7/index.html", page: "hidden")
        #expect(try await get("/status/incidents/inc_7").status == 404)
        try scene.writePage("<h1>Theirs</h1>", "incidents/inc_7/index.html", page: "sellers")
        let answer = try await get("/status/incidents/inc_7")
        #expect(answer.status == 307)
        #expect(answer.header("Location") == "/status/pages/sellers/incidents/inc_7/")
        #expect(try await get("/status/pages/sellers/incidents/inc_7/").text == "<h1>Theirs</h1>")
    }

    @Test func `without a page there is none`() async throws {
        let bare = try await RouterScene()
        #expect(try await bare.ask(.get, "/status/", token: nil).status == 404)
        #expect(try await bare.ask(.get, "/status/stream", token: nil).status == 404)
        let id = try await bare.declare()
        #expect(try await bare.ask(.get, "/status/incidents/\(id)", token: nil).status == 200)
    }
}
