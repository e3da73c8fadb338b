// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

struct DestinationHealthTests {
    let start = Timestamp(milliseconds: 1_795_300_000_000)

    private func failing(_ id: Int64 = 1, failures: Int, since: Timestamp? = nil) -> FailingDestination {
        FailingDestination(
            id: DestinationID(id),
            destination: Destination(channel: .sample("hooks"), address: "https://partner.example/hook"),
            failures: failures,
            since: since ?? start,
            fault: Fault(.timedOut, "No answer within 15 s.")
        )
    }

    private func hours(_ count: Int) -> Timestamp { start + .seconds(count * 3_600) }

    @Test(arguments: [
        (0, 1, DestinationHealth.Verdict.fine),
        (23, 500, .fine),
        (24, 2, .warn(day: 1)),
        (71, 50, .warn(day: 1)),
        (72, 50, .warn(day: 3)),
        (119, 500, .warn(day: 3)),
        (120, 19, .warn(day: 3)),
        (2_000, 19, .warn(day: 3)),
    ])
    func `failing for a day is worth a warning, and for three days another`(
        age: Int,
        failures: Int,
        verdict: DestinationHealth.Verdict
    ) {
        var health = DestinationHealth()
        #expect(health.verdict(of: failing(failures: failures), now: hours(age)) == verdict)
    }

    @Test(arguments: [(120, 20), (500, 20), (120, 10_000)])
    func `after five days and twenty failures it is held`(age: Int, failures: Int) {
        var health = DestinationHealth()
        guard case .hold(let fault) = health.verdict(of: failing(failures: failures), now: hours(age)) else {
            Issue.record("not held")
            return
        }
        #expect(fault.code == .destinationFailing)
        #expect(fault.context["cause"] == "DLV-001")
        #expect(fault.context["failures"] == "\(failures)")
        #expect(fault.message.contains("No answer within 15 s."))
        #expect(!fault.message.contains("partner.example"))
    }

    @Test func `each warning is given once for each time of failing`() {
        var health = DestinationHealth()
        var verdicts: [DestinationHealth.Verdict] = []
        for hour in 0..<120 { verdicts.append(health.verdict(of: failing(failures: hour + 1), now: hours(hour))) }
        #expect(verdicts.filter { $0 != .fine } == [.warn(day: 1), .warn(day: 3)])
        #expect(verdicts[24] == .warn(day: 1) && verdicts[72] == .warn(day: 3))
        // It has worked in between: its failing begins anew.
        let again = failing(failures: 3, since: hours(130))
        #expect(health.verdict(of: again, now: hours(140)) == .fine)
        #expect(health.verdict(of: again, now: hours(154)) == .warn(day: 1))
        #expect(health.verdict(of: again, now: hours(155)) == .fine)
    }

    @Test func `destinations are warned of apart`() {
        var health = DestinationHealth()
        #expect(health.verdict(of: failing(1, failures: 5), now: hours(25)) == .warn(day: 1))
        #expect(health.verdict(of: failing(2, failures: 5), now: hours(25)) == .warn(day: 1))
        #expect(health.count == 2)
    }

    @Test func `what has not failed for a week is forgotten`() {
        var health = DestinationHealth()
        _ = health.verdict(of: failing(1, failures: 5), now: hours(25))
        _ = health.verdict(of: failing(2, failures: 5), now: hours(100))
        health.prune(now: hours(25 + 168))
        #expect(health.count == 1)
    }

    @Test func `its memory is bounded, and the latest are kept`() {
        var health = DestinationHealth()
        for id in 0..<20_000 {
            let now = hours(25) + .milliseconds(id)
            #expect(health.verdict(of: failing(Int64(id), failures: 5), now: now) == .warn(day: 1))
            #expect(health.count <= 8_192)
        }
        #expect(health.verdict(of: failing(19_999, failures: 6), now: hours(26)) == .fine)
    }

    @Test func `the dispatcher's book forgets what has not failed for a week`() {
        var book = DispatchBook(channels: ChannelDirectory([]), maximumInFlight: 1)
        let failing = failing(1, failures: 5)
        _ = book.judge([failing], now: hours(100))
        #expect(book.takeNews().events == [.destinationFailing(failing)])
        _ = book.judge([failing], now: hours(101))
        book.prune(now: hours(102))
        _ = book.judge([failing], now: hours(103))
        #expect(book.takeNews().events.isEmpty, "It has been told.")
        book.prune(now: hours(103 + 168))
        _ = book.judge([failing], now: hours(103 + 169))
        #expect(book.takeNews().events == [.destinationFailing(failing)])
    }
}
