// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import Testing

@Suite struct ProviderTokenTests {
    private let start = Timestamp(milliseconds: 1_795_269_900_000)

    private func token(_ settings: APNsSettings? = nil) throws -> ProviderToken {
        try ProviderToken(of: try settings ?? APNsFixture.settings())
    }

    @Test func `a token serves for forty-five minutes and never for an hour`() throws {
        let token = try token()
        let first = try token.value(at: start)
        #expect(try token.value(at: start + .seconds(44 * 60)) == first)
        #expect(try token.value(at: start + .seconds(45 * 60)) != first)
        #expect(ProviderToken.lifetime < .seconds(3_600))
        #expect(ProviderToken.lifetime >= .seconds(20 * 60))
    }

    @Test func `a clock that was set back gets a token that is not of the future`() throws {
        let token = try token()
        let first = try token.value(at: start)
        #expect(try token.value(at: start - .seconds(60)) != first)
    }

    @Test func `a refused token is replaced only once it is twenty minutes old`() throws {
        let token = try token()
        let first = try token.value(at: start)
        #expect(try token.value(inPlaceOf: first, at: start + .seconds(19 * 60)) == nil)
        let second = try token.value(inPlaceOf: first, at: start + .seconds(20 * 60))
        #expect(second != nil)
        #expect(second != first)
    }

    @Test func `of many attempts that are refused at once the first makes the token for all`() throws {
        let token = try token()
        let first = try token.value(at: start)
        let later = start + .seconds(30 * 60)
        let second = try token.value(inPlaceOf: first, at: later)
        #expect(try token.value(inPlaceOf: first, at: later + .seconds(1)) == second)
        #expect(try token.value(at: later + .seconds(2)) == second)
    }

    @Test func `the second key takes over once and stays`() throws {
        let token = try token(try APNsFixture.withNextKey())
        let first = try token.value(at: start)
        let second = try token.value(ofNextKeyAfter: first, at: start + .seconds(1))
        #expect(second != nil)
        #expect(second != first)
        #expect(try token.value(ofNextKeyAfter: first, at: start + .seconds(2)) == second)
        #expect(try token.value(at: start + .seconds(3)) == second)
        let refused = try #require(second)
        #expect(try token.value(ofNextKeyAfter: refused, at: start + .seconds(4)) == nil)
    }

    @Test func `without a second key there is none to turn to`() throws {
        let token = try token()
        #expect(try token.value(ofNextKeyAfter: try token.value(at: start), at: start) == nil)
    }
}
