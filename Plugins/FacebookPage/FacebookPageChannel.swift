// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Posts as a Facebook page.
///
/// A destination's address is a label that readers know the page by; the receipt's id is the post's number.
package struct FacebookPageChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: FacebookPageSettings
    private let server: ServerURL

    package init(settings: FacebookPageSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        try AccountLabel.check(destination.address, of: "A page")
        return server.lane
    }

    /// One part, `message`.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = FacebookPageText.fitted(message)
        return Rendering(
            parts: [RenderedPart("message", "text/plain", fitted.output)],
            findings: fitted.findings(part: "message")
        )
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        guard let text = delivery.rendering["message"] else {
            throw Fault(.internalError, "The rendering has no message.")
        }
        var notes: [String] = []
        if settings.updates == .edit, let thread = delivery.thread {
            // Changed before anything is announced: doing it again after a failure does no harm.
            if let first = thread.id.flatMap({ FacebookPagePost($0) }) {
                if try await edit(first, to: text, until: delivery.deadline) {
                    guard delivery.message.isClosing else { return Receipt(id: first.id, note: "edited in place") }
                    notes.append("the first post is edited as well")
                } else {
                    notes.append("the first post is gone")
                }
            } else {
                notes.append("the receipt of the first post cannot be read")
            }
        }
        let response = try await call("\(settings.page)/feed", [("message", text)], until: delivery.deadline)
        if let fault = GraphFaults.fault(for: response, now: services.clock.now) {
            guard delivery.attempt > 1, GraphFaults.number(in: response) == GraphFaults.duplicate else { throw fault }
            // An earlier attempt has got through after all.
            return Receipt(note: "the page has the post from an earlier attempt")
        }
        let post = FacebookPagePost(response)
        if post == nil { notes.append("the answer names no post") }
        return Receipt(id: post?.id, note: notes.isEmpty ? nil : notes.joined(separator: "; "))
    }

    /// Reads the page's number: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let until = services.clock.now + settings.timeout
            let response = try await call("\(settings.page)?fields=id", until: until)
            if let fault = GraphFaults.fault(for: response, now: services.clock.now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    /// Returns whether the post now says so; false where it is gone.
    private func edit(_ post: FacebookPagePost, to text: String, until deadline: Timestamp) async throws(Fault) -> Bool
    {
        let response = try await call(post.id, [("message", text)], until: deadline)
        guard let fault = GraphFaults.fault(for: response, now: services.clock.now) else { return true }
        // 100: there is no such post, or it cannot be changed.
        if response.status == 404 || GraphFaults.number(in: response) == 100 { return false }
        throw fault
    }

    /// Writes where there are fields to be written, and reads where there are none.
    private func call(
        _ path: String,
        _ fields: [(String, String)] = [],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let graph = GraphCall(
            token: settings.token,
            longest: settings.timeout,
            allowsPrivateNetworks: settings.allowsPrivateNetworks
        )
        let url = "\(server.text)/\(settings.version)/\(path)"
        return try await services.http.execute(graph.request(url, fields, with: services, until: deadline))
    }
}
