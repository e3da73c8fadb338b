// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

struct ConfirmationAllowanceTests {
    private let mail = ChannelName.sample("mail")
    private let start = Timestamp(milliseconds: 1_000_000_000)

    @Test func `an address has its share, and gets it again an hour later`() {
        var allowance = ConfirmationAllowance(.init(perAddress: 2, perClient: 100))
        let take = { (allowance: inout ConfirmationAllowance, address: String, now: Timestamp) in
            allowance.take(for: address, on: mail, host: nil, client: "c", now: now)
        }
        #expect(take(&allowance, "a", start) == .granted)
        #expect(take(&allowance, "a", start) == .granted)
        #expect(take(&allowance, "a", start + .seconds(3_599)) == .withheld)
        #expect(take(&allowance, "b", start + .seconds(3_599)) == .granted)
        #expect(take(&allowance, "a", start + .seconds(3_600)) == .granted)
    }

    @Test func `a client that asks for ever new addresses is told to wait`() {
        var allowance = ConfirmationAllowance(.init(perAddress: 3, perClient: 5))
        let answers = (0..<7).map { allowance.take(for: "\($0)", on: mail, host: nil, client: "c", now: start) }
        #expect(answers.prefix(5).allSatisfy { $0 == .granted })
        #expect(answers.suffix(2).allSatisfy { $0 == .refused(retryAfter: .seconds(3_600)) })
        #expect(allowance.take(for: "9", on: mail, host: nil, client: "other", now: start) == .granted)
        #expect(allowance.take(for: "10", on: mail, host: nil, client: nil, now: start) == .granted)
    }

    @Test func `what is withheld counts against the client that asked for it`() {
        var allowance = ConfirmationAllowance(.init(perAddress: 1, perClient: 3))
        let answers = (0..<4).map { _ in allowance.take(for: "a", on: mail, host: nil, client: "c", now: start) }
        #expect(answers == [.granted, .withheld, .withheld, .refused(retryAfter: .seconds(3_600))])
    }

    @Test func `a machine is not flooded by way of its many addresses`() {
        var allowance = ConfirmationAllowance(.init(perAddress: 1, perClient: 1_000))
        let answers = (0..<20).map { allowance.take(for: "\($0)", on: mail, host: "h", client: "c", now: start) }
        #expect(answers.filter { $0 == .granted }.count == 10)
        #expect(answers.last == .withheld)
        #expect(allowance.take(for: "x", on: mail, host: "other", client: "c", now: start) == .granted)
    }

    @Test func `what is remembered of an hour is bounded`() {
        var allowance = ConfirmationAllowance(.init(perAddress: 1, perClient: 1_000), capacity: 10)
        let answers = (0..<20).map { allowance.take(for: "\($0)", on: mail, host: nil, client: nil, now: start) }
        #expect(answers.filter { $0 == .granted }.count == 10)
        #expect(answers.last == .refused(retryAfter: .seconds(3_600)))
        #expect(allowance.take(for: "x", on: mail, host: nil, client: nil, now: start + .seconds(3_600)) == .granted)
    }
}
