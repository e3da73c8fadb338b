// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit

/// Making a token: what is given, read from JSON.
package struct CreateToken: Sendable {
    var name: String
    var role: Role

    package init(_ document: Document) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let name = fields.parsed("name", "a token's name of 1 to 64 characters", required: true) { text in
            (1...64).contains(text.count) && text.allSatisfy { !$0.isNewline } ? text : nil
        }
        let role = fields.parsed("role", "a role", required: true, choices: Role.allCases.map(\.rawValue)) {
            Role(rawValue: $0)
        }
        fields.finish()
        try problems.throwIfAny()
        guard let name, let role else { throw Fault(.schemaInvalid, "The token cannot be read.") }
        self.name = name
        self.role = role
    }
}

extension Hub {
    /// Makes a token.
    ///
    /// Its text is in this answer and nowhere else: only its digest is kept.
    package func createToken(_ command: CreateToken, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let text = AccessToken.makeText()
        let token = AccessToken(
            id: makeIdentifier("tok"),
            name: command.name,
            role: command.role,
            digest: AccessToken.digest(of: text),
            createdAt: clock.now
        )
        return try await storage.write { transaction throws(Fault) in
            try transaction.insert(token)
            try AuditTrail.record(
                "token.created",
                on: token.id.text,
                by: principal.name,
                at: token.createdAt,
                detail: ["name": token.name, "role": token.role.rawValue],
                in: transaction
            )
            return try self.reply(201, TokenView(token, text: text))
        }
    }

    package func tokens(for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let tokens = try await storage.read { reader throws(Fault) in try reader.tokens() }
        return try reply(200, Page(items: tokens.map { TokenView($0, text: nil) }, nextCursor: nil))
    }

    package func revokeToken(_ id: Identifier<AccessToken>, by principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let now = clock.now
        let wasRevoked = try await storage.write { transaction throws(Fault) in
            guard try transaction.revoke(id, at: now) else { return false }
            try AuditTrail.record("token.revoked", on: id.text, by: principal.name, at: now, in: transaction)
            return true
        }
        guard wasRevoked else {
            throw Fault(.notFound, "There is no token “\(id)” that could be revoked.", context: ["where": "/id"])
        }
        return try reply(200, ["id": id.text, "state": "revoked"])
    }
}

private struct TokenView: Encodable {
    let id: String
    let name: String
    let role: Role
    let createdAt: Timestamp
    let revokedAt: Timestamp?
    let token: String?

    init(_ token: AccessToken, text: String?) {
        self.id = token.id.text
        self.name = token.name
        self.role = token.role
        self.createdAt = token.createdAt
        self.revokedAt = token.revokedAt
        self.token = text
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, role, token
        case createdAt = "created_at"
        case revokedAt = "revoked_at"
    }
}
