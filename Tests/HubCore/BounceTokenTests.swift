// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import HubCore
import Testing

/// What names a delivery in the address that its failures are sent to.
struct BounceTokenTests {
    private let tokens = BounceTokens(key: Array(repeating: 9, count: 32))
    private let key = "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R_42"

    @Test(arguments: [1, 2, 31, 32, 33, 1_023, 1_024, 1_000_000, 1 << 40, Int64.max - 1, Int64.max])
    func `a token leads back to its delivery`(number: Int64) throws {
        let token = tokens.token(for: Delivery.ID(number), key: key)
        #expect(token.utf8.count <= Delivery.longestBounceToken)
        for address in [
            "bounces+\(token)@market.example", "bounces-\(token)@market.example", "\(token)@market.example",
            "BOUNCES+\(token.uppercased())@MARKET.EXAMPLE", "prvs=0123=bounces+\(token)@market.example",
            "SRS0=Hx=7Q=market.example=bounces+\(token)@forwarder.example",
        ] {
            let claim = try #require(BounceTokens.claim(in: address))
            #expect(claim.delivery.rawValue == number)
            #expect(tokens.isToken(claim.token, of: claim.delivery, key: key))
        }
    }

    @Test func `a token is letters and digits that no relay can spoil`() {
        for number in Int64(1)...200 {
            let token = tokens.token(for: Delivery.ID(number), key: "msg_\(number)")
            #expect(token.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x32...0x37).contains($0) })
        }
    }

    @Test func `a token is the same every time, and another for every delivery, message and hub`() {
        let token = tokens.token(for: Delivery.ID(42), key: key)
        #expect(tokens.token(for: Delivery.ID(42), key: key) == token)
        #expect(tokens.token(for: Delivery.ID(43), key: key) != token)
        #expect(!tokens.isToken(token, of: Delivery.ID(42), key: "msg_other_42"))
        let other = BounceTokens(key: Array(repeating: 8, count: 32))
        #expect(!other.isToken(token, of: Delivery.ID(42), key: key))
    }

    @Test func `a token with any character changed is none`() {
        let token = Array(tokens.token(for: Delivery.ID(42), key: key))
        for index in token.indices {
            var forged = token
            forged[index] = forged[index] == "a" ? "b" : "a"
            #expect(!tokens.isToken(String(forged), of: Delivery.ID(42), key: key), "character \(index)")
        }
        #expect(!tokens.isToken("", of: Delivery.ID(42), key: key))
        #expect(!tokens.isToken(String(token.dropLast()), of: Delivery.ID(42), key: key))
    }

    @Test(arguments: [
        "", "@", "bounces@market.example", "bounces+@market.example", "bounces+abc@market.example",
        "bounces+aaaaaaaaaaaaaaaa@market.example", "bounces+aaaaaaaaaaaaaaaaa@market.example",
        "bounces+aaaaaaaaaaaaaaaazzzzzzzzzzzzz@market.example", "bounces+aaaaaaaaaaaaaaaabbbbbbbbbbbbbb@market.example",
        "bounces+aaaaaaaaaaaaaaaa1@market.example", "bounces+ääääääääääääääääb@market.example",
    ])
    func `what is no token names nothing`(address: String) { #expect(BounceTokens.claim(in: address) == nil) }
}
