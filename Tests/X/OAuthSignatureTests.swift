// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Testing
import X

@Suite struct OAuthSignatureTests {
    private let keys = OAuthSignature.Keys(
        consumerKey: Secret("xvz1evFS4wEEPTGEFPHBog"),
        consumerSecret: Secret("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"),
        token: Secret("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
        tokenSecret: Secret("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
    )
    private let form = [
        ("include_entities", "true"), ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
    ]

    @Test(arguments: [
        ("POST", "https://api.twitter.com/1/statuses/update.json", true, "tnnArxj06cWHq44gCs1OSKk/jLY="),
        ("POST", "https://api.twitter.com/1.1/statuses/update.json", true, "hCtSmYh+iHYCEqBWrE7C7hYmtUk="),
        ("POST", "https://api.x.com/2/tweets", false, "lr+tV/DKclEvXKVjG6tgaSSLV0k="),
        ("GET", "https://api.x.com/2/users/me", false, "s6npKHEFSxFN4Kn7jGHKfpcDUOI="),
    ])
    func `a signature is what other libraries make of the same request`(
        _ method: String,
        _ url: String,
        _ hasForm: Bool,
        _ expected: String
    ) {
        let signature = OAuthSignature(
            method: method,
            url: url,
            parameters: hasForm ? form : [],
            keys: keys,
            nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
            timestamp: 1_318_622_958
        )
        #expect(signature.signature == expected)
        #expect(signature.header.hasPrefix("OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\""))
        #expect(!signature.header.contains("LswwdoUaIvS8") && !signature.header.contains("kAcSOqF21Fu"))
    }
}
