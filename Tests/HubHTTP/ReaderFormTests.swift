// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HTTPTypes
import HubCore
import Testing

/// What the readers' pages do, and what looking at one must never do.
struct ReaderFormTests {
    private let scene: RouterScene
    private static let ada = Destination(channel: .sample("mail"), address: "ada@example.com")

    init() async throws {
        scene = try await RouterScene(
            offer: SubscriptionOffer(
                title: "Market",
                audiences: [.init(.sample("public"))],
                channels: [.sample("mail")],
                components: [.init(.sample("checkout"))]
            )
        )
    }

    private func get(_ uri: String) async throws -> Answer { try await scene.ask(.get, uri, token: nil) }

    private func post(_ uri: String, _ body: String = "") async throws -> Answer {
        let headers = ["Content-Type": "application/x-www-form-urlencoded"]
        return try await scene.ask(.post, uri, body, token: nil, headers: headers)
    }

    /// The path of one of the hub's own links.
    private func path(_ url: String?) throws -> String {
        String(try #require(url).dropFirst("https://status.market.example".count))
    }

    private func confirmation(_ address: String = "ada@example.com", incident: String? = nil) throws -> String {
        try path(
            RouterScene.links.confirmationURL(
                for: SubscriptionWish(
                    channel: .sample("mail"),
                    address: address,
                    audience: .sample("public"),
                    interest: Interest(incident: incident.map { .sample($0) }),
                    locale: .english,
                    expiresAt: scene.clock.now + .seconds(60)
                )
            )
        )
    }

    private func choices() async throws -> ReaderPreferences {
        let token = try path(RouterScene.links.preferencesURL(for: Self.ada)).split(separator: "/").last
        return try #require(try await scene.hub.preferences(String(token ?? "")))
    }

    private func suppressed(_ query: String = "") async throws -> [String] {
        let list = try await scene.ask(.get, "/v1/suppressions\(query)").document
        guard case .list(let items)? = list["items"]?.content else { return [] }
        return items.compactMap { if case .string(let text)? = $0["to"]?.content { text } else { nil } }
    }

    @Test func `looking at a link confirms nothing and leaves nothing, sending its form does`() async throws {
        let confirm = try confirmation()
        #expect(try await get(confirm).status == 200)
        #expect(try await choices().choices.isEmpty)
        #expect(try await post(confirm).status == 200)
        #expect(try await choices().choices == [.sample("public"): .everything])
        let leave = try path(RouterScene.links.unsubscribeURL(for: Self.ada))
        #expect(try await get(leave).status == 200)
        #expect(try await suppressed().isEmpty)
        #expect(try await post(leave).status == 200)
        #expect(try await suppressed() == ["ada@example.com"])
    }

    @Test func `an address is shown as text, whatever is in it`() async throws {
        let page = try await get(try confirmation("<b>@x.example"))
        #expect(page.text.contains("&lt;b&gt;@x.example") && !page.text.contains("<b>"))
    }

    @Test func `one incident alone stays chosen as long as its box is ticked`() async throws {
        _ = try await post(try confirmation(incident: "inc_1"))
        let uri = try path(RouterScene.links.preferencesURL(for: Self.ada))
        _ = try await post(uri, "audience=public&incident%3Apublic=inc_1&others=1")
        #expect(try await choices().choices[.sample("public")]?.incident?.text == "inc_1")
        _ = try await post(uri, "audience=public&incident%3Apublic=inc_2&components%3Apublic=nonsense&others=1")
        #expect(try await choices().choices == [.sample("public"): .everything])
        #expect(try await choices().hasOthers)
        _ = try await post(uri, "audience=public")
        #expect(try await choices().hasOthers == false)
    }

    @Test func `what a reader says of an update is kept, and the incident's title is shown as text`() async throws {
        let incident = try await scene.declare(title: "<b>Checkout</b>")
        let reference = IncidentReference(
            id: .sample(incident),
            title: "T",
            update: .sample("upd_1"),
            sequence: 1
        )
        let message = Message(
            id: .sample("msg_1"),
            title: "T",
            sections: [Section(.whatHappened, "b")],
            facts: Facts(incident: reference, publishedAt: scene.clock.now)
        )
        let uri = try path(RouterScene.links.feedbackURL(for: Self.ada, on: message))
        let page = try await get(uri)
        #expect(page.text.contains("&lt;b&gt;Checkout") && !page.text.contains("<b>Checkout"))
        for body in ["", "helpful=maybe", "comment=c"] { #expect(try await post(uri, body).status == 422) }
        let list = "/v1/incidents/\(incident)/feedback"
        #expect(try await scene.ask(.get, list).integer("totals/unhelpful") == 0)
        #expect(try await post(uri, "helpful=no&comment=too+late").status == 200)
        let kept = try await scene.ask(.get, list)
        #expect(try kept.integer("totals/unhelpful") == 1 && kept.string("items/0/comment") == "too late")
    }

    @Test func `a list of excluded addresses is read page by page, and of one channel`() async throws {
        let scene = try await RouterScene(hasBrowsers: true)
        for (channel, address) in [("mail", "a@example.com"), ("browsers", "b"), ("mail", "c@example.com")] {
            let body = #"{"channel": "\#(channel)", "to": "\#(address)"}"#
            #expect(try await scene.ask(.post, "/v1/suppressions", body).status == 201)
        }
        let first = try await scene.ask(.get, "/v1/suppressions?limit=1")
        let cursor = try #require(try first.string("next_cursor"))
        let second = try await scene.ask(.get, "/v1/suppressions?limit=1&cursor=\(cursor)")
        #expect(try first.string("items/0/to") == "a@example.com" && second.string("items/0/to") == "b")
        let browsers = try await scene.ask(.get, "/v1/suppressions?channel=browsers")
        #expect(try browsers.string("items/0/to") == "b" && browsers.value("items/1") == nil)
        let members = try await scene.ask(.get, "/v1/audiences/buyers/members?limit=1")
        let next = try #require(try members.string("next_cursor"))
        let rest = try await scene.ask(.get, "/v1/audiences/buyers/members?limit=1&cursor=\(next)")
        #expect(try members.string("items/0/to") == "ada@example.com" && rest.string("items/0/to") == "bo@example.com")
    }

    @Test func `a dry run over HTTP changes nothing, replacing does, and only a table excludes`() async throws {
        func send(_ path: String, _ text: String, type: String = "text/csv") async throws -> Answer {
            try await scene.ask(.post, path, text, headers: ["Content-Type": type])
        }
        let list = "channel,to\nmail,x@example.com\n"
        #expect(try await send("/v1/audiences/people/import?dry_run=1", list).status == 200)
        #expect(try await scene.ask(.get, "/v1/audiences/people").status == 404)
        #expect(try await send("/v1/audiences/people/import", list).status == 200)
        scene.clock.advance(by: .seconds(1))
        let other = try await send("/v1/audiences/people/import?mode=replace", "channel,to\nmail,y@example.com\n")
        #expect(try other.integer("left") == 1 && other.integer("size") == 1)
        #expect(try await send("/v1/suppressions/import?dry_run=1", list).status == 200)
        #expect(try await suppressed().isEmpty)
        let objects = try await send("/v1/suppressions/import", "{}\n", type: "application/x-ndjson")
        #expect(objects.status == 415)
    }
}
