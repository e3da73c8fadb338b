// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Who a request to X is from, by its header `authorization`.
struct XAccess: Sendable {
    enum Verdict: Hashable, Sendable {
        case nobody
        /// An application without a user, which may not post.
        case application
        case user(String, mayWrite: Bool)
    }

    private let accounts: [XAccount]?
    private let userTokens: AcceptedKeys
    private let anyTokens = AcceptedKeys(nil)
    /// Each nonce is good once, as long as its time is.
    private let nonces = RepeatMemory(for: .seconds(600))

    init(accounts: [XAccount]?, userTokens: Set<String>?) {
        self.accounts = accounts
        self.userTokens = AcceptedKeys(userTokens ?? (accounts == nil ? nil : []))
    }

    func judge(_ call: ProviderRequest) -> Verdict {
        if let token = call.bearer {
            // Those of applications all begin so.
            if token.hasPrefix("AAAAAAAAAAAAAAAAAAAAA") { return .application }
            return userTokens.accept(token) ? .user(token, mayWrite: true) : .nobody
        }
        guard let header = call.header("authorization").flatMap({ OAuthHeader($0) }),
            abs(header.seconds - call.now.unixSeconds) <= 300
        else { return .nobody }
        var mayWrite = true
        if let accounts {
            let account = accounts.first { $0.consumerKey == header.consumerKey && $0.token == header.token }
            guard let account,
                header.isSigned(call.raw, consumerSecret: account.consumerSecret, tokenSecret: account.tokenSecret)
            else { return .nobody }
            mayWrite = account.mayWrite
        } else {
            guard anyTokens.accept(header.token), anyTokens.accept(header.consumerKey) else { return .nobody }
        }
        let nonce = "\(header.consumerKey) \(header.token) \(header.nonce)"
        guard nonces.id(for: nonce, at: call.now) == nil else { return .nobody }
        nonces.keep(header.token, for: nonce, at: call.now)
        return .user(header.token, mayWrite: mayWrite)
    }
}
