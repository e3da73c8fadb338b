// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Sends messages by Pushover.
///
/// A destination's address is a user's or a group's key, or a user's key, a colon and a device's name.
package struct PushoverChannel: WebChannel {
    package let services: ChannelServices
    private let settings: PushoverSettings
    private let server: ServerURL

    package init(settings: PushoverSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try PushoverRecipient(destination.address)
        return server.lane
    }

    /// Shapes two parts, `title` and `message`, the same for every destination of a locale.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = PushoverMessage.fitted(message, dropOrder: PushoverChannel.manifest.dropOrder)
        return Rendering(
            parts: [
                RenderedPart("title", "text/plain", PushoverMessage.title(of: message)),
                RenderedPart("message", "text/html", fitted.output),
            ],
            findings: fitted.findings(part: "message")
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let title = delivery.rendering["title"], let text = delivery.rendering["message"] else {
            throw Fault(.internalError, "The rendering has no title or no message.")
        }
        let recipient = try PushoverRecipient(delivery.destination.address)
        let message = delivery.message
        let priority = PushoverMessage.priority(of: message, allowsEmergency: settings.isEmergency)
        var fields = [
            ("token", settings.token.reveal()), ("user", recipient.key), ("title", title), ("message", text),
            ("html", "1"), ("priority", String(priority)),
            ("timestamp", String(message.facts.publishedAt.unixSeconds)),
        ]
        if priority == 2 { fields += [("retry", "60"), ("expire", "3600")] }
        if let device = recipient.device { fields.append(("device", device)) }
        if let sound = settings.sound { fields.append(("sound", sound)) }
        if let link = message.facts.link, link.unicodeScalars.count <= PushoverMessage.longestLink {
            fields.append(("url", link))
        }
        return try post(fields, timeout: min(settings.timeout, delivery.deadline - services.clock.now))
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        let now = services.clock.now
        if let fault = PushoverFaults.fault(for: response, now: now) { throw fault }
        let isUsedUp = response.header("x-limit-app-remaining") == "0"
        let reset = isUsedUp ? PushoverFaults.reset(in: response, now: now) : nil
        return Receipt(
            id: PushoverAnswer(response)?.id ?? delivery.key,
            note: "HTTP \(response.status)" + (isUsedUp ? "; the month's messages are used up" : ""),
            restUntil: reset.map { min($0, now + RateHeaders.longest) }
        )
    }

    private func post(_ fields: [(String, String)], timeout: Duration) throws(Fault) -> HTTPRequest {
        guard timeout > .zero else { throw Fault(.timedOut, "The attempt's deadline had passed before it began.") }
        return HTTPRequest(
            url: "\(server.text)/1/messages.json",
            headers: [
                HTTPHeader("content-type", "application/x-www-form-urlencoded"),
                HTTPHeader("user-agent", "Belfry/1"),
            ],
            body: PercentEncoding.form(fields),
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
    }
}

extension PushoverChannel: HealthChecking {
    /// Asks how many messages the application has left this month, which takes its token alone.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let response = try await services.http.execute(
                HTTPRequest(
                    method: "GET",
                    url: "\(server.text)/1/apps/limits.json?token=\(settings.token.reveal())",
                    headers: [HTTPHeader("user-agent", "Belfry/1")],
                    timeout: settings.timeout,
                    allowsPrivateNetworks: settings.allowsPrivateNetworks
                )
            )
            guard let fault = PushoverFaults.fault(for: response, now: services.clock.now) else { return [] }
            throw fault
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }
}
