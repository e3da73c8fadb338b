// SPDX-License-Identifier: Apache-2.0

import Announcement
import CMalloc
import ChannelKit
import Composition
import DeliveryEngine
import HubCore
import HubHTTP
import Logging
import Outbox
import SQLiteStorage
import ServiceLifecycle
import Transport
import UnixSignals

/// A whole hub, put together from its configuration: the one place where every module meets.
struct HubAssembly {
    let configuration: HubConfiguration
    let storage: SQLiteStore
    let hub: Hub
    let dispatcher: Dispatcher
    let router: HubRouter
    let channels: ChannelDirectory
    let templateFindings: [Finding]
    private let notices: OperatorNotices
    private let engine: WatchedService
    private let rotation: SettingsRotation
    private let bounces: BounceIntake
    private let transport: Transports
    let budget: DescriptorBudget
    let logger: Logger

    /// - Throws: what is wrong with the configuration, the storage, or the templates' folder.
    init(_ configuration: HubConfiguration, secrets: any SecretStore, logger: Logger) throws(Fault) {
        let clock = SystemClock()
        let budget = Self.descriptorBudget()
        let data = try DataFolder(configuration.hub.data)
        try data.lock()
        let key = try data.key()
        let secrets = DerivedSecretStore(secrets, key: key)
        let transport = try Transports(connections: budget.connections, trust: configuration.hub.trust)
        let (channels, changeable) = try Self.channels(configuration, transport, secrets: secrets, clock: clock)
        let (templates, findings) = TemplateLibrary.load(directory: configuration.hub.templates)
        let storage = try SQLiteStore.open(path: data.database, reserve: configuration.hub.diskReserve)
        let offer = configuration.subscriptions
        let tokens = ReaderTokens(publicURL: configuration.hub.publicURL, key: key)
        let bounceTokens = BounceTokens(key: key)
        let untold = UntoldNotices()
        let notices = OperatorNotices(
            storage: storage,
            channels: channels,
            operators: configuration.operators,
            untold: untold,
            link: configuration.hub.publicURL,
            clock: clock,
            logger: logger
        )
        let dispatcher = Dispatcher(
            ledger: storage.ledger,
            channels: channels,
            clock: clock,
            node: "hub",
            options: Dispatcher.Options(maximumInFlight: budget.attempts, linger: .milliseconds(2)),
            logger: logger,
            random: { Double.random(in: 0..<1) },
            personalLinks: { tokens.links(for: $0, on: $1, offer: offer) },
            bounceToken: { bounceTokens.token(for: $0, key: $1) },
            events: { notices.receive($0) }
        )
        notices.attach(dispatcher)
        let engine = WatchedService(dispatcher)
        let hub = Hub(
            storage: storage,
            channels: channels,
            templates: templates,
            playbooks: configuration.playbooks,
            clock: clock,
            publicURL: configuration.hub.publicURL,
            locale: configuration.hub.locale,
            readerTokens: tokens,
            offer: offer,
            secrets: secrets,
            engine: dispatcher,
            untold: untold,
            pages: Self.linkedPages(of: configuration.channels, publicURL: configuration.hub.publicURL),
            audiences: AudienceCatalogue(configuration.audiences, segments: configuration.segments)
        )
        let bounces = BounceIntake(hub: hub, tokens: bounceTokens, logger: logger)
        self.bounces = bounces
        self.configuration = configuration
        self.storage = storage
        self.hub = hub
        self.dispatcher = dispatcher
        self.channels = channels
        self.templateFindings = findings
        self.notices = notices
        self.engine = engine
        self.rotation = SettingsRotation(
            changeable,
            secrets: secrets,
            engine: dispatcher,
            clock: clock,
            logger: logger
        )
        self.transport = transport
        self.budget = budget
        self.logger = logger
        self.router = HubRouter(
            hub: hub,
            authenticator: Authenticator(storage: storage, bootstrapToken: configuration.bootstrapToken),
            settings: HubRouter.Settings(
                bannerDirectories: configuration.channels.filter { $0.plugin == "banner" }
                    .compactMap { $0.settings["directory"]?.text },
                statusPages: Self.statusPages(of: configuration.channels, connections: budget.visitors, clock: clock),
                bounces: bounces,
                unreadiness: { Self.unreadiness(storage: storage, engine: engine) }
            )
        )
    }

    /// What reads the mailboxes that the configuration names.
    private func mailboxes() -> [any Service] {
        guard let path = configuration.bounceMaildir else { return [] }
        return [BounceMailbox(path: path, intake: bounces, clock: SystemClock(), logger: logger)]
    }

    /// Why the hub had better be asked for nothing; nil where all is well.
    private static func unreadiness(storage: SQLiteStore, engine: WatchedService) -> Fault? {
        switch engine.phase {
        case .waiting: return Fault(.overloaded, "Delivery has not started yet.")
        case .ended: return Fault(.overloaded, "Delivery has stopped: the hub is ending.")
        case .running: break
        }
        do {
            try storage.checkRoom()
            return nil
        } catch {
            return error
        }
    }

    /// Serves until the process is told to stop, then drains.
    ///
    /// Here `onListening` is called with the address once requests are taken.
    func run(onListening: @escaping @Sendable (_ host: String, _ port: Int) async -> Void) async throws {
        let report = try await AudienceRefresh(storage: storage, channels: channels)
            .run(configuration.audiences, now: SystemClock().now)
        for name in report.refreshed { logger.info("audience refreshed", metadata: ["audience": "\(name)"]) }
        for fault in report.problems {
            logger.warning(
                "a line was set aside: \(fault.message)",
                metadata: ["where": "\(fault.context["where"] ?? "")"]
            )
        }
        if let fault = report.postponement {
            logger.error("audiences are not refreshed: \(fault.message)", metadata: ["code": "\(fault.code.rawValue)"])
        }
        try await hub.openSubscriptions()
        try await hub.handOverHeldChannels()
        warnOfFewDescriptors()
        for notice in configuration.notices { logger.warning("\(notice.message)") }
        for finding in templateFindings where finding.level >= .warning {
            logger.warning("template: \(finding.message)", metadata: ["where": "\(finding.place ?? "")"])
        }
        let address = configuration.hub
        let application = router.application(
            host: address.listenHost,
            port: address.listenPort,
            connections: budget.visitors,
            isScarce: { DescriptorLimit.isScarce },
            logger: logger,
            onListening: { port in await onListening(address.listenHost, port) }
        )
        let housekeeping = Housekeeping(
            storage: storage,
            retention: configuration.retention,
            clock: SystemClock(),
            logger: logger
        )
        // Stopped from the last to the first: no request is taken while deliveries drain, and what the operators are to
        // be told of that is recorded last, before the programs end that channels need.
        let services = ServiceGroup(
            services: [
                ChannelPrograms(channels: channels, logger: logger), notices, engine, housekeeping, rotation,
                SpareMemory(clock: SystemClock()) { _ = malloc_trim(0) },
            ] + mailboxes() + [application],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        defer { transport.shutDown() }
        do {
            try await services.run()
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .resourcesExhausted,
                "The hub cannot run on \(address.listenHost):\(address.listenPort): \(error)",
                suggestedAction: "See whether another program has the port, or change hub.listen.",
                context: ["where": "/hub/listen"]
            )
        }
        try await storage.close()
    }
}

extension Document {
    /// The text of a string.
    fileprivate var text: String? {
        guard case .string(let text) = content else { return nil }
        return text
    }
}
