// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Email
import Testing

/// Where failures of a mail are sent.
struct ReturnPathTests {
    private static let token = "k3vq6zt2mhp4xw7da2bcdefghijkl"

    private func sender(
        bounces: String? = nil,
        returnPath: String? = nil,
        token: String? = ReturnPathTests.token
    ) async throws -> String? {
        var settings = EmailFixture.settings
        settings.bounces = bounces
        settings.returnPath = returnPath
        let relay = StubMailSubmitter()
        let channel = try EmailFixture.channel(settings, mail: relay)
        var delivery = try EmailFixture.delivery(by: channel)
        delivery.bounceToken = token
        _ = try await channel.deliver(delivery)
        return relay.submissions.first?.sender
    }

    @Test func `each delivery has an address of its own below the mailbox`() async throws {
        let token = Self.token
        #expect(try await sender(bounces: "bounces@market.example") == "bounces+\(token)@market.example")
        #expect(try await sender(bounces: "Bounces@Market.Example") == "Bounces+\(token)@market.example")
        #expect(try await sender(bounces: "a.b@market.example", token: "xyz") == "a.b+xyz@market.example")
    }

    @Test(arguments: ["bounces+", "bounces-", "bounces=", "bounces_"])
    func `the separator is the one that the mailbox ends in`(mailbox: String) async throws {
        #expect(try await sender(bounces: "\(mailbox)@market.example") == "\(mailbox)\(Self.token)@market.example")
    }

    @Test func `the longest mailbox leaves a local part that every relay takes`() async throws {
        let mailbox = String(repeating: "b", count: 34)
        let sender = try #require(try await sender(bounces: "\(mailbox)@market.example"))
        #expect(Self.token.utf8.count == Delivery.longestBounceToken)
        #expect(sender.prefix { $0 != "@" }.utf8.count == 64)
    }

    @Test func `without a token failures go to the mailbox itself`() async throws {
        #expect(try await sender(bounces: "bounces@market.example", token: nil) == "bounces@market.example")
        #expect(try await sender(bounces: "bounces-@market.example", token: nil) == "bounces@market.example")
    }

    @Test func `a fixed return path, the sender's own or none at all stay a choice`() async throws {
        #expect(try await sender() == "status@market.example")
        #expect(try await sender(returnPath: "postmaster@market.example") == "postmaster@market.example")
        #expect(try await sender(returnPath: "")?.isEmpty == true)
    }

    @Test func `the mail itself does not show the token`() async throws {
        var settings = EmailFixture.settings
        settings.bounces = "bounces@market.example"
        let relay = StubMailSubmitter()
        let channel = try EmailFixture.channel(settings, mail: relay)
        var delivery = try EmailFixture.delivery(by: channel)
        delivery.bounceToken = Self.token
        _ = try await channel.deliver(delivery)
        let content = String(decoding: try #require(relay.submissions.first).content, as: UTF8.self)
        #expect(!content.contains(Self.token) && !content.contains("Return-Path"))
    }
}
