// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import FoundationEssentials
import HubCore
import Logging
import Synchronization
import Testing

/// A channel whose token is kept in a file, watched for changes: its receipts say which token was used.
///
/// The token `bad` is refused as it is read, `stillborn` as the channel is begun, and `slow` holds every attempt until
/// ``gate`` is opened.
final class RotationScene: Sendable {
    static let chat = ChannelName.sample("chat")

    let clock = ManualClock()
    let engine = StubEngine()
    let log = LogRecord()
    let secrets = ChangingSecrets(["file:token": "first"])
    let gate = AttemptGate()
    let subject: SettingsRotation.Subject
    private let maker: Maker

    init() throws {
        let made = Maker(gate: gate)
        let file = try ConfigurationFile(
            """
            hub: { data: "." }
            channels:
              - { name: chat, plugin: chat, settings: { token: "file:token" } }
            audiences: []
            playbooks: []
            """
        )
        var catalog = PluginCatalog()
        catalog.register(Maker.manifest) { (settings, _) throws(Fault) in try made.make(settings) }
        let loader = ConfigurationLoader(path: file.path, plugins: catalog, secrets: secrets)
        let declaration = try #require(try loader.load().get().channels.first)
        let plugins = catalog
        let make: @Sendable (Document) throws(Fault) -> AnyChannel = { (settings) throws(Fault) in
            try plugins.make("chat", settings: settings, services: .stub(channel: "chat"))
        }
        self.subject = try #require(
            SettingsRotation.Subject(declaration, adapter: try make(declaration.settings), make: make)
        )
        self.maker = made
    }

    /// The tokens of the adapters that were ended, in that order.
    var stopped: [String] { maker.stopped.withLock { $0 } }

    /// The tokens of the adapters that made something ready, in that order.
    var prepared: [String] { maker.prepared.withLock { $0 } }

    /// Runs the service while `work` is done.
    func whileWatching(_ work: () async throws -> Void) async throws {
        let service = SettingsRotation(
            [subject],
            secrets: secrets,
            engine: engine,
            clock: clock,
            logger: Logger(label: "test") { _ in RecordingLogHandler(record: self.log) }
        )
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            #expect(await clock.waitForSleepers())
            try await work()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Has the service look so often.
    func look(_ times: Int = 1) async {
        for _ in 0..<times {
            clock.advance(by: SettingsRotation.pause)
            #expect(await clock.waitForSleepers())
        }
    }

    /// The token that an attempt goes out with.
    func deliver() async throws -> String? {
        let destination = Destination(channel: Self.chat, address: "room")
        let adapter = subject.exchange.adapter
        let rendering = try adapter.render(.sample(), for: destination)
        return try await adapter.deliver(.sample(destination: destination, rendering: rendering)).id
    }

    /// Makes the adapters.
    private final class Maker: Sendable {
        static let manifest = ChannelManifest(
            kind: "chat",
            version: "1",
            summary: "Posts that go nowhere.",
            settings: [SettingDescription("token", .string, required: true, secret: true, "The token.")],
            retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(60))
        )

        let gate: AttemptGate
        let prepared = Mutex<[String]>([])
        let stopped = Mutex<[String]>([])

        init(gate: AttemptGate) { self.gate = gate }

        func make(_ settings: [UInt8]) throws(Fault) -> AnyChannel {
            let token = (try? JSONDecoder().decode([String: String].self, from: Data(settings)))?["token"] ?? ""
            if token == "bad" {
                throw Fault(.configurationInvalid, "The token cannot be one.", context: ["where": "/settings/token"])
            }
            return AnyChannel(
                manifest: Self.manifest,
                host: { (_) throws(Fault) in "chat.example.com" },
                render: { (message, _) throws(Fault) in
                    Rendering(parts: [RenderedPart("text", "text/plain", message.title)])
                },
                deliver: { [gate] (_) async throws(Fault) in
                    if token == "slow" { await gate.pass() }
                    return Receipt(id: token)
                },
                check: { [Finding("token", .info, token)] },
                prepare: { () async throws(Fault) in self.prepared.withLock { $0.append(token) } },
                start: { () async throws(Fault) in
                    if token == "stillborn" { throw Fault(.configurationInvalid, "The program refuses its settings.") }
                },
                stop: { self.stopped.withLock { $0.append(token) } }
            )
        }
    }
}

/// Secrets that change while they are used.
final class ChangingSecrets: SecretStore {
    private let values: Mutex<[String: String]>

    init(_ values: [String: String]) { self.values = Mutex(values) }

    subscript(_ reference: String) -> String? {
        get { values.withLock { $0[reference] } }
        set { values.withLock { $0[reference] = newValue } }
    }

    func secret(_ reference: SecretReference) throws(Fault) -> Secret {
        guard let value = self[reference.text] else { throw Fault(.secretMissing, "There is no such secret.") }
        return Secret(value)
    }
}

/// Holds attempts until it is opened.
final class AttemptGate: Sendable {
    private let arrivals = AsyncStream.makeStream(of: Void.self)
    private let opened = AsyncStream.makeStream(of: Void.self)

    func pass() async {
        arrivals.continuation.yield()
        for await _ in opened.stream {}
    }

    /// Returns once an attempt is held.
    func arrival() async { for await _ in arrivals.stream { return } }

    func open() { opened.continuation.finish() }
}
