// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator

/// A request, or an accepted mail, as the receiver saw it.
struct WireEvent: Sendable {
    let address: String
    /// The delivery's key: the `webhook-id`, or the local part of the `Message-ID`.
    let key: String
    let at: Timestamp
    /// What the receiver did with it: the status, or the word for what it did instead.
    let answer: String
    /// Which statement of the plan it carries, where its text arrived.
    let statement: Int?
    /// The update's place in its incident, where it says so.
    let sequence: Int?

    init(_ request: SinkRequest, to sink: HTTPSink) {
        address = sink.url(request.path)
        key = request.header("webhook-id") ?? ""
        at = request.at
        answer = request.answer
        let body = try? JSONDecoder().decode(Body.self, from: Data(request.body))
        statement = body?.data.sections.first.flatMap { CrashPlan.Statement.number(in: $0.text) }
        sequence = body?.data.incident?.sequence
    }

    init(_ mail: MailRecord) {
        address = mail.recipients.first ?? ""
        let id = mail.header("Message-ID") ?? ""
        key = String(id.drop { $0 == "<" }.prefix { $0 != "@" })
        at = mail.at
        answer = "250"
        statement = mail.text.flatMap { CrashPlan.Statement.number(in: $0) }
        sequence = nil
    }

    /// Whether the receiver has taken the message, whatever the sender heard of it.
    ///
    /// An answer that breaks off behind its head, and a status that was not read to its end, are answers.
    var isTaken: Bool { answer.hasPrefix("2") || answer == "half" }

    /// The message that it carries: the key without the delivery's number.
    var message: String { String(key.prefix(upTo: key.lastIndex(of: "_") ?? key.endIndex)) }

    /// What is looked at of a webhook's body.
    private struct Body: Decodable {
        struct Content: Decodable {
            let incident: Incident?
            let sections: [Section]
        }
        struct Incident: Decodable { let sequence: Int }
        struct Section: Decodable { let text: String }

        let data: Content
    }
}
