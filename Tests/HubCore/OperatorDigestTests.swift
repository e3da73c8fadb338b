// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import Testing

/// When operators are told of what, and how much at once.
struct OperatorDigestTests {
    private let start = Timestamp(milliseconds: 1_795_269_900_000)
    private let mail = ChannelName.sample("mail")
    private let hooks = ChannelName.sample("hooks")
    private let fault = Fault(.authenticationRejected, "The relay refuses the credentials.")

    private func dead(_ number: Int64, on channel: ChannelName? = nil) -> EngineEvent {
        .deliveryDead(Delivery.ID(number), channel ?? mail, fault)
    }

    private func held(_ number: Int) -> EngineEvent {
        .destinationHeld(Destination(channel: mail, address: "r\(number)@example.com"), fault)
    }

    @Test func `nothing is due while nothing happens`() {
        var digest = OperatorDigest()
        #expect(digest.due == nil)
        #expect(digest.take(now: start).isEmpty)
    }

    @Test func `a quarantine is told after a moment, with what came before it`() {
        var digest = OperatorDigest()
        _ = digest.note(held(1), at: start)
        #expect(digest.due == start + .seconds(60))
        let isSooner = digest.note(.channelQuarantined(hooks, fault), at: start + .seconds(1))
        #expect(isSooner)
        #expect(digest.due == start + .seconds(6))
        let notices = digest.take(now: start + .seconds(6))
        #expect(notices.map(\.subject) == [.destinationsHeld(mail), .quarantine(hooks)])
        #expect(digest.due == nil)
    }

    @Test func `many events of a kind within a minute become one notice with their number`() {
        var digest = OperatorDigest()
        for number in 0..<1_000 { _ = digest.note(held(number), at: start + .milliseconds(Int64(number))) }
        let notices = digest.take(now: start + .seconds(60))
        #expect(notices.count == 1)
        #expect(notices.first?.count == 1_000)
        #expect(notices.first?.destinations.count == 5)
        #expect(notices.first?.headline == "1000 destinations of channel mail are held")
    }

    @Test func `a flapping channel is told at most once a minute`() {
        var digest = OperatorDigest()
        _ = digest.note(.channelQuarantined(mail, fault), at: start)
        _ = digest.take(now: start + .seconds(5))
        _ = digest.note(.channelRecovered(mail), at: start + .seconds(6))
        _ = digest.note(.channelQuarantined(mail, fault), at: start + .seconds(7))
        #expect(digest.due == start + .seconds(65))
        // The recovery that was never told is not true any more.
        #expect(digest.take(now: start + .seconds(65)).map(\.subject) == [.quarantine(mail)])
    }

    @Test func `the first dead letter of a channel in an hour is told, and no other`() {
        var digest = OperatorDigest()
        let isFirst = digest.note(dead(1), at: start)
        #expect(isFirst)
        for number in 2...9 { _ = digest.note(dead(Int64(number)), at: start + .seconds(1)) }
        _ = digest.note(dead(10, on: hooks), at: start + .seconds(2))
        let told = digest.take(now: start + .seconds(60))
        #expect(told.map(\.subject) == [.deadLetters(mail), .deadLetters(hooks)])
        #expect(told.first?.count == 9)
        _ = digest.note(dead(11), at: start + .seconds(3_599))
        #expect(digest.due == nil)
        _ = digest.note(dead(12), at: start + .seconds(3_600))
        #expect(digest.take(now: start + .seconds(3_660)).map(\.count) == [1])
    }

    @Test func `a host among others is not told`() {
        var digest = OperatorDigest()
        let lane = Lane(id: Lane.ID(1), channel: mail, host: "relay")
        let isDue = digest.note(.laneOpened(lane, fault, until: start + .seconds(30)), at: start)
        #expect(!isDue)
        _ = digest.note(.laneClosed(lane), at: start)
        #expect(digest.due == nil)
    }

    @Test func `what could not be told is told with what came later`() {
        var digest = OperatorDigest()
        _ = digest.note(held(1), at: start)
        let taken = digest.take(now: start + .seconds(60))
        _ = digest.note(held(2), at: start + .seconds(61))
        digest.restore(taken, until: start + .seconds(90))
        #expect(digest.due == start + .seconds(90))
        #expect(digest.take(now: start + .seconds(90)).map(\.count) == [2])
    }

    @Test func `nobody is told of a channel's trouble by that channel, nor of an address at that address`() {
        var digest = OperatorDigest()
        _ = digest.note(.channelQuarantined(mail, fault), at: start)
        _ = digest.note(held(1), at: start)
        _ = digest.note(dead(1), at: start)
        _ = digest.note(.channelRecovered(hooks), at: start)
        _ = digest.note(diskIsFull: Fault(.storageFull, "Full."), at: start)
        let notices = digest.take(now: start)
        let byMail = Destination(channel: mail, address: "ops@example.com")
        let byHook = Destination(channel: hooks, address: "http://ops.example")
        let itself = Destination(channel: mail, address: "r1@example.com")
        #expect(notices.filter { $0.reaches(byHook) }.count == 5)
        #expect(
            notices.filter { $0.reaches(byMail) }.map(\.subject) == [
                .destinationsHeld(mail), .recovery(hooks), .diskNearlyFull,
            ]
        )
        #expect(notices.filter { $0.reaches(itself) }.map(\.subject) == [.recovery(hooks), .diskNearlyFull])
    }

    @Test func `an address is named so far as it is no secret`() throws {
        var digest = OperatorDigest()
        let secret = Destination(channel: hooks, address: "https://user:pass@hooks.example/services/T0/B0/hunter2?k=v")
        _ = digest.note(.destinationHeld(secret, fault), at: start)
        _ = digest.note(held(1), at: start)
        let message = OperatorMessage.compose(
            digest.take(now: start),
            id: .sample("opn_1"),
            link: "https://status.market.example",
            now: start
        )
        let text = message.content.standard.sections.map(\.markdown).joined()
        #expect(text.contains("`hooks.example`") && text.contains("`r…@example.com`"), "\(text)")
        for word in ["hunter2", "pass", "k=v", "r1@"] { #expect(!text.contains(word)) }
        #expect(OperatorMessage.isOne(message.id))
        #expect(!OperatorMessage.isOne(.sample("msg_1")))
    }

    @Test func `a message says what happened and what to do, and a quarantine is urgent`() throws {
        var digest = OperatorDigest()
        let quarantine = Fault(.channelQuarantined, "It says *no*.", context: ["cause": "DLV-401"])
        _ = digest.note(.channelQuarantined(mail, quarantine), at: start)
        let urgent = OperatorMessage.compose(digest.take(now: start), id: .sample("opn_1"), link: "l", now: start)
        #expect(urgent.priority == .critical)
        #expect(urgent.content.standard.title == "Channel mail is in quarantine")
        #expect(urgent.content.standard[.whatHappened]?.contains(#"It says \*no\*. (`DLV-401`)"#) == true)
        #expect(urgent.content.standard[.whatYouCanDo]?.contains("belfry channels show mail") == true)
        #expect(urgent.content.standard[.whatYouCanDo]?.hasPrefix("Renew the credentials") == true)
        _ = digest.note(.channelRecovered(mail), at: start)
        _ = digest.note(held(1), at: start)
        let digested = OperatorMessage.compose(digest.take(now: start), id: .sample("opn_2"), link: "l", now: start)
        #expect(digested.priority == .update)
        #expect(digested.content.standard.title == "2 things to know about the channels")
        #expect(digested.content.standard[.whatHappened]?.split(separator: "\n").count == 2)
    }

    @Test func `the hub's own trouble is told once an hour, to everyone`() {
        var digest = OperatorDigest()
        let fault = Fault(.resourcesExhausted, "There is no socket to be had.")
        let trouble = EngineEvent.localFaults(fault, count: 40)
        let isDue = digest.note(trouble, at: start)
        #expect(isDue)
        _ = digest.note(trouble, at: start + .seconds(59))
        let notices = digest.take(now: start + .seconds(60))
        #expect(notices.map(\.subject) == [.localFaults])
        #expect(notices.first?.count == 80)
        #expect(notices.first?.reaches(Destination(channel: mail, address: "ops@example.com")) == true)
        #expect(notices.first?.isUrgent == false)
        let isDueSoon = digest.note(trouble, at: start + .seconds(3_599))
        let isDueLater = digest.note(trouble, at: start + .seconds(3_600))
        #expect(!isDueSoon && isDueLater)
    }
}
