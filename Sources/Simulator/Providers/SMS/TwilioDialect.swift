// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Twilio's Messages API, `/twilio/2010-04-01/Accounts/SID/Messages.json`.
///
/// Numbers that Twilio's own test credentials give a meaning to have it here as well: to +15005550001 is none, …2 cannot
/// be reached, …3 is in a region that is not enabled, …4 has sent STOP, …9 takes no texts; from …1 is none, …7 cannot
/// send, the queue of …8 is full.
package struct TwilioDialect: ProviderDialect {
    package let prefix = "/twilio/"
    private let account: TwilioAccount?
    private let keys = AcceptedKeys(nil)
    private let quota: PaceLimit
    private let book = PostBook()

    /// - Parameters:
    ///   - account: whose credentials and numbers it knows; nil for any but those that name themselves invalid or revoked.
    ///   - perSecond: how many requests an account may make; 0 for any number, as Twilio names none.
    package init(account: TwilioAccount? = nil, perSecond: Int = 0) {
        self.account = account
        self.quota = PaceLimit(perSecond, every: .milliseconds(perSecond > 0 ? 1_000 / perSecond : 0))
    }

    package var posts: [ProviderPost] { book.posts }
    package func forget() { book.forget() }

    package func answer(_ request: SinkRequest) -> SinkAnswer {
        let request = ProviderRequest(request, below: prefix)
        do throws(TwilioRefusal) {
            return try judge(request)
        } catch {
            return .json(error.status, error)
        }
    }

    private func judge(_ request: ProviderRequest) throws(TwilioRefusal) -> SinkAnswer {
        let unknown = TwilioRefusal(404, 20_404, "The requested resource \(request.raw.path) was not found")
        guard request.parts.count >= 3, request.parts[0] == "2010-04-01", request.parts[1] == "Accounts" else {
            throw unknown
        }
        let isAccount = request.parts[2].hasSuffix(".json")
        let sid = isAccount ? String(request.parts[2].dropLast(5)) : request.parts[2]
        guard let login = request.basic, isKnown(login, of: sid) else {
            throw TwilioRefusal(401, 20_003, "Authenticate")
        }
        guard quota.take(sid, at: request.now).wait == nil else {
            throw TwilioRefusal(429, 20_429, "Too Many Requests")
        }
        switch (request.method, request.parts.dropFirst(3).joined(separator: "/")) {
        case ("GET", "") where isAccount:
            return .json(200, ["sid": .text(sid), "status": "active", "type": "Full"])
        case ("POST", "Messages.json"): return .json(201, try send(request, sid))
        case ("GET", "Messages.json"):
            let posts = book.posts.filter { request.query["To"] == nil || $0.place == request.query["To"] }
            let list = posts.reversed().map { describe($0, sid) }
            return .json(200, ["messages": .list(list), "page": 0, "page_size": 50])
        case ("GET", let path) where path.hasPrefix("Messages/") && path.hasSuffix(".json"):
            guard let post = book[String(path.dropFirst("Messages/".count).dropLast(5))] else { throw unknown }
            return .json(200, describe(post, sid))
        default: throw unknown
        }
    }

    private func isKnown(_ login: (name: String, password: String), of sid: String) -> Bool {
        guard let account else {
            return TwilioMessage.isSID(sid, "AC") && (login.name == sid || TwilioMessage.isSID(login.name, "SK"))
                && keys.accept(login.password)
        }
        return sid == account.sid
            && (login == (account.sid, account.token) || login == (account.apiKey, account.apiSecret))
    }

    private func send(_ request: ProviderRequest, _ sid: String) throws(TwilioRefusal) -> ProviderJSON {
        let message = try TwilioMessage(request.form ?? [:], of: account)
        let alphabet = SMSAlphabet(of: message.text)
        let post = book.add { number in
            let digits = String(number, radix: 16)
            return ProviderPost(
                provider: "twilio",
                place: message.recipient,
                id: "SM" + String(repeating: "0", count: 32 - digits.count) + digits,
                text: message.text,
                note: "\(alphabet.name), \(alphabet.segments) \(alphabet.segments == 1 ? "segment" : "segments")"
            )
        }
        return describe(post, sid, state: message.isByService ? "accepted" : "queued")
    }

    private func describe(_ post: ProviderPost, _ sid: String, state: String = "delivered") -> ProviderJSON {
        [
            "sid": .text(post.id), "account_sid": .text(sid), "to": .text(post.place), "body": .text(post.text),
            "status": .text(state), "num_segments": .text(String(SMSAlphabet(of: post.text).segments)),
            "direction": "outbound-api", "error_code": nil, "error_message": nil, "price": nil,
            "api_version": "2010-04-01", "uri": "/2010-04-01/Accounts/\(sid)/Messages/\(post.id).json",
        ]
    }
}
