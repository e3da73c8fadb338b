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
        try AccountLabel.check(destination.address, of: "An account")
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
        var chain = ReplyChain(
            of: posts.count,
            below: settings.updates == .thread ? delivery.thread : nil,
            isRepeatable: true,
            read: { BlueskyReference($0) }
        )
        let root = chain.parent
        for post in posts {
            let reply = chain.parent.map { BlueskyRecord.Reply(root: root ?? chain.first ?? $0, parent: $0) }
            let response: HTTPResponse
            do throws(Fault) {
                response = try await put(post, number: chain.accepted, of: delivery, reply: reply)
            } catch {
                throw chain.broken(by: error)
            }
            let restUntil = RateHeaders.restUntil(in: response, now: services.clock.now)
            try chain.accept(BlueskyReference(response), by: "The server", restUntil: restUntil)
        }
        return chain.receipt(\.text)
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
        let timeout = try services.timeout(settings.timeout, until: deadline)
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
