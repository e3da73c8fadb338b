// SPDX-License-Identifier: Apache-2.0

import ChannelKit

extension WebhookChannel: AddressCanonicalizing {
    /// With scheme and host in lower case; what follows them is the endpoint's own affair.
    package func canonicalAddress(_ address: String) -> String {
        guard (try? WebhookEndpoint(address)) != nil, let colon = address.firstIndex(of: ":") else { return address }
        let rest = address[colon...].dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        return address[..<colon].lowercased() + "://" + authority.lowercased() + rest.dropFirst(authority.count)
    }
}
