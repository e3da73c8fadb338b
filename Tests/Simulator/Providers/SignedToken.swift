// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import FoundationEssentials
import Testing

/// A JSON web token, signed as senders sign it.
enum SignedToken {
    static func es256(_ header: String, _ claims: String, by key: P256.Signing.PrivateKey) throws -> String {
        let content = "\(base64URL(Data(header.utf8))).\(base64URL(Data(claims.utf8)))"
        return "\(content).\(base64URL(try key.signature(for: Data(content.utf8)).rawRepresentation))"
    }

    static func rs256(_ header: String, _ claims: String, by key: _RSA.Signing.PrivateKey) throws -> String {
        let content = "\(base64URL(Data(header.utf8))).\(base64URL(Data(claims.utf8)))"
        let signature = try key.signature(for: Data(content.utf8), padding: .insecurePKCS1v1_5)
        return "\(content).\(base64URL(signature.rawRepresentation))"
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func bytes(_ base64URL: String) throws -> [UInt8] {
        let plain = base64URL.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        return Array(try #require(Data(base64Encoded: plain + padding)))
    }
}
