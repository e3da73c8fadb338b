// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// When a full mailbox is one that nobody reads.
struct FullMailboxTests {
    private static func day(_ day: Double) -> Timestamp {
        Timestamp(milliseconds: Int64((20_000 + day) * 86_400_000))
    }

    private static func mailbox(_ days: [Double], emptiedBefore: Set<Double> = []) -> FullMailbox? {
        guard let first = days.first else { return nil }
        var mailbox = FullMailbox(day(first))
        for day in days.dropFirst() { mailbox.note(Self.day(day), wasEmptied: emptiedBefore.contains(day)) }
        return mailbox
    }

    @Test(
        arguments: [
            ([0], false), ([0, 14], false), ([0, 1, 2, 3, 4, 5, 6, 13.9], false), ([0, 7, 14], true),
            ([0, 13, 14], true), ([0, 7, 13.9, 14], true), ([0, 29, 58], true), ([0, 7, 38], false),
            // The hours of one day are one day.
            ([0.1, 0.2, 0.9, 14.5], false), ([0.1, 0.9, 1.1, 14.5], true),
            // What is told late, of mails older than the latest.
            ([0, 14, 7], false), ([14, 0, 7], false), ([0, 14, 7, 15], true),
        ] as [([Double], Bool)]
    )
    func `three days, two weeks from the first to the last, and no month of silence`(days: [Double], isLasting: Bool) {
        #expect(Self.mailbox(days)?.isLasting == isLasting)
    }

    @Test func `a mail that arrived in between begins anew`() {
        #expect(Self.mailbox([0, 7, 14], emptiedBefore: [7])?.isLasting == false)
        #expect(Self.mailbox([0, 7, 14], emptiedBefore: [14])?.isLasting == false)
        let mailbox = Self.mailbox([0, 7, 14, 21], emptiedBefore: [7])
        #expect(mailbox?.isLasting == true && mailbox?.length == 14 && mailbox?.first == Self.day(7))
    }

    @Test(arguments: [(0.5, nil), (2, nil), (2.5, 1..<1.5), (9, 1..<8)] as [(Double, Range<Double>?)])
    func `what was sent within a day of either mail tells nothing`(next: Double, gap: Range<Double>?) {
        let expected = gap.map { Self.day($0.lowerBound)..<Self.day($0.upperBound) }
        #expect(FullMailbox(Self.day(0)).gap(before: Self.day(next)) == expected)
    }
}

/// What comes of a mailbox that is full again and again.
struct FullMailboxIntakeTests {
    private let scene: BounceScene
    private var clock: ManualClock { scene.scene.clock }

    init() async throws { scene = try await BounceScene() }

    /// Sends a message to the buyers some days later.
    ///
    /// - Returns: the one to ada.
    private func send(after days: Int) async throws -> DeliveryRecord {
        clock.advance(by: .seconds(days * 86_400))
        let sent = try await scene.scene.send(#"{"title": "T", "body": "b", "to": ["buyers"]}"#)
        try await scene.scene.attempt()
        let message = sent.text("id").flatMap { Message.ID($0) }
        let found = try await scene.scene.storage.read { reader throws(Fault) in
            try reader.deliveries(
                matching: DeliveryFilter(message: message, address: "ada@example.com"),
                after: nil,
                limit: 2
            )
        }
        return try #require(found.first)
    }

    private func fail(_ record: DeliveryRecord, _ status: String = "5.2.2") async throws -> BounceResult {
        try await scene.take(BounceScene.report(to: scene.sender(of: record), status: status))
    }

    private func suppression() async throws -> Suppression? {
        try await scene.scene.storage.read { reader throws(Fault) in
            try reader.suppression(channel: .sample("mail"), address: "ada@example.com")
        }
    }

    @Test func `a mailbox that stays full for weeks gets nothing more, and its reason is shown`() async throws {
        #expect(try await fail(scene.ada).outcome == .recorded)
        for days in [3, 5] {
            let result = try await fail(send(after: days), "4.2.2")
            #expect(result.outcome == .recorded && result.kind == .full)
        }
        #expect(try await suppression() == nil)
        let last = try await send(after: 7)
        let result = try await fail(last)
        #expect(result.outcome == .suppressed && result.kind == .full)
        #expect(result.reason == "the mailbox has been full for 15 days")
        let suppression = try await suppression()
        #expect(suppression?.reason == .bounced && suppression?.since == clock.now)
        #expect(suppression?.note == "5.2.2 the mailbox has been full for 15 days")
        #expect(try await scene.reached() == ["bo@example.com", "cy@example.com"])
        #expect(try await fail(last).outcome == .known)
    }

    @Test func `a mail that stayed where it was sent begins the count anew`() async throws {
        _ = try await fail(scene.ada)
        _ = try await send(after: 7)
        for days in [4, 4] { #expect(try await fail(send(after: days)).outcome == .recorded) }
        #expect(try await suppression() == nil)
        for days in [5, 5] { _ = try await fail(send(after: days)) }
        #expect(try await suppression()?.note == "5.2.2 the mailbox has been full for 14 days")
    }

    @Test(arguments: ["5.7.1", "4.4.1", "4.2.1", "5.3.4"])
    func `other failures that pass never add up`(status: String) async throws {
        _ = try await fail(scene.ada, status)
        for days in [5, 5, 5, 5] { #expect(try await fail(send(after: days), status).outcome == .recorded) }
        #expect(try await suppression() == nil)
    }

    @Test func `whoever is taken in again is given as long again`() async throws {
        _ = try await fail(scene.ada)
        for days in [7, 8] { _ = try await fail(send(after: days)) }
        #expect(try await suppression() != nil)
        try await scene.scene.storage.write { transaction throws(Fault) in
            _ = try transaction.suppress(nil, channel: .sample("mail"), address: "ada@example.com", isRecorded: false)
        }
        #expect(try await fail(send(after: 1)).outcome == .recorded)
        #expect(try await suppression() == nil)
    }

    @Test func `a provider's word counts by the day it is given`() async throws {
        let body = #"{"bounces": [{"address": "ada@example.com", "channel": "mail", "kind": "full"}]}"#
        for outcome in ["recorded", "recorded", "suppressed"] {
            #expect(try await scene.report(body).text("items/0/outcome") == outcome)
            clock.advance(by: .seconds(8 * 86_400))
            let now = clock.now
            try await scene.scene.storage.write { transaction throws(Fault) in
                try transaction.forgetAnswers(before: now - .seconds(7 * 86_400))
            }
        }
        #expect(try await suppression()?.note == "the mailbox has been full for 16 days")
    }
}
