// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Sends messages as mail through one relay, one recipient per transaction.
package struct EmailChannel: Channel {
    private let services: ChannelServices
    private let relay: RelayAddress
    private let identity: MailIdentity
    private let composer: MailComposer

    package init(settings: EmailSettings, services: ChannelServices) throws(Fault) {
        self.services = services
        self.relay = try RelayAddress(of: settings)
        self.identity = try MailIdentity(of: settings)
        self.composer = MailComposer(identity: identity)
    }

    /// The relay's host: whatever the recipient's domain, it is the relay that takes the mail or refuses it.
    package func host(for destination: Destination) throws(Fault) -> String {
        _ = try recipient(of: destination)
        return relay.host
    }

    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        EmailRenderer(sender: identity.from.name ?? identity.from.address.text).render(message)
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let recipient = try recipient(of: delivery.destination)
        let submission = MailSubmission(
            relay: relay.relay,
            sender: identity.returnPath.text,
            recipient: recipient.text,
            content: try composer.compose(delivery, to: recipient)
        )
        let acceptance = try await services.mail.submit(submission)
        return Receipt(id: composer.messageID(for: delivery), note: acceptance.reply)
    }

    private func recipient(of destination: Destination) throws(Fault) -> MailAddress {
        do {
            return try MailAddress(destination.address)
        } catch {
            throw Fault(.addressInvalid, error.rawValue)
        }
    }
}
