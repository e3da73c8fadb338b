// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

extension MattermostChannel {
    /// A receipt's id is the post's: 26 small letters and digits.
    ///
    /// By webhook there is none.
    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        guard let text = delivery.rendering["text"] else {
            throw Fault(.internalError, "The rendering holds no text.")
        }
        switch try route(to: delivery.destination) {
        case .webhook(let url):
            let response = try await send("POST", url.text, .hooked(text), token: nil, delivery)
            let now = services.clock.now
            if let fault = MattermostFaults.webhook(response, now: now) { throw fault }
            let rest = RateHeaders.restUntil(in: response, now: now)
            return Receipt(note: "HTTP \(response.status)", restUntil: rest)
        case .bot(let token):
            do throws(Fault) {
                return try await deliver(text, delivery, token)
            } catch {
                guard error.code == .authenticationRejected, let reference = delivery.destination.secret else {
                    throw error
                }
                // The token is this destination's alone: the channel's others are well.
                throw MattermostChannel.unusable(reference, "the server refuses the token")
                    .with("http_status", error.context["http_status"] ?? "")
            }
        }
    }

    /// As the setting `updates` has it, and anew where what it builds on is not there any more.
    private func deliver(_ text: String, _ delivery: Delivery, _ token: Secret) async throws(Fault) -> Receipt {
        let channel = try MattermostChannel.channelID(delivery.destination.address)
        let anew = MattermostBody.posted(text, in: channel)
        guard let thread = delivery.thread, settings.updates != .post else {
            return try await post(anew, delivery, token, note: nil)
        }
        guard let first = thread.id, MattermostFaults.isID(first) else {
            return try await post(anew, delivery, token, note: "posted anew: where the first message is, is not known")
        }
        var note = "in the thread"
        if settings.updates == .edit {
            do throws(Fault) {
                _ = try await call("PUT", "posts/\(first)/patch", .changed(text), delivery, token)
            } catch {
                guard MattermostFaults.isGone(error) else { throw error }
                return try await post(anew, delivery, token, note: "posted anew: the first message cannot be changed")
            }
            guard delivery.message.isClosing else { return Receipt(id: first, note: "changed the first message") }
            note = "changed the first message and announced it"
        }
        do throws(Fault) {
            return try await post(.posted(text, in: channel, below: first), delivery, token, note: note)
        } catch {
            guard MattermostFaults.refusesThread(error) else { throw error }
            return try await post(anew, delivery, token, note: "posted anew: the thread is gone")
        }
    }

    private func post(
        _ body: MattermostBody,
        _ delivery: Delivery,
        _ token: Secret,
        note: String?
    ) async throws(Fault) -> Receipt {
        let (id, rest) = try await call("POST", "posts", body, delivery, token)
        return Receipt(id: id, note: note, restUntil: rest)
    }

    private func call(
        _ method: String,
        _ path: String,
        _ body: MattermostBody,
        _ delivery: Delivery,
        _ token: Secret
    ) async throws(Fault) -> (id: String?, rest: Timestamp?) {
        guard let server else { throw Fault(.internalError, "A token without a server.") }
        let response = try await send(method, "\(server.text)/api/v4/\(path)", body, token: token, delivery)
        let now = services.clock.now
        return (
            try MattermostFaults.post(in: response, now: now), RateHeaders.restUntil(in: response, now: now)
        )
    }

    private func send(
        _ method: String,
        _ url: String,
        _ body: MattermostBody,
        token: Secret?,
        _ delivery: Delivery
    ) async throws(Fault) -> HTTPResponse {
        let timeout = try services.timeout(settings.timeout, until: delivery.deadline)
        let json = try ProviderJSON.written(body)
        return try await services.http.execute(request(method, url, Array(json.utf8), token: token, timeout: timeout))
    }

    private func request(
        _ method: String,
        _ url: String,
        _ body: [UInt8],
        token: Secret?,
        timeout: Duration
    ) -> HTTPRequest {
        let contentType = body.isEmpty ? [] : [HTTPHeader("content-type", "application/json")]
        let authorization = token.map { [HTTPHeader("authorization", "Bearer \($0.reveal())")] } ?? []
        return HTTPRequest(
            method: method,
            url: url,
            headers: contentType + [HTTPHeader("user-agent", "Belfry/1")] + authorization,
            body: body,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            // The answer repeats the message, with some signs written as six.
            responseLimit: 256 * 1_024
        )
    }
}

extension MattermostChannel: HealthChecking {
    /// Asks the server who the token is; a webhook cannot be asked anything without posting.
    package func check() async -> [Finding] {
        guard let server, let token = settings.token,
            case .bot(let secret)? = try? MattermostRoute(token, mustBe: .bot, settings: settings)
        else {
            return [Finding("not_checked", .info, "A webhook can only be checked by a message.", place: "webhook")]
        }
        do throws(Fault) {
            let url = "\(server.text)/api/v4/users/me"
            let response = try await services.http.execute(
                request("GET", url, [], token: secret, timeout: settings.timeout)
            )
            _ = try MattermostFaults.post(in: response, now: services.clock.now)
            return []
        } catch {
            return [Finding(error, place: "token", channel: services.channel)]
        }
    }
}
