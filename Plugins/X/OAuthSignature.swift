// SPDX-License-Identifier: Apache-2.0

package import ChannelKit
import Crypto
import FoundationEssentials

/// What proves to X which application posts for whom: the header of OAuth 1.0a (RFC 5849), signed with HMAC-SHA1.
package struct OAuthSignature: Sendable {
    /// The keys of an application and of an account that has let it post.
    package struct Keys: Sendable {
        package let consumerKey: Secret
        package let consumerSecret: Secret
        package let token: Secret
        package let tokenSecret: Secret

        package init(consumerKey: Secret, consumerSecret: Secret, token: Secret, tokenSecret: Secret) {
            self.consumerKey = consumerKey
            self.consumerSecret = consumerSecret
            self.token = token
            self.tokenSecret = tokenSecret
        }
    }

    /// In base64.
    package let signature: String
    /// The value of `authorization`.
    package let header: String

    /// Signs a request.
    ///
    /// A JSON body is no part of what is signed. `url` is in lower case up to its path and has no query; `parameters` are
    /// those of a query or a form.
    package init(
        method: String,
        url: String,
        parameters: [(String, String)] = [],
        keys: Keys,
        nonce: String,
        timestamp: Int64
    ) {
        let own = [
            ("oauth_consumer_key", keys.consumerKey.reveal()), ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "\(timestamp)"),
            ("oauth_token", keys.token.reveal()), ("oauth_version", "1.0"),
        ]
        let encoded = (own + parameters).map { (PercentEncoding.encoded($0.0), PercentEncoding.encoded($0.1)) }
        let list = encoded.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let base = [method, url, list].map { PercentEncoding.encoded($0) }.joined(separator: "&")
        let key = [keys.consumerSecret, keys.tokenSecret].map { PercentEncoding.encoded($0.reveal()) }
            .joined(separator: "&")
        let code = HMAC<Insecure.SHA1>
            .authenticationCode(for: Data(base.utf8), using: SymmetricKey(data: Data(key.utf8)))
        let signature = Data(code).base64EncodedString()
        self.signature = signature
        let fields = (own + [("oauth_signature", signature)]).sorted { $0.0 < $1.0 }
        self.header = "OAuth " + fields.map { "\($0.0)=\"\(PercentEncoding.encoded($0.1))\"" }.joined(separator: ", ")
    }
}
