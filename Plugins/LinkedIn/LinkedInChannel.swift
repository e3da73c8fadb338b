// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Posts as an organisation or a member on LinkedIn.
///
/// A destination's address is a label that readers know the author by; the receipt's id is the post's URN.
package struct LinkedInChannel: WebChannel, HealthChecking {
    package let services: ChannelServices
    private let settings: LinkedInSettings
    private let server: ServerURL

    package init(settings: LinkedInSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try AccountLabel.check(destination.address, of: "An author")
        return server.lane
    }

    /// One part, `commentary`, in LinkedIn's little text.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = LinkedInText.fitted(message)
        return Rendering(
            parts: [RenderedPart("commentary", "text/plain", fitted.output)],
            findings: fitted.findings(part: "commentary")
        )
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let text = delivery.rendering["commentary"] else {
            throw Fault(.internalError, "The rendering has no commentary.")
        }
        let post = LinkedInPost(text, by: settings.author, for: settings.visibility)
        guard let body = try? post.json else { throw Fault(.internalError, "The request could not be written.") }
        return try request("POST", "/rest/posts", body, until: delivery.deadline)
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if delivery.attempt > 1, let id = LinkedInFaults.duplicate(in: response) {
            // An earlier attempt has got through after all.
            return Receipt(id: id.isEmpty ? nil : id, note: "LinkedIn has the post from an earlier attempt")
        }
        if let fault = LinkedInFaults.fault(for: response, now: services.clock.now) { throw fault }
        guard let id = response.header("x-restli-id"), id.hasPrefix("urn:li:"), id.utf8.count <= 128,
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return Receipt(note: "the answer names no post") }
        return Receipt(id: id)
    }

    /// Asks whose the token is: that reaches nobody.
    ///
    /// A token that may do nothing but post is refused with 403 here, and posts all the same.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let question = try request("GET", "/v2/userinfo", [], until: services.clock.now + settings.timeout)
            let response = try await services.http.execute(question)
            guard response.status != 403 else { return [] }
            if let fault = LinkedInFaults.fault(for: response, now: services.clock.now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    private func request(
        _ method: String,
        _ path: String,
        _ body: [UInt8],
        until deadline: Timestamp
    ) throws(Fault) -> HTTPRequest {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        var headers = [
            HTTPHeader("authorization", "Bearer \(settings.token.reveal())"), HTTPHeader("user-agent", "Belfry/1"),
            HTTPHeader("linkedin-version", settings.version), HTTPHeader("x-restli-protocol-version", "2.0.0"),
        ]
        if !body.isEmpty { headers.append(HTTPHeader("content-type", "application/json")) }
        return HTTPRequest(
            method: method,
            url: server.text + path,
            headers: headers,
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            // A kept connection that has died unseen would have the post sent twice.
            usesFreshConnection: method == "POST"
        )
    }
}
