// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Synchronization

/// What a login or its renewal answers.
struct BlueskySession: Decodable, Sendable {
    let accessJwt: String
    let refreshJwt: String
    let did: String

    /// Nil where the answer is no session.
    init?(_ response: HTTPResponse) {
        guard let session = try? JSONDecoder().decode(BlueskySession.self, from: Data(response.body)),
            session.did.hasPrefix("did:"), session.did.utf8.count <= 256,
            (session.accessJwt + session.refreshJwt).utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self = session
    }
}

/// The account's session, shared by all attempts: logins are few by the provider's rules, so it is renewed instead.
final class BlueskyAccount: Sendable {
    /// An access token lives for two hours at the provider.
    private static let lifetime: Duration = .seconds(3_600)

    private let token = SharedToken()
    private let last = Mutex(BlueskySession?.none)

    /// The access token and whose it is.
    ///
    /// `renew` is given the refresh token and answers nil where the provider knows it no more; `logIn` is called then, and
    /// where there is nothing to renew.
    func session(
        at now: Timestamp,
        renew: (_ refreshToken: String) async throws(Fault) -> BlueskySession?,
        logIn: () async throws(Fault) -> BlueskySession
    ) async throws(Fault) -> (token: Secret, did: String) {
        let secret = try await token.value(at: now) { () async throws(Fault) -> SharedToken.Token in
            let known = last.withLock { $0?.refreshJwt }
            var session = BlueskySession?.none
            if let known { session = try await renew(known) }
            let fresh: BlueskySession
            if let session { fresh = session } else { fresh = try await logIn() }
            last.withLock { $0 = fresh }
            return SharedToken.Token(Secret(fresh.accessJwt), expires: now + BlueskyAccount.lifetime)
        }
        return (secret, last.withLock { $0?.did } ?? "")
    }

    /// The provider has refused the token before its time.
    func forget(_ secret: Secret) { token.forget(secret) }
}
