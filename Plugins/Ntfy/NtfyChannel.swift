// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Publishes to topics of ntfy.
///
/// A destination's address is the topic's name; its secret, where it has one, is the access token for that topic.
package struct NtfyChannel: WebChannel {
    package let services: ChannelServices
    private let settings: NtfySettings
    private let server: ServerURL

    package init(settings: NtfySettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    /// Bytes of the longest rendering: a message whose every character is escaped in JSON, a title, tags and a link.
    static let longestRendering = 2 * (NtfyMessage.longest + NtfyMessage.longestTitle) + NtfyMessage.longestTags + 2_400

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try topic(of: destination)
        return server.lane
    }

    /// Shapes the request's body as one part, `message`, but for the topic: the same for every destination of a locale.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = message.fitted(
            dropOrder: NtfyChannel.manifest.dropOrder,
            fits: { $0.message.utf8.count <= NtfyMessage.longest },
            write: { NtfyMessage($0, asMarkdown: settings.isMarkdown) }
        )
        return Rendering(
            parts: [RenderedPart("message", "application/json", try fitted.output.json())],
            findings: fitted.findings(part: "message")
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard var message = delivery.rendering["message"].flatMap({ NtfyMessage.read($0) }) else {
            throw Fault(.internalError, "The rendering has no message.")
        }
        message.topic = try topic(of: delivery.destination)
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        var headers = [
            HTTPHeader("content-type", "application/json"), HTTPHeader("user-agent", "Belfry/1"),
            HTTPHeader("x-sequence-id", sequence(of: delivery)),
        ]
        if let token = try token(for: delivery.destination) {
            headers.append(HTTPHeader("authorization", "Bearer \(token.reveal())"))
        }
        return HTTPRequest(
            url: "\(server.text)/",
            headers: headers,
            body: Array(try message.json().utf8),
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }

    private struct Published: Decodable {
        var id: String
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if let fault = NtfyFaults.fault(for: response, now: services.clock.now) { throw fault }
        let id = (try? JSONDecoder().decode(Published.self, from: Data(response.body)))?.id
        let isName = id.map { (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isOfTopic) } ?? false
        return Receipt(
            id: isName ? id : delivery.key,
            note: "HTTP \(response.status)",
            restUntil: RateHeaders.restUntil(in: response, now: services.clock.now)
        )
    }

    /// What a notification takes the place of: the incident's earlier ones in `edit`, else only itself where it is sent
    /// twice.
    private func sequence(of delivery: Delivery) -> String {
        let incident = settings.updates == .edit ? delivery.message.facts.incident?.id.text : nil
        return String((incident ?? delivery.key).prefix(64))
    }

    private func topic(of destination: Destination) throws(Fault) -> String {
        let topic = destination.address
        guard (1...64).contains(topic.utf8.count), topic.utf8.allSatisfy(\.isOfTopic) else {
            throw Fault(
                .addressInvalid,
                "The topic is not 1 to 64 letters, digits, “-” and “_”.",
                suggestedAction: "Give the destination the topic's name alone, without the server."
            )
        }
        return topic
    }

    private func token(for destination: Destination) throws(Fault) -> Secret? {
        guard let reference = destination.secret else { return settings.token }
        let secret: Secret
        do throws(Fault) {
            secret = try services.secrets.secret(reference)
        } catch {
            throw NtfyFaults.unusableSecret(reference)
        }
        guard NtfySettings.isToken(secret) else { throw NtfyFaults.unusableSecret(reference) }
        return secret
    }
}

extension NtfyChannel: HealthChecking {
    /// Asks the server for its health, and for the account where there is a token.
    package func check() async -> [Finding] {
        do throws(Fault) {
            var headers = [HTTPHeader("user-agent", "Belfry/1")]
            if let token = settings.token { headers.append(HTTPHeader("authorization", "Bearer \(token.reveal())")) }
            let response = try await services.http.execute(
                HTTPRequest(
                    method: "GET",
                    url: server.text + (settings.token == nil ? "/v1/health" : "/v1/account"),
                    headers: headers,
                    timeout: settings.timeout,
                    allowsPrivateNetworks: settings.allowsPrivateNetworks
                )
            )
            guard let fault = NtfyFaults.fault(for: response, now: services.clock.now) else { return [] }
            throw fault
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}

extension UInt8 {
    fileprivate var isOfTopic: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
