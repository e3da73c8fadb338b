// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email

/// Ready-made values for the tests of the mail channel.
enum EmailFixture {
    static let settings = EmailSettings(
        server: "smtp://127.0.0.1:2525",
        from: "Market Status <status@market.example>",
        security: .none
    )
    static let acceptedAt = Timestamp(milliseconds: 1_795_273_801_500)

    static func channel(
        _ settings: EmailSettings = settings,
        mail: any MailSubmitter = StubMailSubmitter()
    ) throws -> EmailChannel {
        try EmailChannel(settings: settings, services: .stub(channel: "mail", mail: mail))
    }

    static func destination(_ address: String = "ada@example.com") -> Destination {
        Destination(channel: .sample("mail"), address: address)
    }

    /// An update that resolves the incident “Checkout errors”.
    static func message(
        locale: String = "en",
        title: String = "Payments are working again",
        subject: String? = nil,
        short: String? = nil,
        phase: Phase? = .resolved,
        sections: [Section] = [
            Section(.whatHappened, "Card payments failed between 14:05 and 15:10 UTC."),
            Section(.impact, "About 5 % of **checkouts** ended in an error. See <https://market.example/a?b=1&c=2>."),
        ],
        incidentTitle: String = "Checkout errors",
        link: String? = "https://market.example/status/incidents/inc_1",
        isDrill: Bool = false
    ) -> Message {
        var message = Message.sample(
            title: title,
            subject: subject,
            short: short,
            locale: locale,
            sections: sections,
            phase: phase,
            link: link,
            isDrill: isDrill
        )
        message.facts.incident?.title = incidentTitle
        return message
    }

    static func delivery(
        _ message: Message = message(),
        by channel: EmailChannel,
        to address: String = "ada@example.com",
        id: Int64 = 42,
        attempt: Int = 1,
        thread: Receipt? = nil,
        unsubscribeURL: String? = nil
    ) throws -> Delivery {
        let destination = destination(address)
        return Delivery.sample(
            id: id,
            attempt: attempt,
            message: message,
            destination: destination,
            rendering: try channel.render(message, for: destination),
            thread: thread,
            acceptedAt: acceptedAt,
            unsubscribeURL: unsubscribeURL
        )
    }

    /// What reaches the relay for one delivery.
    static func received(
        _ message: Message = message(),
        settings: EmailSettings = settings,
        thread: Receipt? = nil,
        unsubscribeURL: String? = nil
    ) async throws -> ReceivedMail {
        let relay = StubMailSubmitter()
        let channel = try channel(settings, mail: relay)
        _ = try await channel.deliver(
            try delivery(message, by: channel, thread: thread, unsubscribeURL: unsubscribeURL)
        )
        guard let submission = relay.submissions.first else {
            throw Fault(.internalError, "No mail reached the relay.")
        }
        return ReceivedMail(submission.content)
    }
}
