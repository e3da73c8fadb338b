// SPDX-License-Identifier: Apache-2.0

import Testing

/// What the tests of subscriptions set up and do again and again.
extension Acceptance.Subscriptions {
    static let form = ["content-type": "application/x-www-form-urlencoded"]
    /// A status page with two components, so that there is something to choose.
    static let status = """
          - name: status
            plugin: status_page
            settings:
              directory: "../status"
              title: Market
              components:
                - { name: checkout, title: { en: Checkout, de: Kasse, ar: الدفع } }
                - { name: search, title: { en: Search, de: Suche, ar: البحث } }
        """
    static let audiences = """
          - name: public
            destinations:
              - { channel: status, to: "public", locale: en }
              - { channel: status, to: "public/de", locale: de }
              - { channel: status, to: "public/ar", locale: ar }
        """

    static func site(on stage: Stage, mail: MailServer, subscriptions: String) throws -> HubSite {
        try HubSite(
            in: stage.folder,
            port: FreePort.find(),
            channels: Section.mail(port: mail.port) + "\n" + Section.hooks() + "\n" + status,
            audiences: audiences,
            more: "subscriptions: \(subscriptions)"
        )
    }

    static func subscribe(_ hub: HubProcess, _ form: String) async throws -> Answer {
        try await hub.request("POST", "/subscribe", body: Array(form.utf8), token: nil, headers: Self.form)
    }

    static func declare(
        _ hub: HubProcess,
        _ title: String,
        component: String,
        severity: String = "sev3"
    ) async throws -> String {
        let answer = try await hub.post(
            "/v1/incidents",
            [
                "title": .string(title), "severity": .string(severity), "components": [.string(component)],
                "audiences": ["public"], "body": .string("\(title): we are looking into it."),
            ]
        )
        return try #require(answer["id"]?.string, "\(answer.text)")
    }

    static func publish(_ hub: HubProcess, _ incident: String, _ body: String) async throws {
        let answer = try await hub.post(
            "/v1/incidents/\(incident)/updates",
            ["phase": "investigating", "body": .string(body)]
        )
        #expect(answer.status == 202, "\(answer.text)")
    }

    /// The address behind the words in a mail's plain part.
    static func link(_ path: String, in mail: ReceivedMail) throws -> String {
        let text = mail.part("text/plain")
        let start = try #require(text.firstRange(of: "http://127.0.0.1"), "\(text)").lowerBound
        let links = text[start...].split(whereSeparator: \.isWhitespace).filter { $0.contains(path) }
        return String(try #require(links.first, "\(text)"))
    }

    /// Subscribes an address to everything, confirms, and gives back the link to its preferences.
    static func join(_ hub: HubProcess, _ mails: MailServer, _ address: String) async throws -> String {
        let asked = try await subscribe(hub, "channel=mail&to=\(address.replacing("@", with: "%40"))")
        #expect(asked.status == 200, "\(asked.text)")
        let question = try #require(try await mails.mails(atLeast: 1, to: address).last)
        let confirm = try link("/subscribe/confirm/", in: question)
        let confirmed = try await hub.request("POST", confirm, body: [], token: nil, headers: form)
        let start = try #require(confirmed.text.firstRange(of: "href=\"\(hub.site.url)/preferences/")).lowerBound
        let address = confirmed.text[start...].split(separator: "\"").dropFirst().first
        return String(try #require(address))
    }
}
