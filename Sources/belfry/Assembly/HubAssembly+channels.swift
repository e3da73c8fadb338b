// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine
import HubCore
import Transport

/// The channels of a configuration, each with its adapter.
extension HubAssembly {
    /// Makes the adapters, without any I/O.
    static func channels(
        _ configuration: HubConfiguration,
        secrets: any SecretStore
    ) throws(Fault) -> ChannelDirectory {
        let transport = try Transports()
        defer { transport.shutDown() }
        return try channels(configuration, transport, secrets: secrets, clock: SystemClock()).directory
    }

    /// - Returns: the channels, and those of them whose settings can change while the hub runs.
    static func channels(
        _ configuration: HubConfiguration,
        _ transport: Transports,
        secrets: any SecretStore,
        clock: any HubClock
    ) throws(Fault) -> (directory: ChannelDirectory, changeable: [SettingsRotation.Subject]) {
        let plugins = configuration.plugins
        let files = AtomicFileStore()
        var channels: [ConfiguredChannel] = []
        var changeable: [SettingsRotation.Subject] = []
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
            let make: @Sendable (Document) throws(Fault) -> AnyChannel = { (settings) throws(Fault) in
                do throws(Fault) {
                    return try plugins.make(declaration.plugin, settings: settings, services: services)
                } catch {
                    throw error.with("channel", declaration.name.text)
                }
            }
            let adapter = try make(declaration.settings)
            let subject = SettingsRotation.Subject(declaration, adapter: adapter, make: make)
            if let subject { changeable.append(subject) }
            let offer = configuration.subscriptions
            channels.append(
                ConfiguredChannel(
                    declaration,
                    adapter: subject?.exchange.adapter ?? adapter,
                    ratePerReader: offer?.channels.contains(declaration.name) == true ? offer?.messages : nil
                )
            )
        }
        return (ChannelDirectory(channels), changeable)
    }
}

/// The wire, shared by all channels.
struct Transports {
    let http: CurlHTTPClient
    let mail: CurlMailSubmitter

    /// Here `connections` is how many the HTTP client may have open, and `trust` holds certificates in PEM to trust besides
    /// the system's.
    init(connections: Int = 512, trust: String? = nil) throws(Fault) {
        let trust: TrustedCertificates? = if let trust { try TrustedCertificates(besides: trust) } else { nil }
        self.http = try CurlHTTPClient(trust: trust, connections: connections)
        self.mail = try CurlMailSubmitter(trust: trust)
    }

    func shutDown() {
        http.shutDown()
        mail.shutDown()
    }
}

extension ConfiguredChannel {
    fileprivate convenience init(_ declaration: ChannelDeclaration, adapter: AnyChannel, ratePerReader: RateLimit?) {
        let standard = adapter.manifest.retry
        self.init(
            name: declaration.name,
            adapter: adapter,
            rate: declaration.rate,
            ratePerLane: declaration.ratePerLane,
            ratePerDestination: declaration.ratePerDestination,
            ratePerReader: ratePerReader,
            concurrency: declaration.concurrency,
            retry: RetryPolicy(
                schedule: declaration.retrySchedule ?? standard.schedule,
                expires: declaration.expires ?? standard.expires
            ),
            fallback: declaration.fallback,
            patience: declaration.patience
        )
    }
}
