// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Writes into Matrix rooms.
///
/// A destination's address is a room's id; the receipt's id is the event's. Every request carries the delivery's key as
/// its transaction, so that a homeserver takes nothing twice.
package struct MatrixChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: MatrixSettings
    private let server: ServerURL

    package init(settings: MatrixSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try MatrixID(room: destination.address)
        return server.lane
    }

    /// Two parts: `text` in plain words, and `html`.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = MatrixText.fitted(message)
        return Rendering(
            parts: [
                RenderedPart("text", "text/plain", fitted.output.body),
                RenderedPart("html", "text/html", fitted.output.html),
            ],
            findings: fitted.findings(part: "text")
        )
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let first = delivery.thread?.id.flatMap { MatrixID(event: $0) }
        var notes: [String] = []
        if delivery.thread != nil, first == nil { notes.append("the receipt of the first message cannot be read") }
        if settings.updates == .edit, let first {
            let (response, answer) = try await send(delivery, "-edit", .replacement(first))
            if MatrixFaults.lacksParent(response, answer) {
                notes.append("the first message can be edited no more")
            } else if let fault = MatrixFaults.fault(for: response, answer, now: services.clock.now) {
                throw fault
            } else {
                guard delivery.message.isClosing else { return Receipt(id: first.text, note: "edited in place") }
                notes.append("the first message is edited as well")
            }
        }
        return try await post(delivery, below: settings.updates == .post ? nil : first, notes: notes)
    }

    /// Asks whose the access token is: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let now = services.clock.now
            let response = try await call("GET", "account/whoami", [], until: now + settings.timeout)
            if let fault = MatrixFaults.fault(for: response, MatrixAnswer(response), now: now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    private func post(
        _ delivery: Delivery,
        below parent: MatrixID?,
        notes: [String]
    ) async throws(Fault) -> Receipt {
        var notes = notes
        var (response, answer) = try await send(delivery, "", parent.map { .thread($0) })
        if parent != nil, MatrixFaults.lacksParent(response, answer) {
            notes.append("the first message is not there to reply to")
            (response, answer) = try await send(delivery, "-new", nil)
        }
        if let fault = MatrixFaults.fault(for: response, answer, now: services.clock.now) { throw fault }
        guard let event = answer?.eventID.flatMap({ MatrixID(event: $0) }) else {
            // Sent again, it has the same transaction: nobody reads it twice.
            throw Fault(
                .protocolViolation,
                "The homeserver's answer names no event (HTTP \(response.status)).",
                context: ["http_status": "\(response.status)"]
            )
        }
        return Receipt(id: event.text, note: notes.isEmpty ? nil : notes.joined(separator: "; "))
    }

    /// One event; `suffix` tells the requests of one delivery apart and is the same at each attempt.
    private func send(
        _ delivery: Delivery,
        _ suffix: String,
        _ relation: MatrixEvent.Relation?
    ) async throws(Fault) -> (HTTPResponse, MatrixAnswer?) {
        guard let text = delivery.rendering["text"], let html = delivery.rendering["html"] else {
            throw Fault(.internalError, "The rendering lacks the text or the HTML.")
        }
        let room = try MatrixID(room: delivery.destination.address).pathPart
        let body: [UInt8]
        do {
            body = try MatrixEvent(settings.kind, body: text, html: html, relation).json
        } catch {
            throw Fault(.internalError, "The request could not be written.")
        }
        let transaction = MatrixID.encoded(delivery.key + suffix)
        let path = "rooms/\(room)/send/m.room.message/\(transaction)"
        let response = try await call("PUT", path, body, until: delivery.deadline)
        return (response, MatrixAnswer(response))
    }

    private func call(
        _ method: String,
        _ path: String,
        _ body: [UInt8],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        return try await services.http.execute(
            HTTPRequest(
                method: method,
                url: "\(server.text)/_matrix/client/v3/\(path)",
                headers: [
                    HTTPHeader("authorization", "Bearer \(settings.accessToken.reveal())"),
                    HTTPHeader("user-agent", "Belfry/1"),
                ] + (body.isEmpty ? [] : [HTTPHeader("content-type", "application/json")]),
                body: body,
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks
            )
        )
    }
}
