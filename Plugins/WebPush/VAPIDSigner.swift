// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto
import FoundationEssentials
import Synchronization

/// Says to push services who sends (RFC 8292), with one signed token for each of them.
///
/// A token is used again for half of its life: signing costs more than all the rest of a request's making.
package final class VAPIDSigner: Sendable {
    private struct Ticket {
        let token: String
        let expires: Timestamp
    }

    private let key: P256.Signing.PrivateKey
    private let subject: String
    /// What browsers subscribe for: an uncompressed point in base64url (RFC 8292 3.2).
    package let publicKey: String
    private let tickets = Mutex<[String: Ticket]>([:])

    /// How long a token is valid: half of what the standard allows, for clocks that differ.
    package static let lifetime: Duration = .seconds(12 * 3_600)
    /// Subscriptions come from a handful of push services; more origins than these are not remembered.
    private static let mostOrigins = 256

    /// Reads the private key, as PEM or as its 32 bytes in base64url; `subject` is a `mailto:` or `https:` address at
    /// which the sender's people can be reached.
    package init(key: Secret, subject: String) throws(Fault) {
        let text = key.reveal()
        let read: P256.Signing.PrivateKey?
        if text.contains("-----BEGIN") {
            read = try? P256.Signing.PrivateKey(pemRepresentation: text)
        } else {
            let bytes = Base64URL.decoded(text.filter { !$0.isWhitespace })
            read = bytes.flatMap { try? P256.Signing.PrivateKey(rawRepresentation: $0) }
        }
        guard let read else {
            throw Fault(
                .configurationInvalid,
                "The VAPID key is neither a P-256 private key in PEM nor its 32 bytes in base64url.",
                context: ["where": "vapid_key"]
            )
        }
        self.key = read
        self.subject = subject
        self.publicKey = Base64URL.encoded(read.publicKey.x963Representation)
    }

    /// The value of the header `authorization` for requests to `origin`, such as `https://push.example.net`.
    package func authorization(for origin: String, at now: Timestamp) throws(Fault) -> String {
        let known = tickets.withLock { $0[origin] }
        if let known, known.expires - now > VAPIDSigner.lifetime / 2, known.expires - now <= VAPIDSigner.lifetime {
            return "vapid t=\(known.token),k=\(publicKey)"
        }
        let ticket = Ticket(token: try signed(for: origin, at: now), expires: now + VAPIDSigner.lifetime)
        tickets.withLock { tickets in
            if tickets.count >= VAPIDSigner.mostOrigins { tickets.removeAll() }
            tickets[origin] = ticket
        }
        return "vapid t=\(ticket.token),k=\(publicKey)"
    }

    private struct Header: Encodable {
        let typ = "JWT"
        let alg = "ES256"
    }

    private struct Claims: Encodable {
        let aud: String
        let exp: Int64
        let sub: String
    }

    private func signed(for origin: String, at now: Timestamp) throws(Fault) -> String {
        let claims = Claims(aud: origin, exp: (now + VAPIDSigner.lifetime).unixSeconds, sub: subject)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let parts = [try encoder.encode(Header()), try encoder.encode(claims)]
            let content = parts.map { Base64URL.encoded($0) }.joined(separator: ".")
            // The raw form, R and S side by side, is what JWS asks for (RFC 7518 3.4).
            let signature = try key.signature(for: Data(content.utf8)).rawRepresentation
            return content + "." + Base64URL.encoded(signature)
        } catch {
            throw Fault(.internalError, "The push service's token could not be signed.")
        }
    }
}
