// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

extension DiscordChannel {
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let content = try content(of: delivery)
        let hook = try hook(of: delivery.destination)
        let first = delivery.thread?.id.flatMap(DiscordPost.init(receipt:))
        let isLost = delivery.thread != nil && first == nil && settings.updates != .post
        guard let first, settings.updates != .post else {
            let note = isLost ? "posted anew: where the first message is, is not known" : nil
            return try await begin(content, hook, delivery, note: note)
        }
        guard settings.updates == .edit else { return try await reply(content, hook, first, delivery) }
        do throws(Fault) {
            let changed = try await send("PATCH", hook.editURL(first), DiscordBody(content), false, delivery)
            guard delivery.message.isClosing else {
                return Receipt(id: first.receipt, note: "changed the first message", restUntil: changed.restUntil)
            }
        } catch {
            guard DiscordFaults.isGone(error) else { throw error }
            return try await begin(content, hook, delivery, note: "posted anew: the first message is gone")
        }
        return try await reply(content, hook, first, delivery, note: "changed the first message and announced it")
    }

    /// Posts where the webhook points; in a forum as a thread of its own.
    private func begin(
        _ content: DiscordContent,
        _ hook: DiscordHook,
        _ delivery: Delivery,
        note: String?
    ) async throws(Fault) -> Receipt {
        if let thread = hook.threadID {
            do throws(Fault) {
                return try await post(content, hook, delivery, thread: thread, note: note)
            } catch {
                guard DiscordFaults.refusesThread(error) else { throw error }
                return try await post(
                    content,
                    hook,
                    delivery,
                    note: "posted beside the webhook's thread, which is shut"
                )
            }
        }
        let isForum = settings.updates == .thread
        do throws(Fault) {
            return try await post(content, hook, delivery, startsThread: isForum, note: note)
        } catch {
            guard isForum ? DiscordFaults.isNoForum(error) : DiscordFaults.isForum(error) else { throw error }
            return try await post(content, hook, delivery, startsThread: !isForum, note: note)
        }
    }

    /// Posts into the thread of the first message, where it is in one.
    private func reply(
        _ content: DiscordContent,
        _ hook: DiscordHook,
        _ first: DiscordPost,
        _ delivery: Delivery,
        note: String? = nil
    ) async throws(Fault) -> Receipt {
        guard let thread = first.thread else { return try await begin(content, hook, delivery, note: note) }
        do throws(Fault) {
            return try await post(content, hook, delivery, thread: thread, note: note ?? "in the thread")
        } catch {
            guard DiscordFaults.refusesThread(error) else { throw error }
            return try await begin(content, hook, delivery, note: "posted anew: the thread takes nothing more")
        }
    }

    private func post(
        _ content: DiscordContent,
        _ hook: DiscordHook,
        _ delivery: Delivery,
        thread: String? = nil,
        startsThread: Bool = false,
        note: String?
    ) async throws(Fault) -> Receipt {
        let body = DiscordBody(content, threadName: startsThread ? DiscordChannel.threadName(delivery.message) : nil)
        let isInThread = startsThread || thread != nil
        let sent = try await send("POST", hook.postURL(thread: thread), body, isInThread, delivery)
        return Receipt(id: sent.post?.receipt, note: note, restUntil: sent.restUntil)
    }

    /// The incident's own title, which stays the same over its updates; at most 100 characters.
    private static func threadName(_ message: Message) -> String {
        let title = message.facts.incident?.title ?? message.title
        let mark = message.watermark.map { "[\($0)] " } ?? ""
        return TextLimit(100, .utf16).truncate(mark + title.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    private struct Sent {
        var post: DiscordPost?
        var restUntil: Timestamp?
    }

    private func send(
        _ method: String,
        _ url: String,
        _ body: DiscordBody,
        _ isInThread: Bool,
        _ delivery: Delivery
    ) async throws(Fault) -> Sent {
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        let json = try DiscordChannel.json(body)
        let response = try await services.http.execute(request(method, url, body: json, timeout: timeout))
        let now = services.clock.now
        return Sent(
            post: try DiscordFaults.post(in: response, inThread: isInThread, now: now),
            restUntil: RateHeaders.restUntil(in: response, now: now)
        )
    }

    private func request(_ method: String, _ url: String, body: [UInt8], timeout: Duration) -> HTTPRequest {
        let contentType = body.isEmpty ? [] : [HTTPHeader("content-type", "application/json")]
        return HTTPRequest(
            method: method,
            url: url,
            headers: contentType + [HTTPHeader("user-agent", "Belfry/1")],
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            // The answer repeats the message, with every sign beyond ASCII written as six.
            responseLimit: 256 * 1_024
        )
    }
}

extension DiscordChannel: HealthChecking {
    /// Asks Discord for the channel's webhook, which posts nothing.
    package func check() async -> [Finding] {
        do throws(Fault) {
            guard let hook = try settings.hook() else {
                return [
                    Finding("not_checked", .info, "Each destination has a webhook of its own.", place: "webhook")
                ]
            }
            let response = try await services.http.execute(
                request("GET", hook.infoURL, body: [], timeout: settings.timeout)
            )
            _ = try DiscordFaults.post(in: response, inThread: false, now: services.clock.now)
            return []
        } catch {
            return [Finding(error, place: "webhook", channel: services.channel)]
        }
    }
}
