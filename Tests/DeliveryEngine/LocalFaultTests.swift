// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// Our own trouble, for which no channel, no host and no destination is to pay.
struct LocalFaultTests {
    private static let codes = FaultCode.allCases.filter { $0.faultClass == .local }
    /// Those that would meet every attempt alike.
    private static let shared: [FaultCode] = [.resourcesExhausted, .resolverFailed, .proxyFailed]

    private let now = Timestamp(milliseconds: 1_795_300_000_000)
    private let lane = Lane(id: Lane.ID(1), channel: .sample("mail"), host: "h1")

    private func book() -> DispatchBook {
        let channel = ConfiguredChannel(
            name: .sample("mail"),
            adapter: AnyChannel(ScriptedChannel { _ in Receipt() }),
            concurrency: 64
        )
        var book = DispatchBook(channels: ChannelDirectory([channel]), maximumInFlight: 1_000)
        learn(&book)
        return book
    }

    private func learn(_ book: inout DispatchBook, isRetry: Bool = false) {
        let band = BandStatus(Band(.update, isRetry: isRetry), due: now)
        book.learn(LaneStatus(lane: lane, bands: [band]), now: now)
    }

    private func claim(_ number: Int64, isRetry: Bool = false) -> Claim {
        Claim(
            delivery: Delivery.ID(number),
            lane: lane.id,
            message: .sample("msg_1"),
            destinationID: DestinationID(number),
            destination: Destination(channel: lane.channel, address: "\(number)@example.com"),
            attempt: 1,
            failures: 0,
            band: Band(.update, isRetry: isRetry),
            thread: nil,
            acceptedAt: now,
            expiresAt: now + .seconds(3_600)
        )
    }

    private func attempt(_ book: inout DispatchBook, _ claim: Claim, _ fault: Fault, at moment: Timestamp) throws {
        _ = book.take([claim], now: moment)
        let next = book.next(in: lane.id, now: moment)
        let flight = try #require(next)
        let retry = Disposition.retry(at: moment + .seconds(1), charged: false)
        book.ended(flight, .failed(fault), retry, now: moment, jitter: 1)
    }

    // MARK: - Who pays

    @Test(arguments: codes)
    func `hundreds of them quarantine no channel and open no breaker`(code: FaultCode) throws {
        var book = book()
        for number in 1...300 as ClosedRange<Int64> {
            try attempt(&book, claim(number), Fault(code, "no"), at: now + .seconds(number))
        }
        let news = book.takeNews()
        let others = news.events.filter { if case .localFaults = $0 { false } else { true } }
        #expect(others == [])
        #expect(news.parked.isEmpty && news.health.isEmpty)
        #expect(book.parkedLanes.isEmpty)
        for number in 1...300 as ClosedRange<Int64> {
            #expect(book.limits.phase(of: DestinationID(number)) == .closed)
        }
    }

    @Test(arguments: codes)
    func `the same fault again and again at one destination opens nothing either`(code: FaultCode) throws {
        var book = book()
        for turn in 1...100 as ClosedRange<Int64> {
            try attempt(&book, claim(1), Fault(code, "no"), at: now + .seconds(turn))
        }
        #expect(book.limits.phase(of: DestinationID(1)) == .closed)
        #expect(book.parkedLanes.isEmpty)
    }

    @Test(arguments: codes)
    func `no destination is blamed, and nothing is passed on before its time`(code: FaultCode) {
        let outcome = AttemptOutcome.failed(Fault(code, "no"))
        #expect(!DeliveryRules.blamesDestination(outcome))
        let retry = Disposition.retry(at: now, charged: false)
        #expect(!DeliveryRules.passesOn(after: outcome, retry, failures: 100, patience: Patience()))
    }

    @Test(arguments: codes)
    func `a delivery is tried again with longer and longer pauses until it expires, and never charged`(
        code: FaultCode
    ) {
        let rules = DeliveryRules(
            retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(3_600)),
            unknownPolicy: .hold
        )
        let end = now + .seconds(3_600)
        var moment = now
        var attempt = 0
        var pause = Duration.zero
        while true {
            attempt += 1
            let disposition = rules.disposition(
                after: .failed(Fault(code, "no")),
                attempt: attempt,
                failures: 1,
                expiresAt: end,
                now: moment,
                jitter: 1
            )
            guard case .retry(let next, let isCharged) = disposition else {
                #expect(disposition == .expired)
                break
            }
            #expect(!isCharged)
            #expect(next - moment >= max(pause, .seconds(1)) && next - moment <= .seconds(64))
            (pause, moment) = (next - moment, next)
        }
        // 1 s + 2 s + … + 64 s, and then one a minute.
        #expect(attempt < 70)
    }

    @Test func `a channel's trial that meets our own trouble proves nothing`() {
        var watch = ChannelWatch()
        for destination in 1...10 as ClosedRange<Int64> {
            let ticket = watch.started(at: now)
            let observation = ChannelWatch.Observation.failure(Fault(.resourcesExhausted, "no"))
            #expect(watch.observe(ticket, DestinationID(destination), observation, at: now, jitter: 1) == nil)
        }
        #expect(watch.state == .working)
    }

    // MARK: - What it costs

    @Test func `a retry that our own trouble kept from its host is given back to the lane's budget`() throws {
        var budget = RetryBudget(now: now)
        for _ in 0..<1_000 {
            budget.startedRetry(at: now)
            budget.cameToNothing(at: now)
        }
        #expect(budget.allowance(at: now) == 100)

        var book = book()
        for number in 1...300 as ClosedRange<Int64> {
            try attempt(&book, claim(number, isRetry: true), Fault(.fileUnwritable, "no"), at: now)
        }
        learn(&book, isRetry: true)
        #expect(book.quotas(now: now).first?.limit ?? 0 > 1)
    }

    @Test(arguments: shared)
    func `the lane rests for a second, so that what waits there does not fail one by one`(code: FaultCode) throws {
        var book = book()
        try attempt(&book, claim(1), Fault(code, "no"), at: now)
        learn(&book)
        #expect(book.quotas(now: now).isEmpty)
        learn(&book)
        #expect(book.quotas(now: now + .milliseconds(999)).isEmpty)
        learn(&book)
        #expect(!book.quotas(now: now + .seconds(1)).isEmpty)
    }

    @Test(arguments: [FaultCode.fileUnwritable, .internalError])
    func `what may concern one delivery alone keeps no other waiting`(code: FaultCode) throws {
        var book = book()
        try attempt(&book, claim(1), Fault(code, "no"), at: now)
        learn(&book)
        #expect(!book.quotas(now: now).isEmpty)
    }

    @Test func `an engine without sockets delivers everything when there are some again`() async throws {
        let calls = Logbook<String>()
        // More often than the schedule has steps.
        let stage = EngineStage { delivery throws(Fault) in
            calls.note(delivery.destination.address)
            guard calls.entries.count(where: { $0 == delivery.destination.address }) > 6 else {
                throw Fault(.resourcesExhausted, "no socket")
            }
            return Receipt()
        }
        let addresses = (1...40).map { "r@h\($0).example" }
        try await stage.run {
            try await stage.accept(to: addresses)
            await stage.play("all delivered") {
                let states = await stage.states()
                return states.count == 40 && states.values.allSatisfy { $0 == .delivered }
            }
        }
        #expect(calls.entries.count == 40 * 7)
        #expect(
            !stage.events.entries.contains {
                switch $0 {
                case .localFaults: false
                default: true
                }
            }
        )
        #expect(stage.events.entries.contains { if case .localFaults = $0 { true } else { false } })
    }

    // MARK: - Who learns of it

    @Test func `nine in a minute are not worth telling, the tenth is`() {
        var faults = LocalFaults()
        let fault = Fault(.resourcesExhausted, "no")
        for second in 1...9 as ClosedRange<Int64> { #expect(faults.note(fault, at: now + .seconds(second)) == nil) }
        #expect(faults.note(fault, at: now + .seconds(10)) == .localFaults(fault, count: 10))
    }

    @Test func `a few now and then are never told`() {
        var faults = LocalFaults()
        for turn in 0..<1_000 as Range<Int64> {
            #expect(faults.note(Fault(.proxyFailed, "no"), at: now + .seconds(turn * 10)) == nil)
        }
    }

    @Test func `a storm is told once a minute, with how many there were`() {
        var faults = LocalFaults()
        let fault = Fault(.resourcesExhausted, "no")
        let events = (0..<300_000 as Range<Int64>).compactMap { faults.note(fault, at: now + .milliseconds($0)) }
        #expect(events.count == 5)
        #expect(events.first == .localFaults(fault, count: 10))
        #expect(events.last == .localFaults(fault, count: 60_000))
    }

    @Test func `a clock that is put back silences nothing`() {
        var faults = LocalFaults()
        let fault = Fault(.resourcesExhausted, "no")
        for _ in 0..<10 { _ = faults.note(fault, at: now) }
        let events = (0..<10).compactMap { _ in faults.note(fault, at: now + .seconds(-3_600)) }
        #expect(events == [.localFaults(fault, count: 10)])
    }

    @Test(arguments: [FaultCode.cancelled, .timedOut, .rateLimited])
    func `the hub's own end and other people's trouble do not count`(code: FaultCode) {
        var faults = LocalFaults()
        for _ in 0..<100 { #expect(faults.note(Fault(code, "no"), at: now) == nil) }
    }
}
