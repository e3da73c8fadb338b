// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Pushes notifications to apps and browsers by Firebase Cloud Messaging, HTTP v1.
///
/// A destination's address is a registration token, or `topic:` and a topic's name.
package struct FCMChannel: Channel {
    private let services: ChannelServices
    private let settings: FCMSettings
    private let account: FCMAccount
    private let token = SharedToken()

    package init(settings: FCMSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.account = try FCMAccount(of: settings)
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try FCMTarget(destination.address)
        return account.server.lane
    }

    /// Shapes the message as one part, `message`; a second one, `topic`, is there where topics need a shorter one.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let isForTopic = try FCMTarget(destination.address).isTopic
        let full = try fitted(message, isForTopic: false)
        var parts = [RenderedPart("message", "application/json", full.output)]
        var findings = isForTopic ? [] : full.findings(part: "message")
        if full.output.utf8.count > FCMChannel.room(isForTopic: true) {
            let short = try fitted(message, isForTopic: true)
            parts.append(RenderedPart("topic", "application/json", short.output))
            if isForTopic { findings = short.findings(part: "topic") }
        }
        return Rendering(parts: parts, findings: findings)
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let first = try await accessToken(until: delivery.deadline)
        var response = try await services.http.execute(try request(for: delivery, token: first))
        if FCMFaults.isAboutAccessToken(response) {
            token.forget(first)
            let second = try await accessToken(until: delivery.deadline)
            response = try await services.http.execute(try request(for: delivery, token: second))
        }
        if let fault = FCMFaults.fault(for: response, now: services.clock.now) { throw fault }
        return Receipt(id: name(in: response) ?? delivery.key, note: "HTTP \(response.status)")
    }

    /// Bytes of a rendering, so that the request stays within Google's limits.
    static func room(isForTopic: Bool) -> Int {
        isForTopic
            ? FCMMessage.longestForTopic - FCMMessage.reserveForTopic : FCMMessage.longest - FCMMessage.reserve
    }

    private func fitted(_ message: Message, isForTopic: Bool) throws(Fault) -> FittedMarkup<String> {
        var failure: Fault?
        let room = FCMChannel.room(isForTopic: isForTopic)
        let fitted = message.fitted(dropOrder: FCMChannel.manifest.dropOrder, fits: { $0.utf8.count <= room }) {
            marked in
            do throws(Fault) {
                let home = services.publicURL
                return try FCMMessage.json(
                    FCMMessage(marked, settings: settings, home: home, isForTopic: isForTopic)
                )
            } catch {
                failure = error
                return ""
            }
        }
        if let failure { throw failure }
        return fitted
    }

    private struct Envelope: Encodable {
        let message: FCMMessage
    }

    private func request(for delivery: Delivery, token: Secret) throws(Fault) -> HTTPRequest {
        let target = try FCMTarget(delivery.destination.address)
        let rendering = delivery.rendering
        guard let text = (target.isTopic ? rendering["topic"] : nil) ?? rendering["message"],
            var message = try? JSONDecoder().decode(FCMMessage.self, from: Data(text.utf8))
        else { throw Fault(.internalError, "The rendering has no message.") }
        let now = services.clock.now
        // What has waited in the hub has less time left to wait at Google's.
        let end = delivery.acceptedAt + settings.ttl
        let left = settings.ttl == .zero ? 0 : max(60, (end - now).components.seconds)
        message.address(to: target, as: settings.target, ttl: left, until: now.unixSeconds + left)
        return HTTPRequest(
            url: account.sendURL,
            headers: [
                HTTPHeader("authorization", "Bearer \(token.reveal())"),
                HTTPHeader("content-type", "application/json"), HTTPHeader("user-agent", "Belfry/1"),
            ],
            body: Array(try FCMMessage.json(Envelope(message: message)).utf8),
            timeout: try timeout(until: delivery.deadline),
            connectTimeout: min(.seconds(5), try timeout(until: delivery.deadline)),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }

    private func accessToken(until deadline: Timestamp) async throws(Fault) -> Secret {
        let now = services.clock.now
        return try await token.value(at: now) { () async throws(Fault) in
            let request = try account.tokenRequest(
                at: now,
                timeout: try timeout(until: deadline),
                allowsPrivateNetworks: settings.allowsPrivateNetworks
            )
            return try account.token(from: try await services.http.execute(request), at: now)
        }
    }

    private func timeout(until deadline: Timestamp) throws(Fault) -> Duration {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        return timeout
    }

    private struct Sent: Decodable {
        var name: String
    }

    /// The message's name, where it looks like one.
    private func name(in response: HTTPResponse) -> String? {
        guard let sent = try? JSONDecoder().decode(Sent.self, from: Data(response.body)),
            sent.name.hasPrefix("projects/"), sent.name.utf8.count <= 256,
            sent.name.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return sent.name
    }
}

extension FCMChannel: HealthChecking {
    private struct Trial: Encodable {
        struct Message: Encodable {
            let topic = "belfry-check"
            let notification = ["title": "Belfry checks its credentials."]
        }

        let message = Message()
        let validate_only = true
    }

    /// Fetches an access token and has a message judged that is not sent.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let now = services.clock.now
            let token = try await accessToken(until: now + settings.timeout)
            let response = try await services.http.execute(
                HTTPRequest(
                    url: account.sendURL,
                    headers: [
                        HTTPHeader("authorization", "Bearer \(token.reveal())"),
                        HTTPHeader("content-type", "application/json"), HTTPHeader("user-agent", "Belfry/1"),
                    ],
                    body: Array(try FCMMessage.json(Trial()).utf8),
                    timeout: settings.timeout,
                    allowsPrivateNetworks: settings.allowsPrivateNetworks
                )
            )
            guard let fault = FCMFaults.fault(for: response, now: now) else { return [] }
            throw fault
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}
