// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

struct ChannelWatchTests {
    let start = Timestamp(milliseconds: 1_795_300_000_000)
    let refused = Fault(.connectionRefused, "Nothing listens there.")

    /// One attempt from start to end.
    private func attempt(
        _ watch: inout ChannelWatch,
        _ destination: Int64,
        _ observation: ChannelWatch.Observation,
        isRetry: Bool = false,
        at now: Timestamp? = nil,
        jitter: Double = 1
    ) -> ChannelWatch.Change? {
        let now = now ?? start
        let ticket = watch.started(at: now)
        return watch.observe(ticket, DestinationID(destination), observation, isRetry: isRetry, at: now, jitter: jitter)
    }

    private func quarantined(by fault: Fault) -> ChannelWatch {
        var watch = ChannelWatch()
        for destination in 1...20 as ClosedRange<Int64> where attempt(&watch, destination, .failure(fault)) != nil {
            break
        }
        return watch
    }

    @Test func `refused credentials put the channel into quarantine at once`() {
        var watch = ChannelWatch()
        let change = attempt(&watch, 1, .failure(Fault(.authenticationRejected, "The token was revoked.")))
        guard case .quarantined(let fault) = change else {
            Issue.record("no quarantine")
            return
        }
        #expect(fault.code == .channelQuarantined)
        #expect(fault.context == ["cause": "DLV-401", "destinations": "1"])
        #expect(fault.message.contains("The token was revoked."))
        #expect(watch.admits(at: start) == .no(until: start + .seconds(15)))
    }

    @Test(arguments: [FaultCode.connectionRefused, .timedOut, .outcomeUnknown])
    func `five destinations that cannot be reached are one event of the channel`(code: FaultCode) {
        var watch = ChannelWatch()
        for destination in 1...4 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(Fault(code, "away"))) == nil)
        }
        guard case .quarantined(let fault) = attempt(&watch, 5, .failure(Fault(code, "away"))) else {
            Issue.record("no quarantine")
            return
        }
        #expect(fault.context == ["cause": code.rawValue, "destinations": "5"])
    }

    @Test func `faults of one class count together, of different classes they do not`() {
        var watch = ChannelWatch()
        _ = attempt(&watch, 1, .failure(Fault(.timedOut, "")))
        _ = attempt(&watch, 2, .failure(Fault(.connectionRefused, "")))
        _ = attempt(&watch, 3, .failure(Fault(.resolverFailed, "")))
        _ = attempt(&watch, 4, .failure(Fault(.outcomeUnknown, "")))
        #expect(attempt(&watch, 5, .failure(Fault(.connectionLost, ""))) == nil)
        #expect(attempt(&watch, 6, .failure(Fault(.providerUnavailable, ""))) == nil)
        #expect(attempt(&watch, 7, .failure(Fault(.timedOut, ""))) != nil)
    }

    @Test func `one destination that fails again and again is one destination`() {
        var watch = ChannelWatch()
        for _ in 0..<100 { #expect(attempt(&watch, 1, .failure(refused)) == nil) }
        #expect(watch.state == .working)
    }

    @Test func `a success in between shows that the others fail by themselves`() {
        var watch = ChannelWatch()
        for destination in 1...100 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(refused)) == nil)
            if destination.isMultiple(of: 4) { _ = attempt(&watch, 1_000, .success) }
        }
        #expect(watch.isFailing(DestinationID(100)))
    }

    @Test func `five dead endpoints that are tried again together are not an outage`() {
        var watch = ChannelWatch()
        for destination in 1...4 as ClosedRange<Int64> { _ = attempt(&watch, destination, .failure(refused)) }
        _ = attempt(&watch, 100, .success)
        _ = attempt(&watch, 5, .failure(refused))
        _ = attempt(&watch, 100, .success)
        for _ in 0..<3 {
            for destination in 1...5 as ClosedRange<Int64> {
                #expect(attempt(&watch, destination, .failure(refused)) == nil)
            }
        }
        // Four that were well until now do not make five with them; the fifth does.
        for destination in 6...9 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(refused)) == nil)
        }
        #expect(attempt(&watch, 10, .failure(refused)) != nil)
    }

    @Test func `a destination that has worked again counts again`() {
        var watch = ChannelWatch()
        for destination in 1...4 as ClosedRange<Int64> { _ = attempt(&watch, destination, .failure(refused)) }
        _ = attempt(&watch, 100, .success)
        for destination in 1...4 as ClosedRange<Int64> { _ = attempt(&watch, destination, .success) }
        for destination in 1...4 as ClosedRange<Int64> { _ = attempt(&watch, destination, .failure(refused)) }
        #expect(attempt(&watch, 5, .failure(refused)) != nil)
    }

    @Test func `after a restart retries that fail are no news`() {
        var watch = ChannelWatch()
        for destination in 1...50 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(refused), isRetry: true) == nil)
        }
        #expect(watch.isFailing(DestinationID(50)))
        #expect(attempt(&watch, 51, .failure(Fault(.senderRejected, "")), isRetry: true) != nil)
    }

    @Test func `twenty destinations that refuse with one code are an event of the channel, nineteen are not`() {
        var watch = ChannelWatch()
        for destination in 1...19 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(Fault(.recipientRejected, "no such user"))) == nil)
            #expect(attempt(&watch, destination + 100, .failure(Fault(.targetGone, "gone"))) == nil)
            #expect(attempt(&watch, destination + 200, .failure(Fault(.contentRejected, "no"))) == nil)
        }
        #expect(attempt(&watch, 20, .failure(Fault(.recipientRejected, "no such user"))) != nil)
    }

    @Test(arguments: [FaultCode.rateLimited, .schemaInvalid])
    func `limits and wrong requests say nothing about the channel`(code: FaultCode) {
        var watch = ChannelWatch()
        for destination in 1...100 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(Fault(code, ""))) == nil)
            #expect(attempt(&watch, destination, .neutral) == nil)
        }
        #expect(watch.admits(at: start) == .yes)
    }

    @Test func `in quarantine one attempt is tried at a time, and rarer with each that fails`() {
        var watch = quarantined(by: refused)
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<8 {
            guard case .no(let next?) = watch.admits(at: now) else { break }
            pauses.append(next - now)
            now = next
            #expect(watch.admits(at: now) == .probe)
            let ticket = watch.started(at: now)
            #expect(ticket.isProbe)
            #expect(watch.admits(at: now + .seconds(3_000)) == .no(until: nil))
            #expect(watch.observe(ticket, DestinationID(9), .failure(refused), at: now, jitter: 1) == nil)
        }
        #expect(pauses == [15, 30, 60, 120, 240, 480, 900, 900].map { .seconds($0) })
    }

    @Test func `a trial that fails otherwise makes the pause no longer`() {
        var watch = quarantined(by: refused)
        var now = start
        for observation in [.neutral, .failure(Fault(.targetGone, "gone")), .failure(Fault(.rateLimited, ""))]
            as [ChannelWatch.Observation]
        {
            now = now + .seconds(15)
            #expect(watch.admits(at: now) == .probe)
            _ = attempt(&watch, 9, observation, at: now)
            #expect(watch.admits(at: now) == .no(until: now + .seconds(15)))
        }
    }

    @Test func `while in quarantine failures of old attempts change nothing`() {
        var watch = ChannelWatch()
        let old = (1...30).map { _ in watch.started(at: start) }
        for destination in 1...5 as ClosedRange<Int64> { _ = attempt(&watch, destination, .failure(refused)) }
        let state = watch.state
        let generation = watch.generation
        for (index, ticket) in old.enumerated() {
            let destination = DestinationID(Int64(index + 50))
            #expect(watch.observe(ticket, destination, .failure(refused), at: start, jitter: 1) == nil)
        }
        #expect(watch.state == state && watch.generation == generation)
    }

    @Test func `the success of any attempt ends the quarantine`() {
        var watch = ChannelWatch()
        let old = watch.started(at: start)
        for destination in 1...5 as ClosedRange<Int64> { _ = attempt(&watch, destination, .failure(refused)) }
        #expect(watch.observe(old, DestinationID(70), .success, at: start, jitter: 1) == .recovered)
        #expect(watch.state == .working)
        #expect(watch.admits(at: start) == .yes)
    }

    @Test func `what was under way through the outage does not bring it back`() {
        var watch = ChannelWatch()
        let before = (1...20).map { _ in watch.started(at: start) }
        for destination in 1...5 as ClosedRange<Int64> { _ = attempt(&watch, destination, .failure(refused)) }
        #expect(attempt(&watch, 6, .success, at: start + .seconds(15)) == .recovered)
        for (index, ticket) in before.enumerated() {
            let late = watch.observe(
                ticket,
                DestinationID(Int64(index + 50)),
                .failure(refused),
                at: start + .seconds(16),
                jitter: 1
            )
            #expect(late == nil)
        }
        #expect(watch.state == .working)
    }

    @Test func `those that an outage took along count anew in the next`() {
        var watch = quarantined(by: refused)
        #expect(attempt(&watch, 6, .success, at: start + .seconds(15)) == .recovered)
        for destination in 1...4 as ClosedRange<Int64> {
            #expect(attempt(&watch, destination, .failure(refused)) == nil)
        }
        #expect(attempt(&watch, 5, .failure(refused)) != nil)
    }

    @Test func `an abandoned trial makes room for another`() {
        var watch = quarantined(by: refused)
        let now = start + .seconds(15)
        let ticket = watch.started(at: now)
        watch.abandoned(ticket)
        #expect(watch.admits(at: now) == .probe)
    }

    @Test func `released by an operator it is tried at once, and the pauses begin anew`() {
        var watch = quarantined(by: refused)
        for seconds in [15, 45] { _ = attempt(&watch, 9, .failure(refused), at: start + .seconds(seconds)) }
        let now = start + .seconds(50)
        #expect(watch.admits(at: now) == .no(until: start + .seconds(105)))
        watch.release(at: now)
        #expect(watch.admits(at: now) == .probe)
        _ = attempt(&watch, 9, .failure(refused), at: now)
        #expect(watch.admits(at: now) == .no(until: now + .seconds(30)))
        var working = ChannelWatch()
        working.release(at: start)
        #expect(working.state == .working)
    }

    @Test func `pauses are multiplied with the jitter, and a clock that was put back does not lengthen them`() {
        var watch = ChannelWatch()
        _ = attempt(&watch, 1, .failure(Fault(.senderRejected, "")), jitter: 1.2)
        #expect(watch.admits(at: start) == .no(until: start + .seconds(18)))
        #expect(watch.admits(at: start - .seconds(7_200)) == .probe)
    }

    @Test func `of failing destinations it remembers a bounded number, the latest surely`() {
        var watch = ChannelWatch(rules: ChannelWatch.Rules(memory: 100))
        for destination in 1...1_000 as ClosedRange<Int64> {
            _ = attempt(&watch, destination, .failure(refused), isRetry: true)
        }
        let remembered = (1...1_000 as ClosedRange<Int64>).filter { watch.isFailing(DestinationID($0)) }
        #expect((50...100).contains(remembered.count))
        #expect(remembered.last == 1_000)
        #expect(remembered.first == 1_001 - Int64(remembered.count))
    }
}
