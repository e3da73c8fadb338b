// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// Judges provider tokens as Apple does: who signed them, how old they are, and how often new ones come.
final class APNsGate: Sendable {
    struct Refusal: Hashable {
        var status = 403
        let reason: String

        static let invalid = Refusal(reason: "InvalidProviderToken")
    }

    private struct State {
        /// By key, when each of its tokens was first seen, for an hour.
        var tokens: [String: [String: Timestamp]] = [:]
        /// By connection, the key that it was opened with.
        var connections: [Int: String] = [:]
    }

    private let account: AppleAccount?
    private let revoked: Set<String>
    private let isSandbox: Bool
    private let state = Mutex(State())

    /// A token lives for an hour.
    private static let longestAge = 3_600
    /// Clocks differ.
    private static let furthestAhead = 60
    /// No new token is to be made before this time.
    private static let shortestLife: Duration = .seconds(20 * 60)
    /// A sender that starts anew makes another; the third is one too many.
    private static let mostTokens = 2
    private static let mostConnections = 10_000

    init(account: AppleAccount?, revoked: Set<String>, isSandbox: Bool) {
        self.account = account
        self.revoked = revoked
        self.isSandbox = isSandbox
    }

    func refusal(of request: ProviderRequest) -> Refusal? {
        guard let text = request.bearer else { return Refusal(reason: "MissingProviderToken") }
        guard let token = WebToken(text), token.algorithm == "ES256", token.signature.count == 64,
            let key = token.header["kid"]?.text, key.utf8.count == 10,
            let team = token.claims["iss"]?.text, team.utf8.count == 10,
            let issued = token.claims["iat"]?.whole, isKnown(token, key: key, team: team)
        else { return .invalid }
        if account != nil, isSandbox { return Refusal(reason: "BadEnvironmentKeyInToken") }
        let age = Int(request.now.unixSeconds) - issued
        guard age >= -Self.furthestAhead else { return .invalid }
        guard age <= Self.longestAge else { return Refusal(reason: "ExpiredProviderToken") }
        return state.withLock { state in
            let owner = "\(team) \(key)"
            if state.connections.count >= Self.mostConnections { state.connections = [:] }
            guard state.connections[request.raw.connection, default: owner] == owner else {
                return Refusal(reason: "UnrelatedKeyIdInToken")
            }
            var tokens = state.tokens[owner, default: [:]]
                .filter { request.now - $0.value <= .seconds(Self.longestAge) }
            let fresh = tokens.values.count { request.now - $0 < Self.shortestLife }
            guard tokens[text] != nil || fresh < Self.mostTokens else {
                return Refusal(status: 429, reason: "TooManyProviderTokenUpdates")
            }
            tokens[text] = tokens[text] ?? request.now
            state.tokens[owner] = tokens
            state.connections[request.raw.connection] = owner
            return nil
        }
    }

    private func isKnown(_ token: WebToken, key id: String, team: String) -> Bool {
        guard let account else { return true }
        guard team == account.team, !revoked.contains(id),
            let key = [account.key, account.nextKey].first(where: { $0.id == id })
        else { return false }
        return token.isSigned(by: key.publicKey)
    }
}
