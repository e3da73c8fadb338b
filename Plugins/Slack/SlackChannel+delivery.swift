// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

extension SlackChannel {
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let content = try content(of: delivery)
        switch try route(to: delivery.destination) {
        case .webhook(let url):
            let response = try await send(SlackBody(content), to: url.text, delivery: delivery)
            if let fault = SlackFaults.webhook(response, now: services.clock.now) { throw fault }
            return Receipt(note: "HTTP \(response.status)")
        case .bot(let token):
            do throws(Fault) {
                return try await deliver(content, delivery, token)
            } catch {
                guard error.code == .authenticationRejected, let reference = delivery.destination.secret else {
                    throw error
                }
                // The token is this destination's alone: the channel's others are well.
                throw SlackChannel.unusable(reference, "Slack refuses the token")
                    .with("http_status", error.context["http_status"] ?? "")
                    .with("provider_code", error.context["provider_code"] ?? "")
            }
        }
    }

    /// As the setting `updates` has it, and anew where what it builds on is not there any more.
    private func deliver(_ content: SlackContent, _ delivery: Delivery, _ token: Secret) async throws(Fault) -> Receipt
    {
        let anew = SlackBody(content, to: delivery.destination.address)
        guard let thread = delivery.thread else { return try await post(anew, delivery, token, note: nil) }
        guard let first = thread.id.flatMap(SlackPost.init(receipt:)) else {
            return try await post(anew, delivery, token, note: "posted anew: where the first message is, is not known")
        }
        let isClosing = delivery.message.isClosing
        let below = SlackBody(content, below: first, isShownInChannel: isClosing)
        switch settings.updates {
        case .post:
            do throws(Fault) {
                return try await post(anew, delivery, token, note: nil)
            } catch {
                guard SlackFaults.demandsThread(error) else { throw error }
                return try await post(below, delivery, token, note: "in the thread: the channel takes nothing else")
            }
        case .thread: return try await reply(below, else: anew, delivery, token, note: "in the thread")
        case .edit:
            let changed = SlackBody(content, inPlaceOf: first)
            do throws(Fault) {
                _ = try await call("chat.update", changed, delivery, token)
            } catch {
                guard SlackFaults.isGone(error) else { throw error }
                return try await post(anew, delivery, token, note: "posted anew: the first message cannot be changed")
            }
            guard isClosing else { return Receipt(id: first.receipt, note: "changed the first message") }
            return try await reply(
                below,
                else: anew,
                delivery,
                token,
                note: "changed the first message and announced it"
            )
        }
    }

    private func reply(
        _ below: SlackBody,
        else anew: SlackBody,
        _ delivery: Delivery,
        _ token: Secret,
        note: String
    ) async throws(Fault) -> Receipt {
        do throws(Fault) {
            return try await post(below, delivery, token, note: note)
        } catch {
            guard SlackFaults.refusesThread(error) else { throw error }
            return try await post(anew, delivery, token, note: "posted anew: the thread takes nothing more")
        }
    }

    private func post(
        _ body: SlackBody,
        _ delivery: Delivery,
        _ token: Secret,
        note: String?
    ) async throws(Fault) -> Receipt {
        let post = try await call("chat.postMessage", body, delivery, token)
        return Receipt(id: post?.receipt, note: note)
    }

    private func call(
        _ method: String,
        _ body: SlackBody,
        _ delivery: Delivery,
        _ token: Secret
    ) async throws(Fault) -> SlackPost? {
        let response = try await send(body, to: "\(server.text)/api/\(method)", token: token, delivery: delivery)
        return try SlackFaults.post(in: response, now: services.clock.now)
    }

    private func send(
        _ body: SlackBody,
        to url: String,
        token: Secret? = nil,
        delivery: Delivery
    ) async throws(Fault) -> HTTPResponse {
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        return try await services.http.execute(
            request(url, body: try SlackChannel.json(body), token: token, timeout: timeout)
        )
    }

    func request(_ url: String, body: [UInt8], token: Secret?, timeout: Duration) -> HTTPRequest {
        let authorization = token.map { [HTTPHeader("authorization", "Bearer \($0.reveal())")] } ?? []
        return HTTPRequest(
            url: url,
            headers: [
                HTTPHeader("content-type", "application/json; charset=utf-8"), HTTPHeader("user-agent", "Belfry/1"),
            ] + authorization,
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            // The answer repeats the message, with every sign beyond ASCII written as six.
            responseLimit: 256 * 1_024
        )
    }
}

extension SlackChannel: HealthChecking {
    /// Asks Slack who the token is; a webhook cannot be asked anything without posting.
    package func check() async -> [Finding] {
        guard let token = settings.token, let route = try? SlackRoute(token, mustBe: .bot, settings: settings),
            case .bot(let secret) = route
        else {
            return [Finding("not_checked", .info, "A webhook can only be checked by a message.", place: "webhook")]
        }
        do throws(Fault) {
            let url = "\(server.text)/api/auth.test"
            let response = try await services.http.execute(
                request(url, body: Array("{}".utf8), token: secret, timeout: settings.timeout)
            )
            _ = try SlackFaults.post(in: response, now: services.clock.now)
            return []
        } catch {
            return [Finding(error, place: "token", channel: services.channel)]
        }
    }
}
