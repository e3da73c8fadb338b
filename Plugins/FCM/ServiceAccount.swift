// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import CryptoExtras
import FoundationEssentials

/// The account that sends: what the JSON file of a Google service account says, and its key.
struct ServiceAccount: Sendable {
    let project: String?
    /// Where access tokens are given out, and whom the request for one is addressed to.
    let tokenServer: String
    private let email: String
    private let keyID: String?
    private let key: _RSA.Signing.PrivateKey

    private static let scope = "https://www.googleapis.com/auth/firebase.messaging"
    private static let usualTokenServer = "https://oauth2.googleapis.com/token"

    private struct File: Decodable {
        var project_id: String?
        var client_email: String
        var private_key: String
        var private_key_id: String?
        var token_uri: String?
    }

    /// Reads the file's content; nothing of it gets into a fault.
    init(_ json: Secret) throws(Fault) {
        guard let file = try? JSONDecoder().decode(File.self, from: Data(json.reveal().utf8)) else {
            throw .invalidSetting(
                "service_account",
                "The service account is not JSON with “client_email” and “private_key”."
            )
        }
        guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: file.private_key) else {
            throw .invalidSetting(
                "service_account",
                "The service account's “private_key” is not an RSA key of 2048 bits or more in PEM."
            )
        }
        self.project = file.project_id
        self.tokenServer = file.token_uri ?? ServiceAccount.usualTokenServer
        self.email = file.client_email
        self.keyID = file.private_key_id
        self.key = key
    }

    private struct Header: Encodable {
        let alg = "RS256"
        let kid: String?
        let typ = "JWT"
    }

    private struct Claims: Encodable {
        let iss: String
        let scope: String
        let aud: String
        let iat: Int64
        let exp: Int64
    }

    /// What proves to the token server who asks: a JWT that is good for an hour (RFC 7523).
    func assertion(at now: Timestamp) throws(Fault) -> String {
        let claims = Claims(
            iss: email,
            scope: ServiceAccount.scope,
            aud: tokenServer,
            iat: now.unixSeconds,
            exp: now.unixSeconds + 3_600
        )
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let header = try encoder.encode(Header(kid: keyID))
            let content = "\(Base64URL.encoded(header)).\(Base64URL.encoded(try encoder.encode(claims)))"
            // RS256 is PKCS #1 v1.5 over SHA-256 (RFC 7518 3.3); the library's name warns of new uses.
            let signature = try key.signature(for: Data(content.utf8), padding: .insecurePKCS1v1_5)
            return "\(content).\(Base64URL.encoded(signature.rawRepresentation))"
        } catch {
            throw Fault(.internalError, "The request for an access token could not be signed.")
        }
    }
}
