// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Logging
import Outbox
import OutboxTesting
import ServiceLifecycle
import Synchronization
import Testing

/// An adapter that does what the test says; its lane is what follows the address's `@`.
struct ScriptedChannel: Channel {
    struct Settings: ChannelSettings { func validate() throws(Fault) {} }

    typealias Script = @Sendable (Delivery) async throws(Fault) -> Receipt

    static let manifest = ChannelManifest(
        kind: "scripted",
        version: "1",
        summary: "Does what a test says.",
        settings: [],
        retry: RetryPolicy(schedule: [.seconds(1), .seconds(5), .seconds(30)], expires: .seconds(86_400)),
        attemptTimeout: .seconds(15)
    )

    private let script: Script

    init(_ script: @escaping Script) { self.script = script }

    init(settings: Settings, services: ChannelServices) throws(Fault) { self.init { _ in Receipt() } }

    func host(for destination: Destination) throws(Fault) -> String {
        guard let at = destination.address.lastIndex(of: "@") else { throw Fault(.addressInvalid, "no host") }
        return String(destination.address[destination.address.index(after: at)...])
    }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        if message.title == "unspeakable" { throw Fault(.contentRejected, "cannot be rendered") }
        return Rendering(parts: [RenderedPart("text", "text/plain", message.title)])
    }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { try await script(delivery) }
}

/// An engine at work on a ledger in memory, with a clock that the test moves.
final class EngineStage: Sendable {
    let clock = ManualClock()
    let memory: MemoryLedger
    let ledger: any Ledger
    let channels: ChannelDirectory
    let dispatcher: Dispatcher
    let events = Logbook<EngineEvent>()
    private let numbers = Mutex(0)
    let executor = RestingExecutor()

    /// One channel, “mail”, tuned as given.
    convenience init(
        rate: RateLimit? = nil,
        ratePerDestination: RateLimit? = nil,
        ratePerReader: RateLimit? = nil,
        concurrency: Int = 8,
        order: DeliveryOrder = .latest,
        unknown: UnknownPolicy = .resend,
        options: Dispatcher.Options = Dispatcher.Options(),
        wrapping wrap: (MemoryLedger) -> any Ledger = { $0 },
        _ script: @escaping ScriptedChannel.Script
    ) {
        let channel = ConfiguredChannel(
            name: .sample("mail"),
            adapter: AnyChannel(ScriptedChannel(script)),
            rate: rate,
            ratePerDestination: ratePerDestination,
            ratePerReader: ratePerReader,
            concurrency: concurrency,
            order: order,
            unknownPolicy: unknown
        )
        self.init(channels: [channel], options: options, wrapping: wrap)
    }

    /// What an earlier one was, started anew after a pause.
    convenience init(restarting earlier: EngineStage, after pause: Duration) {
        self.init(channels: earlier.channels.all, memory: earlier.memory)
        let number = earlier.numbers.withLock { $0 }
        numbers.withLock { $0 = number }
        clock.advance(to: earlier.clock.now + pause)
    }

    init(
        channels: [ConfiguredChannel],
        options: Dispatcher.Options = Dispatcher.Options(),
        memory: MemoryLedger = MemoryLedger(),
        bounceToken: @escaping @Sendable (Delivery.ID, String) -> String? = { _, _ in nil },
        wrapping wrap: (MemoryLedger) -> any Ledger = { $0 }
    ) {
        self.memory = memory
        self.ledger = wrap(memory)
        self.channels = ChannelDirectory(channels)
        let events = self.events
        self.dispatcher = Dispatcher(
            ledger: ledger,
            channels: self.channels,
            clock: clock,
            node: "test",
            options: options,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            // In the middle of its range, where the schedule's steps are exact.
            random: { 0.5 },
            bounceToken: bounceToken,
            events: { events.note($0) }
        )
    }

    /// Accepts a message for some addresses of “mail” and tells the engine.
    func accept(
        _ title: String = "title",
        to addresses: [String],
        sequence: Int? = nil,
        priority: Priority = .update
    ) async throws {
        let destinations = addresses.map { Destination(channel: .sample("mail"), address: $0) }
        try await accept(title, for: destinations, sequence: sequence, priority: priority)
    }

    func accept(
        _ title: String = "title",
        for destinations: [Destination],
        sequence: Int? = nil,
        priority: Priority = .update,
        of incident: String? = nil,
        phase: Phase? = nil
    ) async throws {
        let number = numbers.withLock {
            $0 += 1; return $0
        }
        var message = Message.sample(title: title)
        message.id = try #require(Message.ID("msg_\(number)"))
        if let sequence { message.facts.incident?.sequence = sequence } else { message.facts.incident = nil }
        if let incident { message.facts.incident?.id = try #require(IncidentReference.ID(incident)) }
        if let phase { message.facts.phase = phase }
        try await memory.enqueue(
            OutboxMessage(content: MessageSet(message), priority: priority, acceptedAt: clock.now),
            destinations: destinations,
            planner: channels
        )
        dispatcher.wake(try await memory.lanes())
    }

    /// Runs the engine around `body`, and stops it gracefully behind it.
    func run(_ body: () async throws -> Void) async throws {
        try await onStage {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let services = ServiceGroup(
                    services: [dispatcher],
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
                group.addTask { try await services.run() }
                try await body()
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    /// Does `work`, which starts the engine itself, where it can be waited for its rest.
    func onStage(_ work: () async throws -> Void) async throws {
        try await withTaskExecutorPreference(executor, operation: work)
    }

    /// Waits until `condition` holds, letting the engine's tasks run meanwhile; a bound keeps a broken engine from
    /// holding up the suite.
    func until(
        _ what: String,
        within bound: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: () async -> Bool
    ) async {
        let deadline = ContinuousClock.now + bound
        while ContinuousClock.now < deadline {
            if await condition() { return }
            await Task.yield()
        }
        Issue.record("never happened: \(what)", sourceLocation: sourceLocation)
    }

    /// Moves the clock from sleep to sleep until `condition` holds.
    func play(
        _ what: String,
        within bound: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: () async -> Bool
    ) async {
        await until(what, within: bound, sourceLocation: sourceLocation) {
            // A step only once everything that can run has come to rest.
            await executor.rest()
            if await condition() { return true }
            if let next = clock.nextDeadline { clock.advance(to: next) }
            return false
        }
    }

    func states() async -> [String: DeliveryState] {
        Dictionary(await memory.records().map { ("\($0.message) \($0.destination.address)", $0.state) }) { $1 }
    }

    /// Waits until every delivery is in one of these states.
    func settled(_ states: Set<DeliveryState>, sourceLocation: SourceLocation = #_sourceLocation) async {
        await until("all deliveries \(states)", sourceLocation: sourceLocation) {
            let records = await memory.records()
            return !records.isEmpty && records.allSatisfy { states.contains($0.state) }
        }
    }

    /// Waits until the engine sleeps until exactly this moment; with `passing`, shorter sleeps are passed over.
    func asleep(
        until moment: Timestamp,
        passing: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await until("a sleep until \(moment)", sourceLocation: sourceLocation) {
            await executor.rest()
            if passing, let next = clock.nextDeadline, next < moment { clock.advance(to: next) }
            return clock.nextDeadline == moment
        }
    }
}

/// What a script has seen, in order.
final class Logbook<Entry: Sendable>: Sendable {
    private let list: Mutex<[Entry]> = Mutex([])

    var entries: [Entry] { list.withLock { $0 } }

    @discardableResult
    func note(_ entry: Entry) -> Int {
        list.withLock {
            $0.append(entry)
            return $0.count
        }
    }
}
