// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts as an account on Threads; what does not fit into one post becomes a chain of replies.
///
/// A destination's address is a label that readers know the account by; the receipt's id is the first post's number.
package struct ThreadsChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: ThreadsSettings
    private let server: ServerURL

    package init(settings: ThreadsSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try AccountLabel.check(destination.address, of: "An account")
        return server.lane
    }

    /// One part, `post`, for each post.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let chain = ThreadsText(mostPosts: settings.maxPosts).chain(for: message)
        return Rendering(
            parts: chain.posts.map { RenderedPart("post", "text/plain", $0) },
            findings: chain.findings
        )
    }

    /// Posts the chain in order and stops at the first failure.
    ///
    /// Once a post has been accepted, whatever stops the chain is an unknown outcome: a repeat would post it again.
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let posts = delivery.rendering.parts.filter { $0.name == "post" }.map(\.text)
        guard !posts.isEmpty else { throw Fault(.internalError, "The rendering has no post.") }
        var chain = ReplyChain(
            of: posts.count,
            below: settings.updates == .thread ? delivery.thread : nil,
            isRepeatable: false,
            read: ThreadsPost.init
        )
        for text in posts {
            let post: ThreadsPost?
            do throws(Fault) {
                var written = try await write(text, below: chain.parent, until: delivery.deadline)
                if chain.startsBelow, ThreadsChannel.isMissing(written) {
                    chain.startAnew()
                    written = try await write(text, below: nil, until: delivery.deadline)
                }
                post = try await publish(written, until: delivery.deadline)
            } catch {
                throw chain.broken(by: error)
            }
            try chain.accept(post, by: "Threads")
        }
        return chain.receipt(\.id)
    }

    /// Asks how many posts the account has left: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let until = services.clock.now + settings.timeout
            let response = try await call("threads_publishing_limit?fields=quota_usage", until: until)
            if let fault = GraphFaults.fault(for: response, now: services.clock.now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}

extension ThreadsChannel {
    /// A text that is only written is seen by nobody.
    private func write(
        _ text: String,
        below parent: ThreadsPost?,
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        var fields = [("media_type", "TEXT"), ("text", text)]
        if let parent { fields.append(("reply_to_id", parent.id)) }
        return try await insist("threads", fields, until: deadline)
    }

    /// Publishes what was written, once.
    private func publish(_ written: HTTPResponse, until deadline: Timestamp) async throws(Fault) -> ThreadsPost? {
        if let fault = fault(for: written) { throw fault }
        guard let draft = ThreadsPost(written) else {
            throw Fault(.protocolViolation, "Threads took a text and did not say as what.")
        }
        let published = try await insist("threads_publish", [("creation_id", draft.id)], until: deadline)
        if let fault = fault(for: published) { throw fault }
        return ThreadsPost(published)
    }

    /// What was made a moment ago may not be found yet: asking again does no harm, since nothing has happened.
    private func insist(
        _ path: String,
        _ fields: [(String, String)],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        for _ in 1..<ThreadsChannel.mostTries {
            let response = try await call(path, fields, until: deadline)
            if GraphFaults.number(in: response) != ThreadsChannel.notFound { return response }
        }
        return try await call(path, fields, until: deadline)
    }

    private func fault(for response: HTTPResponse) -> Fault? {
        guard GraphFaults.number(in: response) == ThreadsChannel.notFound else {
            return GraphFaults.fault(for: response, now: services.clock.now)
        }
        return Fault(
            .providerUnavailable,
            "Threads does not find yet what it was given a moment ago (error 24, HTTP \(response.status)).",
            context: ["http_status": "\(response.status)", "provider_code": "24"]
        )
    }

    private static let notFound = 24
    private static let mostTries = 4

    /// Whether the post to reply to is gone: 100 for an object that does not exist.
    private static func isMissing(_ response: HTTPResponse) -> Bool {
        [notFound, 100].contains(GraphFaults.number(in: response))
    }

    /// Writes where there are fields to be written, and reads where there are none.
    private func call(
        _ path: String,
        _ fields: [(String, String)] = [],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let graph = GraphCall(
            token: settings.token,
            longest: settings.timeout,
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
        let url = "\(server.text)/\(settings.user)/\(path)"
        return try await services.http.execute(graph.request(url, fields, with: services, until: deadline))
    }
}
