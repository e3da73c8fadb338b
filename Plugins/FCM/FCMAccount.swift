// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

/// Who sends, and where to: the settings, read.
struct FCMAccount: Sendable {
    let server: ServerURL
    /// Where messages are sent to.
    let sendURL: String
    private let tokenServer: ServerURL
    private let account: ServiceAccount

    init(of settings: FCMSettings) throws(Fault) {
        let account = try ServiceAccount(settings.serviceAccount)
        let project = settings.project ?? account.project ?? ""
        let isName = project.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "."): true
            default: false
            }
        }
        guard isName, (1...64).contains(project.utf8.count) else {
            throw .invalidSetting("project", "The project is missing, or not the ID of one.")
        }
        self.account = account
        self.server = try ServerURL(
            settings.server,
            like: "https://fcm.googleapis.com",
            mayHavePath: false,
            allowsPlainHTTP: settings.allowsPrivateNetworks
        )
        self.sendURL = "\(server.text)/v1/projects/\(project)/messages:send"
        self.tokenServer = try ServerURL(
            settings.tokenServer ?? account.tokenServer,
            setting: settings.tokenServer == nil ? "service_account" : "token_server",
            like: "https://oauth2.googleapis.com/token",
            allowsPlainHTTP: settings.allowsPrivateNetworks
        )
    }

    /// The request for an access token (RFC 7523 2.1).
    func tokenRequest(at now: Timestamp, timeout: Duration, allowsPrivateNetworks: Bool) throws(Fault) -> HTTPRequest {
        // Base64 for URLs and dots need no escape in a form.
        let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        return HTTPRequest(
            url: tokenServer.text,
            headers: [
                HTTPHeader("content-type", "application/x-www-form-urlencoded"),
                HTTPHeader("user-agent", "Belfry/1"),
            ],
            body: Array((form + (try account.assertion(at: now))).utf8),
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: allowsPrivateNetworks
        )
    }

    private struct Grant: Decodable {
        var access_token: String
        var expires_in: Int64?
    }

    /// Reads the token server's answer; the token is given up five minutes before it ends.
    ///
    /// What it refuses is our account, whatever the status: it never stands for one destination.
    func token(from response: HTTPResponse, at now: Timestamp) throws(Fault) -> SharedToken.Token {
        if let fault = HTTPStatusFaults.fault(for: response, now: now) {
            guard !fault.isTransient else { throw fault }
            throw Fault(
                .authenticationRejected,
                "Google gives the service account no access token (HTTP \(response.status)).",
                suggestedAction: "Check `service_account`, and that this machine's clock is right.",
                context: ["http_status": String(response.status)]
            )
        }
        guard let grant = try? JSONDecoder().decode(Grant.self, from: Data(response.body)),
            (1...8_192).contains(grant.access_token.utf8.count),
            grant.access_token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Fault(
                .protocolViolation,
                "The token server's answer holds no access token.",
                context: ["http_status": String(response.status)]
            )
        }
        let life = min(max(grant.expires_in ?? 3_600, 60), 86_400)
        return SharedToken.Token(Secret(grant.access_token), expires: now + .seconds(max(life - 300, 30)))
    }
}
