// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import DeliveryEngine
import HubCore
import HubHTTP
import Hummingbird
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
    private let transport: Transports
    private let logger: Logger

    /// The wire, shared by all channels.
    private struct Transports {
        let http: CurlHTTPClient
        let mail: CurlMailSubmitter
    }

    /// - Throws: what is wrong with the configuration, the storage, or the templates' folder.
    init(_ configuration: HubConfiguration, secrets: any SecretStore, logger: Logger) throws(Fault) {
        let clock = SystemClock()
        let transport = Transports(http: try CurlHTTPClient(), mail: try CurlMailSubmitter())
        let channels = try Self.channels(configuration, transport, secrets: secrets, clock: clock)
        let (templates, findings) = TemplateLibrary.load(directory: configuration.hub.templates)
        let data = try DataFolder(configuration.hub.data)
        try data.lock()
        let storage = try SQLiteStore.open(path: data.database)
        let links = UnsubscribeLinks(publicURL: configuration.hub.publicURL, key: try data.key())
        let dispatcher = Dispatcher(
            ledger: storage.ledger,
            channels: channels,
            clock: clock,
            node: "hub",
            logger: logger,
            random: { Double.random(in: 0..<1) },
            unsubscribeURL: { links.url(for: $0) }
        )
        let hub = Hub(
            storage: storage,
            channels: channels,
            templates: templates,
            playbooks: configuration.playbooks,
            clock: clock,
            publicURL: configuration.hub.publicURL,
            locale: configuration.hub.locale,
            unsubscribeLinks: links,
            wake: { dispatcher.wake($0) }
        )
        self.configuration = configuration
        self.storage = storage
        self.hub = hub
        self.dispatcher = dispatcher
        self.channels = channels
        self.templateFindings = findings
        self.transport = transport
        self.logger = logger
        self.router = HubRouter(
            hub: hub,
            authenticator: Authenticator(storage: storage, bootstrapToken: configuration.bootstrapToken),
            settings: HubRouter.Settings(
                bannerDirectories: configuration.channels.filter { $0.plugin == "banner" }
                    .compactMap { $0.settings["directory"]?.text }
            )
        )
    }

    /// Makes the adapters, without any I/O.
    static func channels(
        _ configuration: HubConfiguration,
        secrets: any SecretStore
    ) throws(Fault) -> ChannelDirectory {
        let transport = Transports(http: try CurlHTTPClient(), mail: try CurlMailSubmitter())
        defer {
            transport.http.shutDown()
            transport.mail.shutDown()
        }
        return try channels(configuration, transport, secrets: secrets, clock: SystemClock())
    }

    private static func channels(
        _ configuration: HubConfiguration,
        _ transport: Transports,
        secrets: any SecretStore,
        clock: any HubClock
    ) throws(Fault) -> ChannelDirectory {
        let plugins = PluginCatalog.builtIn
        let files = AtomicFileStore()
        var channels: [ConfiguredChannel] = []
        for declaration in configuration.channels {
            let services = ChannelServices(
                channel: declaration.name,
                http: transport.http,
                mail: transport.mail,
                files: files,
                secrets: secrets,
                clock: clock,
                publicURL: configuration.hub.publicURL
            )
            do throws(Fault) {
                let adapter = try plugins.make(declaration.plugin, settings: declaration.settings, services: services)
                channels.append(ConfiguredChannel(declaration, adapter: adapter))
            } catch {
                throw error.with("channel", declaration.name.text)
            }
        }
        return ChannelDirectory(channels)
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
        // Kept for a week: longer than any client goes on repeating itself.
        try await storage.write { transaction throws(Fault) in
            try transaction.forgetAnswers(before: SystemClock().now - .seconds(7 * 86_400))
        }
        for notice in configuration.notices { logger.warning("\(notice.message)") }
        for finding in templateFindings where finding.level >= .warning {
            logger.warning("template: \(finding.message)", metadata: ["where": "\(finding.place ?? "")"])
        }
        let address = configuration.hub
        let application = Application(
            router: router.build(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.listenHost, port: address.listenPort),
                serverName: "Belfry"
            ),
            onServerRunning: { channel in
                await onListening(address.listenHost, channel.localAddress?.port ?? address.listenPort)
            },
            logger: logger
        )
        // Stopped from the last to the first: no request is taken while deliveries drain.
        let services = ServiceGroup(
            services: [dispatcher, application],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        defer {
            transport.http.shutDown()
            transport.mail.shutDown()
        }
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

extension ConfiguredChannel {
    fileprivate init(_ declaration: ChannelDeclaration, adapter: AnyChannel) {
        let standard = adapter.manifest.retry
        self.init(
            name: declaration.name,
            adapter: adapter,
            rate: declaration.rate,
            ratePerDestination: declaration.ratePerDestination,
            concurrency: declaration.concurrency,
            retry: RetryPolicy(
                schedule: declaration.retrySchedule ?? standard.schedule,
                expires: declaration.expires ?? standard.expires
            )
        )
    }
}

extension Document {
    /// The text of a string.
    fileprivate var text: String? {
        guard case .string(let text) = content else { return nil }
        return text
    }
}
