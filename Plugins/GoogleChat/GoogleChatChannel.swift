// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts into Google Chat spaces by their webhooks.
///
/// A destination's address is a name that readers know; its secret holds the webhook's URL, looked up at each attempt.
/// Updates of an incident share a thread by the incident's id; the receipt's id is the message's resource name.
package struct GoogleChatChannel: WebChannel {
    package let services: ChannelServices
    private let settings: GoogleChatSettings

    package init(settings: GoogleChatSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
    }

    /// Where webhooks lead is secret, and all lead to the same service: one lane.
    package func host(for destination: Destination) throws(Fault) -> String {
        let name = destination.address
        // A URL here would be shown and stored, and it is a credential.
        guard (1...100).contains(name.count), !name.contains("://"), name.contains(where: { !$0.isWhitespace }),
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Fault(
                .addressInvalid,
                "A Google Chat destination is written by the space's name, such as “Incidents”.",
                suggestedAction: "Put the webhook's URL where the destination's secret points, never into its address."
            )
        }
        return "chat.googleapis.com"
    }

    /// One part, `text`, with Google Chat's marks.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = GoogleChatText.fitted(message)
        let lost = Finding(
            "no_webhook",
            .error,
            "Nothing says where the messages for this destination are to be sent.",
            suggestion:
                "Give the destination a secret (env:NAME or file:PATH) that holds the URL of its space's webhook."
        )
        return Rendering(
            parts: [RenderedPart("text", "text/plain", fitted.output)],
            findings: fitted.findings(part: "text")
                + (destination.secret == nil && settings.webhook == nil ? [lost] : [])
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let text = delivery.rendering["text"] else {
            throw Fault(.internalError, "The rendering has no text.")
        }
        let webhook = try webhook(of: delivery.destination)
        let incident = settings.updates == .thread ? delivery.message.facts.incident : nil
        let body: [UInt8]
        do {
            body = try GoogleChatMessage(text, threadKey: incident.map { "belfry-\($0.id)" }).json
        } catch {
            throw Fault(.internalError, "The request could not be written.")
        }
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        return HTTPRequest(
            url: webhook.url(key: delivery.key, threads: incident != nil),
            headers: [
                HTTPHeader("content-type", "application/json; charset=UTF-8"), HTTPHeader("user-agent", "Belfry/1"),
            ],
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            // The answer may repeat the message.
            responseLimit: 256 * 1_024
        )
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if let fault = GoogleChatFaults.fault(for: response, now: services.clock.now) { throw fault }
        guard
            let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
            answer.name.hasPrefix("spaces/"), answer.name.utf8.count <= 500,
            answer.name.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            // Sent again, it has the same request id: nobody reads it twice.
            throw Fault(
                .protocolViolation,
                "The answer is not one of Google Chat's (HTTP \(response.status)).",
                context: ["http_status": "\(response.status)"]
            )
        }
        return Receipt(id: answer.name)
    }

    private struct Answer: Decodable {
        let name: String
    }

    private func webhook(of destination: Destination) throws(Fault) -> GoogleChatWebhook {
        let secret: Secret
        if let reference = destination.secret {
            do throws(Fault) {
                secret = try services.secrets.secret(reference)
            } catch {
                throw GoogleChatFaults.unusableWebhook(reference, "it is not where the destination points")
            }
        } else if let webhook = settings.webhook {
            secret = webhook
        } else {
            throw GoogleChatFaults.unusableWebhook(nil, "neither the destination nor the channel has one")
        }
        do throws(GoogleChatWebhook.Refusal) {
            return try GoogleChatWebhook(secret, allowsPlainHTTP: settings.allowsPrivateNetworks)
        } catch {
            throw GoogleChatFaults.unusableWebhook(destination.secret, error.reason)
        }
    }
}
