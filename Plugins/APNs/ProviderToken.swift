// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Synchronization

/// The token that says to Apple who sends, shared by all attempts.
///
/// Apple refuses tokens older than an hour, and senders that make a new one more often than every twenty minutes. So
/// a token serves for 45 minutes, and one that is refused before its time is replaced only when it is old enough. Where
/// a second key is set, it takes over once Apple refuses the first, and stays: keys are exchanged without a restart.
package final class ProviderToken: Sendable {
    private struct Holding {
        var key = 0
        var token: Secret?
        var issued = Timestamp.distantPast
    }

    private let keys: [SigningKey]
    private let holding = Mutex(Holding())

    /// After this time a new one is made.
    package static let lifetime: Duration = .seconds(45 * 60)
    /// Before this time none is made with the same key.
    package static let shortest: Duration = .seconds(20 * 60)

    package init(of settings: APNsSettings) throws(Fault) {
        var keys = [try SigningKey(id: settings.keyID, team: settings.team, pem: settings.key, setting: "key")]
        if let nextID = settings.nextKeyID, let next = settings.nextKey {
            keys.append(try SigningKey(id: nextID, team: settings.team, pem: next, setting: "next_key"))
        }
        self.keys = keys
    }

    /// The token to be sent with a request at `now`.
    package func value(at now: Timestamp) throws(Fault) -> Secret {
        try change { holding throws(Fault) in
            let age = now - holding.issued
            // A clock that was set back makes tokens of the future, which are refused.
            if let token = holding.token, age >= .zero, age < ProviderToken.lifetime { return token }
            return try renew(&holding, now)
        }
    }

    /// What to send in place of a token that Apple calls too old; nil where a new one may not be made yet.
    package func value(inPlaceOf expired: Secret, at now: Timestamp) throws(Fault) -> Secret? {
        try change { holding throws(Fault) in
            if let token = holding.token, token != expired { return token }
            guard (now - holding.issued) >= ProviderToken.shortest else { return nil }
            return try renew(&holding, now)
        }
    }

    /// What to send in place of a token whose key Apple refuses; nil where there is no other key.
    package func value(ofNextKeyAfter refused: Secret, at now: Timestamp) throws(Fault) -> Secret? {
        try change { holding throws(Fault) in
            if let token = holding.token, token != refused { return token }
            guard holding.key + 1 < keys.count else { return nil }
            holding.key += 1
            return try renew(&holding, now)
        }
    }

    private func renew(_ holding: inout Holding, _ now: Timestamp) throws(Fault) -> Secret {
        let token = try keys[holding.key].token(issuedAt: now)
        holding.token = token
        holding.issued = now
        return token
    }

    private func change<Result: Sendable>(_ body: (inout Holding) throws(Fault) -> Result) throws(Fault) -> Result {
        try holding.withLock { (holding) throws(Fault) in try body(&holding) }
    }
}
