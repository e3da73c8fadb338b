// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Writes to channels and people of a Zulip organisation.
///
/// A destination's address is what ``ZulipTarget`` reads; the receipt's id is a ``ZulipPost``. An incident's thread is its
/// topic, which later messages take from the first one's receipt: a corrected title starts no second one.
package struct ZulipChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: ZulipSettings
    private let server: ServerURL

    package init(settings: ZulipSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try ZulipTarget(destination.address)
        return server.lane
    }

    /// One part, `content`, in Zulip's Markdown.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = ZulipText.fitted(message)
        return Rendering(
            parts: [RenderedPart("content", "text/markdown", fitted.output)],
            findings: fitted.findings(part: "content")
        )
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        guard let content = delivery.rendering["content"] else {
            throw Fault(.internalError, "The rendering has no content.")
        }
        let target = try ZulipTarget(delivery.destination.address)
        let first = delivery.thread?.id.flatMap { ZulipPost($0) }
        var notes: [String] = []
        if delivery.thread != nil, first == nil { notes.append("the receipt of the first message cannot be read") }
        if settings.updates == .edit, let first {
            // Changed before anything is announced: doing it again after a failure does no harm.
            let response = try await call(
                "PATCH",
                "messages/\(first.message)",
                ZulipForm(editingTo: content).body,
                until: delivery.deadline
            )
            if try wasEdited(response) {
                guard delivery.message.isClosing else { return receipt(first, ["edited in place"], response) }
                notes.append("the first message is edited as well")
            } else {
                notes.append("the first message can be edited no more")
            }
        }
        return try await post(content, to: target, in: topic(of: delivery, first, target), for: delivery, notes)
    }

    /// Asks who the bot is: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let now = services.clock.now
            let response = try await call("GET", "users/me", [], until: now + settings.timeout)
            if let fault = ZulipFaults.fault(for: response, ZulipAnswer(response), to: nil, now: now) { throw fault }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    private func topic(of delivery: Delivery, _ first: ZulipPost?, _ target: ZulipTarget) throws(Fault) -> ZulipTopic {
        if case .channel(_, let topic?) = target { return topic }
        if settings.updates != .post {
            if let topic = first?.topic { return topic }
            if let incident = delivery.message.facts.incident {
                return ZulipTopic(incident, watermark: delivery.message.watermark)
            }
        }
        guard let topic = ZulipTopic(settings.topic) else { throw Fault(.internalError, "The channel has no topic.") }
        return topic
    }

    private func post(
        _ content: String,
        to target: ZulipTarget,
        in topic: ZulipTopic,
        for delivery: Delivery,
        _ notes: [String]
    ) async throws(Fault) -> Receipt {
        let body: [UInt8]
        do {
            body = try ZulipForm(posting: content, to: target, topic: topic).body
        } catch {
            throw Fault(.internalError, "The request could not be written.")
        }
        let response = try await call("POST", "messages", body, until: delivery.deadline)
        let answer = ZulipAnswer(response)
        if let fault = ZulipFaults.fault(for: response, answer, to: target, now: services.clock.now) { throw fault }
        guard let id = answer?.id, id > 0 else {
            return receipt(nil, notes + ["the answer names no message"], response)
        }
        if case .person = target { return receipt(ZulipPost(message: id, topic: nil), notes, response) }
        return receipt(ZulipPost(message: id, topic: topic), notes, response)
    }

    private func receipt(_ post: ZulipPost?, _ notes: [String], _ response: HTTPResponse) -> Receipt {
        Receipt(
            id: post?.text,
            note: notes.isEmpty ? nil : notes.joined(separator: "; "),
            restUntil: RateHeaders.restUntil(in: response, now: services.clock.now)
        )
    }

    /// False where the message is gone, or the organisation lets it be edited no longer: neither has a code of its own.
    private func wasEdited(_ response: HTTPResponse) throws(Fault) -> Bool {
        let answer = ZulipAnswer(response)
        guard let fault = ZulipFaults.fault(for: response, answer, to: nil, now: services.clock.now) else {
            return true
        }
        if response.status == 400, answer?.code == "BAD_REQUEST" { return false }
        throw fault
    }

    private func call(
        _ method: String,
        _ path: String,
        _ body: [UInt8],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        let account = Data("\(settings.email):\(settings.apiKey.reveal())".utf8).base64EncodedString()
        return try await services.http.execute(
            HTTPRequest(
                method: method,
                url: "\(server.text)/api/v1/\(path)",
                headers: [
                    HTTPHeader("authorization", "Basic \(account)"), HTTPHeader("user-agent", "Belfry/1"),
                ] + (body.isEmpty ? [] : [HTTPHeader("content-type", "application/x-www-form-urlencoded")]),
                body: body,
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks
            )
        )
    }
}
