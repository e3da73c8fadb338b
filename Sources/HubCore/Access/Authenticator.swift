// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto

/// Who makes a request.
package struct Principal: Hashable, Sendable {
    /// A token's name: what the audit trail records.
    package let name: String
    package let role: Role
    /// Unique, unlike names: a token's id.
    package let id: String

    package init(name: String, role: Role, id: String? = nil) {
        self.id = id ?? name
        self.name = name
        self.role = role
    }

    /// - Throws: ``FaultCode/permissionDenied``, naming the role and what is missing.
    package func require(_ permission: Permission) throws(Fault) {
        guard !role.may(permission) else { return }
        let able = Role.allCases.filter { $0.may(permission) }.map(\.rawValue).joined(separator: ", ")
        throw Fault(
            .permissionDenied,
            "A \(role.rawValue) may not do this.",
            suggestedAction: "Use a token of one of these roles: \(able).",
            context: ["role": role.rawValue, "permission": permission.rawValue]
        )
    }
}

/// Tells who holds a bearer token.
package struct Authenticator: Sendable {
    private let storage: any Storage
    private let bootstrapDigest: String?

    /// Here `bootstrapToken` is an admin token that is not stored, for first use.
    package init(storage: any Storage, bootstrapToken: Secret?) {
        self.storage = storage
        self.bootstrapDigest = bootstrapToken.map { AccessToken.digest(of: $0.reveal()) }
    }

    /// - Throws: ``FaultCode/unauthenticated``; the message is the same for an unknown and a revoked token.
    package func principal(bearing token: String?) async throws(Fault) -> Principal {
        guard let token, !token.isEmpty else {
            throw Fault(
                .unauthenticated,
                "This needs a token.",
                suggestedAction: "Send the header “Authorization: Bearer TOKEN”."
            )
        }
        // Digests are compared, so that the time taken says nothing about the token.
        let digest = AccessToken.digest(of: token)
        if digest == bootstrapDigest { return Principal(name: "bootstrap", role: .admin) }
        let found = try await storage.read { reader throws(Fault) in try reader.token(digest: digest) }
        guard let found, found.revokedAt == nil else {
            throw Fault(.unauthenticated, "The token is not known, or was revoked.")
        }
        return Principal(name: found.name, role: found.role, id: found.id.text)
    }
}

extension AccessToken {
    static func digest(of token: String) -> String { SHA256.hash(data: Array(token.utf8)).hexadecimal }

    /// A new token's text: `blf_` and 256 random bits.
    static func makeText() -> String {
        let key = SymmetricKey(size: .bits256)
        return "blf_" + key.withUnsafeBytes { Array($0) }.hexadecimal
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
