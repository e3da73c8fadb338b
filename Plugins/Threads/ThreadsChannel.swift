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
        let label = destination.address.unicodeScalars
        guard
            (1...200).contains(label.count),
            label.allSatisfy({ !$0.properties.isWhitespace && $0.properties.generalCategory != .control })
        else {
            throw Fault(.addressInvalid, "An account's label has 1 to 200 characters, none of them a space.")
        }
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
        var notes: [String] = []
        var parent: ThreadsPost?
        if settings.updates == .thread, let thread = delivery.thread {
            parent = thread.id.flatMap { ThreadsPost($0) }
            if parent == nil { notes.append("the receipt of the first post cannot be read") }
        }
        var first: ThreadsPost?
        for (index, text) in posts.enumerated() {
            let post: ThreadsPost?
            do throws(Fault) {
                post = try await publish(text, below: parent, until: delivery.deadline)
            } catch {
                throw index > 0 ? Fault.brokenChain(after: index, of: posts.count, by: error) : error
            }
            if post == nil, index < posts.count - 1 {
                let fault = Fault(.protocolViolation, "Threads took a post and did not say which it is.")
                throw Fault.brokenChain(after: index + 1, of: posts.count, by: fault)
            }
            if post == nil { notes.append("the answer names no post") }
            first = first ?? post
            parent = post
        }
        if posts.count > 1 { notes.append("\(posts.count) posts") }
        return Receipt(id: first?.id, note: notes.isEmpty ? nil : notes.joined(separator: "; "))
    }

    /// Asks how many posts the account has left: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let until = services.clock.now + settings.timeout
            let response = try await call("GET", "threads_publishing_limit?fields=quota_usage", until: until)
            if let fault = GraphFaults.fault(for: response, now: services.clock.now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}

extension ThreadsChannel {
    /// Writes a post and then publishes it, once: what was only written is seen by nobody.
    private func publish(
        _ text: String,
        below parent: ThreadsPost?,
        until deadline: Timestamp
    ) async throws(Fault) -> ThreadsPost? {
        var fields = [("media_type", "TEXT"), ("text", text)]
        if let parent { fields.append(("reply_to_id", parent.id)) }
        let written = try await call("POST", "threads", fields, until: deadline)
        if let fault = GraphFaults.fault(for: written, now: services.clock.now) { throw fault }
        guard let draft = ThreadsPost(written) else {
            throw Fault(.protocolViolation, "Threads took a text and did not say as what.")
        }
        let published = try await call("POST", "threads_publish", [("creation_id", draft.id)], until: deadline)
        if let fault = GraphFaults.fault(for: published, now: services.clock.now) { throw fault }
        return ThreadsPost(published)
    }

    private func call(
        _ method: String,
        _ path: String,
        _ fields: [(String, String)] = [],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let timeout = min(settings.timeout, deadline - services.clock.now)
        guard timeout > .zero else { throw Fault(.timedOut, "The attempt's deadline passed before the request.") }
        let token = settings.token.reveal()
        let isForm = !fields.isEmpty
        // Never in the URL, which others may write down.
        let headers = [
            HTTPHeader("user-agent", "Belfry/1"),
            isForm
                ? HTTPHeader("content-type", "application/x-www-form-urlencoded")
                : HTTPHeader("authorization", "Bearer \(token)"),
        ]
        return try await services.http.execute(
            HTTPRequest(
                method: method,
                url: "\(server.text)/\(settings.user)/\(path)",
                headers: headers,
                body: isForm ? PercentEncoding.form(fields + [("access_token", token)]) : [],
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks,
                // A kept connection that has died unseen would have the post sent twice.
                usesFreshConnection: method == "POST"
            )
        )
    }
}
