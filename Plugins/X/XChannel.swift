// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto
import FoundationEssentials

/// Posts as an account on X; what does not fit into one post becomes a chain of replies.
///
/// A destination's address is a label that readers know the account by; the receipt's id is the first post's number.
package struct XChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: XSettings
    private let server: ServerURL

    package init(settings: XSettings, services: ChannelServices) throws(Fault) {
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
        let chain = XText(heaviest: settings.maxWeight, mostPosts: settings.maxPosts).chain(for: message)
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
            read: XPost.init
        )
        for text in posts {
            let response: HTTPResponse
            do throws(Fault) {
                var answer = try await post(text, after: chain, of: delivery)
                if chain.startsBelow, XFaults.Refusal(answer) == .parentGone {
                    chain.startAnew()
                    answer = try await post(text, after: chain, of: delivery)
                }
                if chain.accepted > 0 {
                    // An update repeats a part of an earlier one: nothing has been posted yet.
                    let sequence = delivery.message.facts.incident?.sequence ?? 0
                    for form in PartNumber.forms(of: text, update: sequence).prefix(XChannel.mostForms) {
                        guard XFaults.Refusal(answer) == .duplicate else { break }
                        answer = try await post(form, after: chain, of: delivery)
                    }
                }
                if let fault = XFaults.fault(for: answer, now: services.clock.now) {
                    guard chain.accepted == 0, delivery.attempt > 1, XFaults.Refusal(answer) == .duplicate else {
                        throw fault
                    }
                    guard posts.count == 1 else { throw Fault.brokenChain(after: 1, of: posts.count, by: fault) }
                    // An earlier attempt has got through after all.
                    return Receipt(note: "X has the post from an earlier attempt")
                }
                response = answer
            } catch {
                throw chain.broken(by: error)
            }
            let restUntil = RateHeaders.restUntil(in: response, now: services.clock.now)
            try chain.accept(XPost(response), by: "X", restUntil: restUntil)
        }
        return chain.receipt(\.id)
    }

    /// Asks whose the keys are: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let now = services.clock.now
            let response = try await call("GET", "/2/users/me", seed: "check", until: now + settings.timeout)
            if let fault = XFaults.fault(for: response, now: now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}

extension XChannel {
    private static let mostForms = 4

    private func post(
        _ text: String,
        after chain: ReplyChain<XPost>,
        of delivery: Delivery
    ) async throws(Fault) -> HTTPResponse {
        guard let body = try? XRequest(text, below: chain.parent).json else {
            throw Fault(.internalError, "The request could not be written.")
        }
        let seed =
            "\(delivery.key) \(delivery.generation) \(delivery.attempt) \(chain.accepted) \(chain.parent?.id ?? "") \(text)"
        return try await call("POST", "/2/tweets", body, seed: seed, until: delivery.deadline)
    }

    private func call(
        _ method: String,
        _ path: String,
        _ body: [UInt8] = [],
        seed: String,
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let now = services.clock.now
        let timeout = try services.timeout(settings.timeout, until: deadline)
        // Different for every request, as a nonce has to be; nobody has to be unable to guess it.
        let digest = SHA256.hash(data: Data("\(seed) \(now.milliseconds)".utf8))
        let nonce = digest.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let signature = OAuthSignature(
            method: method,
            url: server.text + path,
            keys: settings.keys,
            nonce: nonce,
            timestamp: now.unixSeconds
        )
        var headers = [HTTPHeader("authorization", signature.header), HTTPHeader("user-agent", "Belfry/1")]
        if !body.isEmpty { headers.append(HTTPHeader("content-type", "application/json")) }
        return try await services.http.execute(
            HTTPRequest(
                method: method,
                url: server.text + path,
                headers: headers,
                body: body,
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks,
                // A kept connection that has died unseen would have the post sent twice.
                usesFreshConnection: true
            )
        )
    }
}
