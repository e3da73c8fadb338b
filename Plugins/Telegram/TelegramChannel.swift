// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Sends messages by a Telegram bot to people, groups, topics and channels.
///
/// A destination's address is a chat, as ``TelegramChat`` reads it; the receipt's id is a ``TelegramPost``.
package struct TelegramChannel: HealthChecking {
    private let services: ChannelServices
    private let settings: TelegramSettings
    private let server: ServerURL

    package init(settings: TelegramSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try TelegramChat(destination.address)
        return server.lane
    }

    /// One part, `text`, in Telegram's HTML.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let fitted = TelegramText.fitted(message)
        return Rendering(
            parts: [RenderedPart("text", "text/html", fitted.output)],
            findings: fitted.findings(part: "text")
        )
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        guard let html = delivery.rendering["text"] else {
            throw Fault(.internalError, "The rendering has no text.")
        }
        let chat = try TelegramChat(delivery.destination.address)
        let first = delivery.thread?.id.flatMap(TelegramPost.init)
        var notes: [String] = []
        if delivery.thread != nil, first == nil { notes.append("the receipt of the first message cannot be read") }
        if settings.updates == .edit, let first {
            // Changed before anything is announced: doing it again after a failure does no harm.
            if try await edit(first, to: html, for: delivery) {
                guard delivery.message.isClosing else { return Receipt(id: first.text, note: "edited in place") }
                notes.append("the first message is edited as well")
            } else {
                notes.append("the first message can be edited no more")
            }
        }
        let parent = settings.updates == .post ? nil : first
        return try await post(
            TelegramRequest(posting: html, to: chat, below: parent),
            for: delivery,
            notes: notes
        )
    }

    /// Asks who the bot is: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let response = try await call("getMe", [], until: services.clock.now + settings.timeout)
            if let fault = TelegramFaults.fault(for: response, TelegramAnswer(response), now: services.clock.now) {
                throw fault
            }
            return []
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    private func post(
        _ request: TelegramRequest,
        for delivery: Delivery,
        notes: [String]
    ) async throws(Fault) -> Receipt {
        var (request, notes) = (request, notes)
        var response = try await call("sendMessage", try body(request), until: delivery.deadline)
        // A group that has become a supergroup has another number, and the answer names it.
        if let chat = TelegramAnswer(response)?.parameters?.migrate_to_chat_id {
            request.move(to: chat)
            notes.append("the group is now the chat \(chat): change the destination's address")
            response = try await call("sendMessage", try body(request), until: delivery.deadline)
        }
        if TelegramFaults.refusal(TelegramAnswer(response)) == .unparsable {
            request.becomePlain()
            notes.append("sent without marks, which the server could not read")
            response = try await call("sendMessage", try body(request), until: delivery.deadline)
        }
        let answer = TelegramAnswer(response)
        if let fault = TelegramFaults.fault(for: response, answer, now: services.clock.now) { throw fault }
        if answer?.post == nil { notes.append("the answer names no message") }
        return Receipt(id: answer?.post?.text, note: notes.isEmpty ? nil : notes.joined(separator: "; "))
    }

    /// Returns whether the message now says so; false where it cannot be edited any more.
    private func edit(_ post: TelegramPost, to html: String, for delivery: Delivery) async throws(Fault) -> Bool {
        let request = TelegramRequest(editing: post, to: html)
        let response = try await call("editMessageText", try body(request), until: delivery.deadline)
        let answer = TelegramAnswer(response)
        guard let fault = TelegramFaults.fault(for: response, answer, now: services.clock.now) else { return true }
        let refusal = TelegramFaults.refusal(answer)
        if refusal == .notModified { return true }
        if refusal?.forbidsEdit ?? false || answer?.parameters?.migrate_to_chat_id != nil { return false }
        throw fault
    }

    private func body(_ request: TelegramRequest) throws(Fault) -> [UInt8] {
        do {
            return try request.json
        } catch {
            throw Fault(.internalError, "The request could not be written.")
        }
    }

    private func call(
        _ method: String,
        _ body: [UInt8],
        until deadline: Timestamp
    ) async throws(Fault) -> HTTPResponse {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        return try await services.http.execute(
            HTTPRequest(
                method: body.isEmpty ? "GET" : "POST",
                url: "\(server.text)/bot\(settings.token.reveal())/\(method)",
                headers: (body.isEmpty ? [] : [HTTPHeader("content-type", "application/json")])
                    + [HTTPHeader("user-agent", "Belfry/1")],
                body: body,
                timeout: timeout,
                connectTimeout: min(.seconds(5), timeout),
                allowsPrivateNetworks: settings.allowsPrivateNetworks,
                // The answer repeats the message, every letter of it escaped at the worst.
                responseLimit: 256 * 1_024
            )
        )
    }
}
