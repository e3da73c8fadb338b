// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// Google's token endpoint: an assertion that a service account has signed for an access token (RFC 7523).
final class GoogleTokens: Sendable {
    private struct State {
        var ends: [String: Timestamp] = [:]
        var last = 0
    }

    private let account: GoogleAccount?
    private let life: Duration
    private let state = Mutex(State())

    private static let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    private static let scopes: Set<Substring> = [
        "https://www.googleapis.com/auth/firebase.messaging", "https://www.googleapis.com/auth/cloud-platform",
    ]

    init(account: GoogleAccount?, life: Duration) {
        self.account = account
        self.life = life
    }

    /// Whether the token is one of those given out, and has not ended.
    func accept(_ token: String?, at now: Timestamp) -> Bool {
        guard let token else { return false }
        return state.withLock { $0.ends[token].map { now < $0 } ?? false }
    }

    func answer(_ request: ProviderRequest) -> SinkAnswer {
        guard request.method == "POST" else { return .status(405) }
        guard let form = request.form else { return refuse("invalid_request", "The request is no form.") }
        guard form["grant_type"] == Self.grant else {
            return refuse("unsupported_grant_type", "Invalid grant_type: \(form["grant_type"] ?? "")")
        }
        guard let assertion = form["assertion"] else {
            return refuse("invalid_request", "Missing parameter: assertion")
        }
        guard let token = WebToken(assertion), token.algorithm == "RS256", token.signature.count >= 256 else {
            return refuse("invalid_grant", "Invalid JWT: Failed to parse the assertion.")
        }
        guard let issuer = token.claims["iss"]?.text, account.map({ $0.email == issuer }) ?? issuer.contains("@") else {
            return refuse("invalid_grant", "Invalid grant: account not found")
        }
        if let account {
            let key = token.header["kid"]?.text
            guard key == nil || key == account.keyID, token.isSigned(by: account.publicKey) else {
                return refuse("invalid_grant", "Invalid JWT Signature.")
            }
        }
        let asked = token.claims["scope"]?.text?.split(separator: " ") ?? []
        guard asked.contains(where: Self.scopes.contains) else {
            return refuse("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        }
        guard isAudience(token.claims["aud"]?.text ?? "", of: request) else {
            return refuse("invalid_grant", "Invalid JWT: the audience is not the token endpoint.")
        }
        let now = Int(request.now.unixSeconds)
        guard let issued = token.claims["iat"]?.whole, let end = token.claims["exp"]?.whole, end > now,
            end - issued <= 3_600, issued <= now + 300
        else {
            let words = "Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
            return refuse("invalid_grant", "Invalid JWT: \(words)")
        }
        return .json(
            200,
            [
                "access_token": .text(make(at: request.now)), "expires_in": ProviderJSON(Int(life.components.seconds)),
                "token_type": "Bearer",
            ]
        )
    }

    /// The address at which it was called, or Google's own.
    private func isAudience(_ text: String, of request: ProviderRequest) -> Bool {
        let place = (request.header("host") ?? "") + request.raw.path
        return ["https://\(place)", "http://\(place)", "https://oauth2.googleapis.com/token"].contains(text)
    }

    private func make(at now: Timestamp) -> String {
        state.withLock { state in
            state.ends = state.ends.filter { $0.value > now }
            state.last += 1
            let token = "ya29.stand-in-\(state.last)-\(ChatText.number(of: "\(now.milliseconds) \(state.last)"))"
            state.ends[token] = now + life
            return token
        }
    }

    private func refuse(_ error: String, _ description: String) -> SinkAnswer {
        .json(400, ["error": error, "error_description": description])
    }
}
