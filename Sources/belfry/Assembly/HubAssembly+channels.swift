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
        return try channels(configuration, transport, secrets: secrets, clock: SystemClock())
    }

    static func channels(
        _ configuration: HubConfiguration,
        _ transport: Transports,
        secrets: any SecretStore,
        clock: any HubClock
    ) throws(Fault) -> ChannelDirectory {
        let plugins = configuration.plugins
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
}

/// The wire, shared by all channels.
struct Transports {
    let http: CurlHTTPClient
    let mail: CurlMailSubmitter

    /// Here `connections` is how many the HTTP client may have open.
    init(connections: Int = 512) throws(Fault) {
        self.http = try CurlHTTPClient(connections: connections)
        self.mail = try CurlMailSubmitter()
    }

    func shutDown() {
        http.shutDown()
        mail.shutDown()
    }
}

extension ConfiguredChannel {
    fileprivate convenience init(_ declaration: ChannelDeclaration, adapter: AnyChannel) {
        let standard = adapter.manifest.retry
        self.init(
            name: declaration.name,
            adapter: adapter,
            rate: declaration.rate,
            ratePerLane: declaration.ratePerLane,
            ratePerDestination: declaration.ratePerDestination,
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
