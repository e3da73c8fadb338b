// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts as a Bluesky account; what does not fit into one post becomes a chain of replies.
///
/// A destination's address is a label that readers know the account by; the receipt's id is a ``BlueskyReference``.
package struct BlueskyChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: BlueskySettings
    private let server: ServerURL
    private let account = BlueskyAccount()

    package init(settings: BlueskySettings, services: ChannelServices) throws(Fault) {
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

    /// One part, `post`, for each post: a ``BlueskyPost`` as JSON.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let chain = BlueskyText(mostPosts: settings.maxPosts).chain(for: message)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var parts: [RenderedPart] = []
        for post in chain.posts {
            guard let json = try? encoder.encode(post) else {
                throw Fault(.internalError, "The post could not be written as JSON.")
            }
            parts.append(RenderedPart("post", "application/json", String(decoding: json, as: UTF8.self)))
        }
        return Rendering(parts: parts, findings: chain.findings)
    }

    /// Posts the chain in order and stops at the first failure; every post has a key, so all may be sent again.
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let posts = delivery.rendering.parts.compactMap { BlueskyPost($0) }
        guard !posts.isEmpty else { throw Fault(.internalError, "The rendering has no post.") }
        var notes: [String] = []
        var root: BlueskyReference?
        if settings.updates == .thread, let thread = delivery.thread {
            root = thread.id.flatMap { BlueskyReference($0) }
            if root == nil { notes.append("the receipt of the first post cannot be read") }
        }
        var (first, parent) = (BlueskyReference?.none, root)
        var restUntil: Timestamp?
        for (number, post) in posts.enumerated() {
            let reply = parent.map { BlueskyRecord.Reply(root: root ?? $0, parent: $0) }
            let response: HTTPResponse
            do throws(Fault) {
                response = try await put(post, number: number, of: delivery, reply: reply)
            } catch {
                throw number > 0 ? error.with("posts_accepted", "\(number)") : error
            }
            let reference = BlueskyReference(response)
            if reference == nil {
                guard number == posts.count - 1 else {
                    throw Fault(.protocolViolation, "The server took a post and did not say where it is.")
                }
                notes.append("the answer names no post")
            }
            first = first ?? reference
            root = root ?? reference
            parent = reference
            restUntil = RateHeaders.restUntil(in: response, now: services.clock.now)
        }
        if posts.count > 1 { notes.append("\(posts.count) posts") }
        return Receipt(
            id: first?.text,
            note: notes.isEmpty ? nil : notes.joined(separator: "; "),
            restUntil: restUntil
        )
    }

    /// Logs in, or renews the session, and asks whose it is: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let until = services.clock.now + settings.timeout + settings.timeout
            let session = try await session(until: until)
            let response = try await call("GET", "server.getSession", token: session.token.reveal(), until: until)
            if let fault = BlueskyFaults.fault(for: response, now: services.clock.now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}

extension BlueskyChannel {
    /// Writes one post; where the session has ended before its time, with another one.
    private func put(
        _ post: BlueskyPost,
        number: Int,
        of delivery: Delivery,
        reply: BlueskyRecord.Reply?
    ) async throws(Fault) -> HTTPResponse {
        var isSecond = false
        while true {
            let session = try await session(until: delivery.deadline)
            let record = BlueskyRecord(post, number: number, of: delivery, by: session.did, reply: reply)
            guard let body = try? record.json else { throw Fault(.internalError, "The request could not be written.") }
            let response = try await call(
                "POST",
                "repo.putRecord",
                body,
                token: session.token.reveal(),
                until: delivery.deadline
            )
            guard let fault = BlueskyFaults.fault(for: response, now: services.clock.now) else { return response }
            guard BlueskyFaults.Refusal(response)?.isAboutSession ?? false, !isSecond else { throw fault }
            account.forget(session.token)
            isSecond = true
        }
    }

    private func session(until deadline: Timestamp) async throws(Fault) -> (token: Secret, did: String) {
        try await account.session(
            at: services.clock.now,
            renew: { (refreshToken) async throws(Fault) -> BlueskySession? in
                let response = try await call("POST", "server.refreshSession", token: refreshToken, until: deadline)
                // Whatever is wrong with it, a login makes another.
                if response.status == 400 || response.status == 401 { return nil }
                return try opened(by: response)
            },
            logIn: { () async throws(Fault) -> BlueskySession in
                struct Login: Encodable { let identifier, password: String }
                let login = Login(identifier: settings.identifier, password: settings.password.reveal())
                guard let body = try? JSONEncoder().encode(login) else {
                    throw Fault(.internalError, "The login could not be written.")
                }
                return try opened(by: try await call("POST", "server.createSession", Array(body), until: deadline))
            }
        )
    }

    private func opened(by response: HTTPResponse) throws(Fault) -> BlueskySession {
        if let fault = BlueskyFaults.fault(for: response, isLogin: true, now: services.clock.now) { throw fault }
        guard let session = BlueskySession(response) else {
            throw Fault(.protocolViolation, "The server answers a login with something else than a session.")
        }
        return session
    }

    private func call(
        _ method: String,
        _ name: String,
        _ body: [UInt8] = [],
        token: String? = nil,
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let timeout = min(settings.timeout, deadline - services.clock.now)
        guard timeout > .zero else { throw Fault(.timedOut, "The attempt's deadline passed before the request.") }
        var headers = [HTTPHeader("user-agent", "Belfry/1")]
        if !body.isEmpty { headers.append(HTTPHeader("content-type", "application/json")) }
        if let token { headers.append(HTTPHeader("authorization", "Bearer \(token)")) }
        return try await services.http.execute(
            HTTPRequest(
                method: method,
                url: "\(server.text)/xrpc/com.atproto.\(name)",
                headers: headers,
                body: body,
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks
            )
        )
    }
}
