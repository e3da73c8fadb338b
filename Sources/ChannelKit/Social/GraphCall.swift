// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One call of the Graph API, which Threads and Facebook pages share; ``GraphFaults`` reads its answers.
package struct GraphCall: Sendable {
    private let token: Secret
    private let longest: Duration
    private let allowsPrivateNetworks: Bool

    /// - Parameters:
    ///   - token: the access token: it goes into a form or a header, never into the URL, which others may write down.
    ///   - longest: the most that a call may take.
    ///   - allowsPrivateNetworks: as ``HTTPRequest/allowsPrivateNetworks``.
    package init(token: Secret, longest: Duration, allowsPrivateNetworks: Bool) {
        self.token = token
        self.longest = longest
        self.allowsPrivateNetworks = allowsPrivateNetworks
    }

    /// Reads, or writes where there are fields to be written.
    package func request(
        _ url: String,
        _ fields: [(String, String)] = [],
        with services: ChannelServices,
        until deadline: Timestamp
    ) throws(Fault) -> HTTPRequest {
        let timeout = try services.timeout(longest, until: deadline)
        let isForm = !fields.isEmpty
        return HTTPRequest(
            method: isForm ? "POST" : "GET",
            url: url,
            headers: [
                HTTPHeader("user-agent", "Belfry/1"),
                isForm
                    ? HTTPHeader("content-type", "application/x-www-form-urlencoded")
                    : HTTPHeader("authorization", "Bearer \(token.reveal())"),
            ],
            body: isForm ? PercentEncoding.form(fields + [("access_token", token.reveal())]) : [],
            timeout: timeout,
            connectTimeout: min(.seconds(5), timeout),
            allowsPrivateNetworks: allowsPrivateNetworks,
            // A kept connection that has died unseen would have the post sent twice.
            usesFreshConnection: isForm
        )
    }
}
