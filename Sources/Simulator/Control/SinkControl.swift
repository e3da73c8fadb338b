// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The control path: how another process drives the stand-ins and reads what has arrived.
///
/// | request | does |
/// |---|---|
/// | `GET /_sink/health` | `{"status": "ok", "requests": 12, "mails": 3, "mail_port": 2525}` |
/// | `GET /_sink/script`, `PUT /_sink/script` | the HTTP sink's ``SinkScript`` |
/// | `GET /_sink/requests?path=&since=` | `{"requests": [SinkRequest…], "total": n}`; `path` is a prefix |
/// | `GET /_sink/counts` | `{"/hook": 12}` |
/// | `DELETE /_sink/requests` | forgets requests, counters and posts |
/// | `GET /_sink/posts` | `[ProviderPost…]`: what readers of the providers see |
/// | `GET /_sink/mail/script`, `PUT /_sink/mail/script` | the mail sink's ``MailScript`` |
/// | `GET /_sink/mails?to=&since=` | `{"mails": [MailRecord…], "total": n}`; `to` may contain `*` |
/// | `GET /_sink/mails/{number}` | the mail's bytes as `message/rfc822` |
/// | `DELETE /_sink/mails` | forgets the mails |
///
/// With `at_least=n` (and `within_ms=`, 5,000 unless given, at most 60,000) the two lists wait until so many have
/// arrived; at the bound they answer with those there are. Mistakes are `400` with `{"error": "…"}`.
struct SinkControl: Sendable {
    static let prefix = "/_sink/"
    /// Bytes of a script.
    static let bodyLimit = 1 << 20

    struct Call: Sendable {
        let method: String
        let target: String
        let body: [UInt8]
    }

    let director: SinkDirector
    let arrivals: ArrivalLog<SinkRequest>
    let mail: MailSink?

    func answer(_ call: Call, on loop: any EventLoop) -> EventLoopFuture<SinkReply> {
        let path = call.target.prefix { $0 != "?" }.dropFirst(Self.prefix.count)
        let query = ControlQuery(target: call.target)
        switch (call.method, path) {
        case ("GET", "requests"):
            return listRequests(query, on: loop)
        case ("GET", "mails"):
            guard let mail else { break }
            return list(mail, query, on: loop)
        default:
            break
        }
        return loop.makeSucceededFuture(answerAtOnce(call, path: path))
    }

    private func answerAtOnce(_ call: Call, path: Substring) -> SinkReply {
        switch (call.method, path) {
        case ("GET", "health"):
            return .json(
                Health(status: "ok", requests: arrivals.total, mails: mail?.total, mailPort: mail?.port)
            )
        case ("GET", "counts"):
            return .json(arrivals.counts)
        case ("GET", "script"):
            return .json(director.script)
        case ("PUT", "script"):
            return accept(call, as: SinkScript.self, director.play)
        case ("DELETE", "requests"):
            arrivals.clear()
            for dialect in director.dialects { dialect.forget() }
            return SinkReply(204)
        case ("GET", "posts"):
            return .json(director.dialects.flatMap(\.posts))
        default:
            guard let mail, path.hasPrefix("mail") else { return .mistake(404, "there is nothing at this path") }
            return answer(call, path: path, about: mail)
        }
    }

    private func answer(_ call: Call, path: Substring, about mail: MailSink) -> SinkReply {
        switch (call.method, path) {
        case ("GET", "mail/script"):
            return .json(mail.script)
        case ("PUT", "mail/script"):
            return accept(call, as: MailScript.self, mail.play)
        case ("DELETE", "mails"):
            mail.forget()
            return SinkReply(204)
        case ("GET", _) where path.hasPrefix("mails/"):
            let number = Int(path.dropFirst("mails/".count))
            guard let found = mail.mails().first(where: { $0.number == number })
            else { return .mistake(404, "there is no such mail, or it is no longer kept") }
            return SinkReply(200, headers: [SinkHeader("content-type", "message/rfc822")], bytes: found.bytes)
        default:
            return .mistake(404, "there is nothing at this path")
        }
    }

    private func accept<Script: Codable>(_ call: Call, as type: Script.Type, _ play: (Script) -> Void) -> SinkReply {
        do {
            let script = try SinkJSON.decode(type, from: call.body)
            play(script)
            return .json(script)
        } catch let error as DecodingError {
            return .mistake(400, Self.explanation(of: error))
        } catch {
            return .mistake(400, "\(error)")
        }
    }

    private static func explanation(of error: DecodingError) -> String {
        let context: DecodingError.Context
        switch error {
        case .dataCorrupted(let found), .keyNotFound(_, let found), .typeMismatch(_, let found),
            .valueNotFound(_, let found):
            context = found
        @unknown default:
            return "\(error)"
        }
        let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
        return place.isEmpty ? context.debugDescription : "/\(place): \(context.debugDescription)"
    }

    private struct Health: Encodable {
        let status: String
        let requests: Int
        let mails: Int?
        let mailPort: Int?

        enum CodingKeys: String, CodingKey {
            case status, requests, mails
            case mailPort = "mail_port"
        }
    }
}

extension SinkReply {
    static func json(_ value: some Encodable, status: Int = 200) -> SinkReply {
        guard let bytes = try? SinkJSON.encode(value) else { return SinkReply(500) }
        return SinkReply(status, headers: [SinkHeader("content-type", "application/json")], bytes: bytes)
    }

    static func mistake(_ status: Int, _ message: String) -> SinkReply {
        .json(["error": message], status: status)
    }
}
