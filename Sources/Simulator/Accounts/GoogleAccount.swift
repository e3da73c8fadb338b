// SPDX-License-Identifier: Apache-2.0

package import CryptoExtras

/// A project of Google's with a service account that may send to its apps.
package struct GoogleAccount: Sendable {
    package let project: String
    package let email: String
    package let keyID: String
    package let publicKey: _RSA.Signing.PublicKey
    /// Registration tokens of apps.
    package let registrations: [String]
    private let pem: String

    init(from source: SeededBytes) throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        self.project = "market-standin"
        self.email = "belfry@market-standin.iam.gserviceaccount.com"
        self.keyID = source.hex("google key", 20)
        self.publicKey = key.publicKey
        self.pem = key.pkcs8PEMRepresentation
        self.registrations = (1...3)
            .map { number in
                let app = source.word("google app \(number)", 21)
                return "c\(app):APA91b" + source.word("google registration \(number)", 134)
            }
    }

    /// The content of the service account's key file; `tokenURL` is where the stand-in gives out access tokens, such as
    /// `http://127.0.0.1:9001/fcm/token`.
    package func keyFile(tokenURL: String) -> String {
        let file: ProviderJSON = [
            "type": "service_account", "project_id": .text(project), "private_key_id": .text(keyID),
            "private_key": .text(pem), "client_email": .text(email), "client_id": "100000000000000000001",
            "token_uri": .text(tokenURL),
        ]
        return String(decoding: (try? SinkJSON.encode(file)) ?? [], as: UTF8.self)
    }
}
