// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials

/// Sends text messages by Twilio.
///
/// A destination's address is a telephone number as E.164 has it; the receipt's id is the message's SID.
package struct TwilioChannel: WebChannel, HealthChecking {
    package let services: ChannelServices
    private let settings: TwilioSettings
    private let server: ServerURL

    package init(settings: TwilioSettings, services: ChannelServices) throws(Fault) {
        try settings.validate()
        self.settings = settings
        self.services = services
        self.server = try settings.endpoint()
    }

    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try PhoneNumber(of: destination)
        return server.lane
    }

    /// One part, `text`; the finding `sms_segments` says what it costs.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        let text = SMSText(maxSegments: settings.maxSegments, transliteration: settings.transliterate)
        let fitted = text.fitted(message)
        return Rendering(parts: [RenderedPart("text", "text/plain", fitted.text)], findings: fitted.findings)
    }

    package func request(for delivery: Delivery) throws(Fault) -> HTTPRequest {
        guard let text = delivery.rendering["text"] else { throw Fault(.internalError, "The rendering has no text.") }
        var fields = [("To", try PhoneNumber(of: delivery.destination).text), ("Body", text)]
        if let from = settings.from { fields.append(("From", from)) }
        if let service = settings.messagingService { fields.append(("MessagingServiceSid", service)) }
        fields.append(("ValidityPeriod", "\(settings.validity.components.seconds)"))
        return try request("POST", "/Messages.json", PercentEncoding.form(fields), until: delivery.deadline)
    }

    package func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt {
        if let fault = TwilioFaults.fault(for: response, now: services.clock.now) { throw fault }
        struct Answer: Decodable {
            let sid: String
            let status: String?
            let num_segments: String?
        }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        guard let answer, (2...64).contains(answer.sid.utf8.count), answer.sid.allSatisfy(TwilioChannel.isPlain) else {
            return Receipt(note: "the answer names no message")
        }
        var notes: [String] = []
        if let state = answer.status, TwilioChannel.states.contains(state) { notes.append(state) }
        if let segments = answer.num_segments, let number = Int(segments) { notes.append("\(number) segments") }
        return Receipt(id: answer.sid, note: notes.isEmpty ? nil : notes.joined(separator: ", "))
    }

    /// Reads the account: that reaches nobody.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let question = try request("GET", ".json", [], until: services.clock.now + settings.timeout)
            let response = try await services.http.execute(question)
            if let fault = TwilioFaults.fault(for: response, now: services.clock.now) { throw fault }
            struct Account: Decodable { let status: String }
            let account = try? JSONDecoder().decode(Account.self, from: Data(response.body))
            guard let account, account.status != "active" else { return [] }
            return [
                Finding(
                    "account_inactive",
                    .error,
                    "The account is not active and sends nothing.",
                    suggestion: "Look at the account's state in Twilio's console."
                )
            ]
        } catch {
            return [Finding(error, channel: services.channel)]
        }
    }

    private func request(
        _ method: String,
        _ path: String,
        _ form: [UInt8],
        until deadline: Timestamp
    ) throws(Fault) -> HTTPRequest {
        let timeout = try services.timeout(settings.timeout, until: deadline)
        let credentials = "\(settings.apiKey ?? settings.account):\(settings.token.reveal())"
        var headers = [
            HTTPHeader("authorization", "Basic \(Data(credentials.utf8).base64EncodedString())"),
            HTTPHeader("user-agent", "Belfry/1"),
        ]
        if !form.isEmpty { headers.append(HTTPHeader("content-type", "application/x-www-form-urlencoded")) }
        return HTTPRequest(
            method: method,
            url: "\(server.text)/2010-04-01/Accounts/\(settings.account)\(path)",
            headers: headers,
            body: form,
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: settings.allowsPrivateNetworks,
            // A kept connection that has died unseen would have the message sent twice.
            usesFreshConnection: method == "POST"
        )
    }

    /// What a message that was taken can be in.
    private static let states: Set<String> = ["queued", "accepted", "scheduled", "sending", "sent"]

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
