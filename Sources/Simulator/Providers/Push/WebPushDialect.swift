// SPDX-License-Identifier: Apache-2.0

import Announcement
import Crypto
import Synchronization

/// A browser maker's push service, and the browsers behind it: an endpoint is any path of one part below its prefix.
///
/// As a push service it judges headers and the VAPID token (RFC 8030, 8292), and takes any body, which it cannot read. As
/// the browser it then decrypts (RFC 8291) and shows; what it cannot decrypt the post says. An endpoint that begins with
/// `gone` has ended, one with `unknown` never was, and one that nobody knows is bound to the first key that pushes to it.
package struct WebPushDialect: ProviderDialect {
    package let prefix = "/webpush/"
    private let accounts: BrowserAccounts?
    private let quota: PaceLimit
    private let book = PostBook()
    /// By endpoint, the key that it is bound to.
    private let owners = RepeatMemory(for: .seconds(86_400 * 365))

    private static let longestBody = 4_096
    private static let longestToken = 86_400

    /// - Parameters:
    ///   - accounts: the subscriptions that there are, and the key that they were made with; nil for any, whose messages
    ///     then nobody can read.
    ///   - perMinute: how many messages a subscription takes in a minute; 0 for any number.
    package init(accounts: BrowserAccounts? = nil, perMinute: Int = 0) {
        self.accounts = accounts
        self.quota = PaceLimit(perMinute, every: .milliseconds(perMinute > 0 ? 60_000 / perMinute : 0))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        guard request.parts.count == 1, let endpoint = request.parts.first, isKnown(endpoint) else {
            return refuse(404, "No such subscription")
        }
        guard request.method == "POST" else { return refuse(405, "Method Not Allowed") }
        guard let ttl = request.header("ttl").flatMap({ Int($0) }), ttl >= 0 else {
            return refuse(400, "Missing or invalid TTL header")
        }
        if let refusal = refusalOfToken(request, endpoint) { return refusal }
        guard !endpoint.hasPrefix("gone") else { return refuse(410, "The subscription has expired or been ended") }
        let urgency = request.header("urgency") ?? "normal"
        guard ["very-low", "low", "normal", "high"].contains(urgency) else {
            return refuse(400, "Invalid Urgency header")
        }
        let topic = request.header("topic") ?? "-"
        guard (1...32).contains(topic.utf8.count), topic.utf8.allSatisfy(\.isOfWord) else {
            return refuse(400, "Invalid Topic header")
        }
        guard request.raw.bodySize <= Self.longestBody else { return refuse(413, "The payload is too large") }
        guard request.raw.body.isEmpty || request.header("content-encoding") == "aes128gcm" else {
            return refuse(400, "Unknown or missing Content-Encoding")
        }
        if let wait = quota.take(endpoint, at: request.now).wait {
            let pause = SinkHeader("retry-after", String(wait.pauseSeconds))
            return refuse(429, "The subscription has been sent too many messages", [pause])
        }
        let post = show(request.raw, at: endpoint, "urgency \(urgency), kept \(ttl) s")
        let place = "\(prefix)message/\(ChatText.number(of: "\(post.id) \(request.raw.number)"))"
        return .status(201, headers: [SinkHeader("location", place), SinkHeader("ttl", String(ttl))])
    }

    private func isKnown(_ endpoint: String) -> Bool {
        guard !endpoint.isEmpty, !endpoint.hasPrefix("unknown") else { return false }
        return accounts == nil || endpoint.hasPrefix("gone") || accounts?[id: endpoint] != nil
    }

    /// What the browser shows; a notification takes the place of the one with the same tag.
    private func show(_ request: SinkRequest, at endpoint: String, _ note: String) -> ProviderPost {
        let seen = PushedNotification(request, accounts?[id: endpoint])
        let id = seen.tag.map { "\(endpoint)/\($0)" }
        if let id, let post = book.edit(id, seen.text) { return post }
        let browser = accounts?[id: endpoint] == nil ? endpoint : String(endpoint.prefix { $0 != "-" })
        return book.add { number in
            ProviderPost(
                provider: "web-push",
                place: "browser \(browser)",
                id: id ?? "m\(number)",
                text: seen.text,
                note: seen.flaw.map { "\($0), \(note)" } ?? note
            )
        }
    }

    /// RFC 8292: what a `vapid` header has to say, and for whom.
    private func refusalOfToken(_ request: ProviderRequest, _ endpoint: String) -> SinkAnswer? {
        guard let credential = request.credential("vapid") else { return refuse(401, "Missing VAPID credentials") }
        let fields = credential.split(separator: ",")
            .reduce(into: [String: String]()) { fields, field in
                let pair = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if pair.count == 2 { fields[String(pair[0])] = String(pair[1]) }
            }
        guard let text = fields["k"], let point = Base64URL.decoded(text), point.count == 65,
            let key = try? P256.Signing.PublicKey(x963Representation: point)
        else { return refuse(401, "The VAPID key is not an uncompressed point of P-256") }
        guard let token = fields["t"].flatMap({ WebToken($0) }), token.isSigned(by: key) else {
            return refuse(401, "The VAPID token is not a JWT that the key has signed by ES256")
        }
        let now = Int(request.now.unixSeconds)
        guard let end = token.claims["exp"]?.whole, end > now, end <= now + Self.longestToken else {
            return refuse(401, "The VAPID token's exp is past, or more than 24 hours ahead")
        }
        let host = request.header("host") ?? ""
        guard let audience = token.claims["aud"]?.text, ["https://\(host)", "http://\(host)"].contains(audience) else {
            return refuse(401, "The VAPID token's aud is not this push service's origin")
        }
        let subject = token.claims["sub"]?.text ?? ""
        guard subject.hasPrefix("mailto:") || subject.hasPrefix("https:") else {
            return refuse(401, "The VAPID token's sub is neither mailto: nor https:")
        }
        let owner = accounts?.vapidPublicKey ?? owners.id(for: endpoint, at: request.now)
        guard owner == nil || owner == text else {
            return refuse(403, "The VAPID key is not the one that the subscription was made with")
        }
        if accounts == nil { owners.keep(text, for: endpoint, at: request.now) }
        return nil
    }

    private func refuse(_ status: Int, _ words: String, _ headers: [SinkHeader] = []) -> SinkAnswer {
        .json(status, headers: headers, ["code": ProviderJSON(status), "message": .text(words)])
    }
}
