// SPDX-License-Identifier: Apache-2.0

/// Whose access tokens of the Graph API are, and which have ended.
struct GraphTokens: Sendable {
    private let owners: [String: String]?
    private let expired: Set<String>
    private let anyToken = AcceptedKeys(nil)

    /// - Parameters:
    ///   - owners: the number of the account or page that each token is for; nil for any.
    ///   - expired: tokens whose 60 days are over.
    init(owners: [String: String]?, expired: Set<String>) {
        self.owners = owners
        self.expired = expired
    }

    /// Why a request may not be answered; nil where it may.
    ///
    /// The token stands in the form, in the query or behind `Bearer`.
    func problem(_ call: ProviderRequest) -> GraphRefusal? {
        guard let token = token(of: call) else { return .noToken }
        if expired.contains(token) { return .expiredToken }
        guard let owners else { return anyToken.accept(token) ? nil : .wrongToken }
        return owners[token] == nil ? .wrongToken : nil
    }

    /// Whether the request's token is for the account or page of that number.
    func isFor(_ owner: String, _ call: ProviderRequest) -> Bool {
        guard let owners, let token = token(of: call) else { return true }
        return owners[token] == owner
    }

    private func token(of call: ProviderRequest) -> String? {
        let token = call.form?["access_token"] ?? call.query["access_token"] ?? call.bearer
        return token.flatMap { $0.isEmpty ? nil : $0 }
    }
}
