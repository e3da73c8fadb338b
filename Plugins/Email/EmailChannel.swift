// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Sends messages as mail through one relay, one recipient per transaction.
package struct EmailChannel: Channel {
    private let services: ChannelServices
    private let relay: RelayAddress
    private let identity: MailIdentity
    private let composer: MailComposer
    private let lanes: EmailSettings.Lanes

    package init(settings: EmailSettings, services: ChannelServices) throws(Fault) {
        self.services = services
        self.relay = try RelayAddress(of: settings)
        self.identity = try MailIdentity(of: settings)
        self.composer = MailComposer(
            identity: identity,
            signer: try MailSigner.read(settings, sender: identity.from.address)
        )
        self.lanes = settings.lanes
    }

    /// The relay's host, since it is the relay that takes the mail or refuses it; or the recipient's domain, where the
    /// settings say that one domain's trouble must not hold up another.
    package func host(for destination: Destination) throws(Fault) -> String {
        let recipient = try recipient(of: destination)
        return switch lanes {
        case .relay: relay.host
        case .domain: MailSite.name(of: recipient.domain)
        }
    }

    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        EmailRenderer(sender: identity.from.name ?? identity.from.address.text).render(message)
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let recipient = try recipient(of: delivery.destination)
        let submission = MailSubmission(
            relay: relay.relay,
            sender: identity.returnPath.sender(of: delivery),
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
