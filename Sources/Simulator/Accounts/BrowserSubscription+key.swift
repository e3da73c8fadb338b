// SPDX-License-Identifier: Apache-2.0

import Crypto

extension BrowserSubscription {
    /// What only the browser has: its private key as 32 bytes in base64url.
    package var privateKey: String { Base64URL.encoded(key.rawRepresentation) }
}
