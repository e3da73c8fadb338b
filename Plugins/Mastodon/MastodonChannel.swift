// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts as a Mastodon account; what does not fit into one post becomes a chain of replies.
///
/// A destination's address is a label that readers know the account by; the receipt's id is the first post's number.
package struct MastodonChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: MastodonSettings
    private let server: ServerURL

    package init(settings: MastodonSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try AccountLabel.check(destination.address, of: "An account")
        return server.lane
    }

    /// One part, `post`, for each post; a single one where posts are edited.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let text = MastodonText(
            longest: settings.maxCharacters,
            addressCost: settings.addressCharacters,
            mostPosts: settings.updates == .edit ? 1 : settings.maxPosts
        )
        let chain = text.chain(for: message)
        return Rendering(
            parts: chain.posts.map { RenderedPart("post", "text/plain", $0) },
            findings: chain.findings
        )
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let posts = delivery.rendering.parts.filter { $0.name == "post" }.map(\.text)
        guard let text = posts.first else { throw Fault(.internalError, "The rendering has no post.") }
        var first = delivery.thread?.id.flatMap { MastodonPost($0) }
        var notes: [String] = []
        if delivery.thread != nil, first == nil { notes.append("the receipt of the first post cannot be read") }
        if settings.updates == .edit, let post = first {
            // Changed before anything is announced: doing it again after a failure does no harm.
            if try await edit(post, to: text, for: delivery) {
                guard delivery.message.isClosing else { return Receipt(id: post.id, note: "edited in place") }
                notes.append("the first post is edited as well")
            } else {
                notes.append("the first post is gone")
                first = nil
            }
        }
        return try await post(posts, below: settings.updates == .post ? nil : first, for: delivery, notes: notes)
    }

    /// Posts the chain in order and stops at the first failure; every post has a key, so all may be sent again.
    private func post(
        _ posts: [String],
        below first: MastodonPost?,
        for delivery: Delivery,
        notes: [String]
    ) async throws(Fault) -> Receipt {
        var chain = ReplyChain(of: posts.count, below: first, isRepeatable: true, notes: notes)
        for text in posts {
            let isFollowUp = chain.accepted > 0 || first != nil && !delivery.message.isClosing
            var status = status(text, for: delivery, isFollowUp: isFollowUp)
            let key = "\(delivery.key)-\(chain.accepted + 1)"
            let response: HTTPResponse
            do throws(Fault) {
                status.in_reply_to_id = chain.parent?.id
                var answer = try await call("POST", "/api/v1/statuses", status, key: key, until: delivery.deadline)
                if answer.status == 404, chain.startsBelow {
                    chain.startAnew()
                    status.in_reply_to_id = nil
                    answer = try await call("POST", "/api/v1/statuses", status, key: key, until: delivery.deadline)
                }
                if let fault = MastodonFaults.fault(for: answer, now: services.clock.now) { throw fault }
                response = answer
            } catch {
                throw chain.broken(by: error)
            }
            let restUntil = RateHeaders.restUntil(in: response, now: services.clock.now)
            try chain.accept(MastodonPost(response), by: "The instance", restUntil: restUntil)
        }
        return chain.receipt(\.id)
    }

    /// Returns whether the post now says so; false where it is gone.
    private func edit(_ post: MastodonPost, to text: String, for delivery: Delivery) async throws(Fault) -> Bool {
        var status = status(text, for: delivery, isFollowUp: false)
        status.visibility = nil
        let response = try await call("PUT", "/api/v1/statuses/\(post.id)", status, until: delivery.deadline)
        if response.status == 404 || response.status == 410 { return false }
        if let fault = MastodonFaults.fault(for: response, now: services.clock.now) { throw fault }
        return true
    }

    private func status(_ text: String, for delivery: Delivery, isFollowUp: Bool) -> MastodonStatus {
        let language = delivery.message.locale.language
        return MastodonStatus(
            status: text,
            language: language.utf8.count == 2 ? language : nil,
            visibility: isFollowUp ? max(settings.visibility, settings.updateVisibility) : settings.visibility
        )
    }
}

extension MastodonChannel {
    /// Asks who the token belongs to and what the instance allows: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let until = services.clock.now + settings.timeout + settings.timeout
            let account = try await call("GET", "/api/v1/accounts/verify_credentials", until: until)
            // A token that may only write is refused here with 403 and posts all the same.
            if account.status != 403, let fault = MastodonFaults.fault(for: account, now: services.clock.now) {
                throw fault
            }
            let instance = try await call("GET", "/api/v2/instance", until: until)
            return MastodonLimits(instance).map { $0.findings(for: settings) } ?? []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    private func call(
        _ method: String,
        _ path: String,
        _ status: MastodonStatus? = nil,
        key: String? = nil,
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        var headers = [
            HTTPHeader("authorization", "Bearer \(settings.token.reveal())"), HTTPHeader("user-agent", "Belfry/1"),
        ]
        if let key { headers.append(HTTPHeader("idempotency-key", key)) }
        var body: [UInt8] = []
        if let status {
            headers.append(HTTPHeader("content-type", "application/json"))
            guard let json = try? status.json else { throw Fault(.internalError, "The request could not be written.") }
            body = json
        }
        return try await services.http.execute(
            HTTPRequest(
                method: method,
                url: server.text + path,
                headers: headers,
                body: body,
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks,
                // The answer repeats the post, as HTML, and tells all about the account.
                responseLimit: 256 * 1_024
            )
        )
    }
}
