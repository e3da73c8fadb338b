// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials

/// The header `authorization: OAuth …` (RFC 5849 3.5.1), taken apart.
struct OAuthHeader: Sendable {
    let consumerKey: String
    let token: String
    let nonce: String
    let seconds: Int64
    private let signature: Data
    private let fields: [String: String]

    /// Nil for anything but a whole header of version 1.0, signed with HMAC-SHA1.
    init?(_ header: String) {
        guard header.lowercased().hasPrefix("oauth ") else { return nil }
        var fields: [String: String] = [:]
        for field in header.dropFirst(6).split(separator: ",") {
            let pair = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[1].count >= 2, pair[1].first == "\"", pair[1].last == "\"",
                fields.updateValue(
                    ProviderRequest.decoded(pair[1].dropFirst().dropLast(), isForm: false),
                    forKey: ProviderRequest.decoded(pair[0], isForm: false)
                ) == nil
            else { return nil }
        }
        guard let consumerKey = fields["oauth_consumer_key"], !consumerKey.isEmpty,
            let token = fields["oauth_token"], !token.isEmpty, let nonce = fields["oauth_nonce"], !nonce.isEmpty,
            let seconds = fields["oauth_timestamp"].flatMap({ Int64($0) }),
            fields["oauth_signature_method"] == "HMAC-SHA1", (fields["oauth_version"] ?? "1.0") == "1.0",
            let signature = fields["oauth_signature"].flatMap({ Data(base64Encoded: $0) }), signature.count == 20
        else { return nil }
        self.consumerKey = consumerKey
        self.token = token
        self.nonce = nonce
        self.seconds = seconds
        self.signature = signature
        self.fields = fields
    }

    /// Whether the signature is that of this request by these secrets.
    ///
    /// The sink does not see the scheme where something in front of it speaks TLS, so either is tried.
    func isSigned(_ request: SinkRequest, consumerSecret: String, tokenSecret: String) -> Bool {
        let key = SymmetricKey(data: Data("\(Self.encoded(consumerSecret))&\(Self.encoded(tokenSecret))".utf8))
        let list = Self.encoded(parameters(of: request))
        return ["http", "https"]
            .contains { scheme in
                let address = "\(scheme)://\((request.header("host") ?? "").lowercased())\(request.path)"
                let base = "\(request.method.uppercased())&\(Self.encoded(address))&\(list)"
                return HMAC<Insecure.SHA1>
                    .isValidAuthenticationCode(signature, authenticating: Data(base.utf8), using: key)
            }
    }

    /// Everything that is signed besides method and address, in order (RFC 5849 3.4.1.3).
    private func parameters(of request: SinkRequest) -> String {
        var pairs = fields.filter { $0.key != "oauth_signature" && $0.key != "realm" }.map { ($0.key, $0.value) }
        pairs += Self.pairs(request.target.drop { $0 != "?" }.dropFirst())
        let type = request.header("content-type")?.lowercased() ?? ""
        if type.hasPrefix("application/x-www-form-urlencoded") { pairs += Self.pairs(request.text[...]) }
        return pairs.map { (Self.encoded($0.0), Self.encoded($0.1)) }.sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    private static func pairs(_ text: Substring) -> [(String, String)] {
        text.split(separator: "&")
            .map { field in
                let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    .map { ProviderRequest.decoded($0, isForm: true) }
                return (halves[0], halves.count == 2 ? halves[1] : "")
            }
    }

    /// RFC 5849 3.6: all but letters, digits and `-._~`, in capitals.
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += (byte < 16 ? "%0" : "%") + digits
            }
        }
        return encoded
    }
}
