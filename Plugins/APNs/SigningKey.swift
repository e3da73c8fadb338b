// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Crypto
import FoundationEssentials

/// One of a team's keys, which signs provider tokens (ES256).
struct SigningKey: Sendable {
    private let id: String
    private let team: String
    private let key: P256.Signing.PrivateKey

    /// Reads a key in PEM; `setting` is what it is called in the configuration.
    init(id: String, team: String, pem: Secret, setting: String) throws(Fault) {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem.reveal()) else {
            throw .invalidSetting(
                setting,
                "The signing key is not a P-256 private key in PEM, as Apple gives it out."
            )
        }
        self.id = id
        self.team = team
        self.key = key
    }

    private struct Header: Encodable {
        let alg = "ES256"
        let kid: String
    }

    private struct Claims: Encodable {
        let iss: String
        let iat: Int64
    }

    func token(issuedAt moment: Timestamp) throws(Fault) -> Secret {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let header = try encoder.encode(Header(kid: id))
            let claims = try encoder.encode(Claims(iss: team, iat: moment.unixSeconds))
            let content = "\(Base64URL.encoded(header)).\(Base64URL.encoded(claims))"
            // The raw form, R and S side by side, is what JWS asks for (RFC 7518 3.4).
            let signature = try key.signature(for: Data(content.utf8)).rawRepresentation
            return Secret("\(content).\(Base64URL.encoded(signature))")
        } catch {
            throw Fault(.internalError, "The provider token could not be signed.")
        }
    }
}
