// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

/// A provider that keeps what it is told: POST writes, PUT changes the message of the path's last part.
private struct Notebook: ProviderDialect {
    let prefix = "/notebook/"
    let book = PostBook()

    func answer(_ request: SinkRequest) -> SinkAnswer {
        let id = String(request.path.dropFirst(prefix.count))
        switch request.method {
        case "POST":
            let post = book.add { ProviderPost(provider: "notebook", place: "page", id: "\($0)", text: request.text) }
            return .status(201, body: post.id)
        case "PUT": return book.edit(id, request.text) == nil ? 404 : 200
        default: return 405
        }
    }

    var posts: [ProviderPost] { book.posts }
    func forget() { book.forget() }
}

@Suite struct ProviderDialectTests {
    @Test func `a provider answers on its own paths, and its readers see what was written and changed`() async throws {
        try await withSink(HTTPSink(dialects: [Notebook()])) { sink in
            let client = try RawClient(port: sink.port)
            let written = try client.exchange("POST", "/notebook/", body: "first")
            #expect(written.status == 201 && written.body == "1")
            let changed = try client.exchange("PUT", "/notebook/1", body: "second")
            #expect(changed.status == 200)
            let missing = try client.exchange("PUT", "/notebook/9", body: "x")
            #expect(missing.status == 404)
            #expect(
                sink.posts == [ProviderPost(provider: "notebook", place: "page", id: "1", text: "second", edits: 1)]
            )
            #expect(sink.requests().map(\.answer) == ["201", "200", "404"])
            let listed = try client.exchange("GET", "/_sink/posts")
            #expect(listed.body.contains("\"text\":\"second\""))
            sink.forget()
            #expect(sink.posts.isEmpty)
        }
    }

    @Test func `a script's rule decides before the provider does, and the provider never hears of it`() async throws {
        try await withSink(HTTPSink(script: [.on("/notebook/", method: "POST", 500)], dialects: [Notebook()])) { sink in
            let client = try RawClient(port: sink.port)
            let refused = try client.exchange("POST", "/notebook/", body: "x")
            #expect(refused.status == 500)
            let elsewhere = try client.exchange("POST", "/other", body: "x")
            #expect(elsewhere.status == 200)
            #expect(sink.posts.isEmpty)
        }
    }

    @Test func `a post is drawn with where it went and what became of it`() {
        let post = ProviderPost(
            provider: "slack",
            place: "#incidents",
            id: "2",
            parent: "1",
            text: "Buyers cannot pay.",
            edits: 2,
            note: "red"
        )
        let drawing = ArrivalBoard(width: 60).draw(.post(post))
        for piece in ["slack", "red, edited 2 ×", "↳ In", "#incidents", "Buyers cannot pay."] {
            #expect(drawing.contains(piece))
        }
    }
}
