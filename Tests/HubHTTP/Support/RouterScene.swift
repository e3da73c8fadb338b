// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Composition
import DeliveryEngine
import FoundationEssentials
import HTTPTypes
import HubCore
import HubHTTP
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SQLiteStorage

/// The hub's router, asked without a socket: one stub channel `mail`, one audience `buyers` with two readers, and the
/// admin token `admin-token`.
final class RouterScene: Sendable {
    let folder: String
    let clock = ManualClock()
    let log = LogRecord()
    let hub: Hub
    let storage: any Storage
    private let settings: HubRouter.Settings

    static let links = ReaderTokens(publicURL: "https://status.market.example", key: Array(repeating: 7, count: 32))

    private static let templates =
        #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" } + "/Templates"

    /// `wrap` puts something between the hub and its storage; `statusPages` is handed the scene's folder; with
    /// `hasBrowsers` there is a channel `browsers`, whose readers' programs subscribe.
    init(
        statusPages: (_ folder: String) -> StatusPages = { _ in StatusPages() },
        offer: SubscriptionOffer? = nil,
        hasBrowsers: Bool = false,
        maximumBody: Int = 256 * 1_024,
        maximumRequests: Int = 512,
        unreadiness: @escaping @Sendable () async -> Fault? = { nil },
        wrap: (any Storage) -> any Storage = { $0 }
    ) async throws {
        folder = FileManager.default.temporaryDirectory.path + "/router-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/banner", withIntermediateDirectories: true)
        let base = try SQLiteStore.open(path: folder + "/belfry.sqlite")
        let adapter = AnyChannel(try StubChannel(settings: StubSettings(), services: .stub(channel: "mail")))
        let others = hasBrowsers ? [ConfiguredChannel(name: .sample("browsers"), adapter: .browsers)] : []
        let channels = ChannelDirectory([ConfiguredChannel(name: .sample("mail"), adapter: adapter)] + others)
        let readers = ["ada@example.com", "bo@example.com"].map { Destination(channel: .sample("mail"), address: $0) }
        _ = try await AudienceRefresh(storage: base, channels: channels)
            .run([AudienceDeclaration(name: .sample("buyers"), destinations: readers)], now: clock.now)
        storage = wrap(base)
        hub = Hub(
            storage: storage,
            channels: channels,
            templates: TemplateLibrary.load(directory: Self.templates).library,
            playbooks: [],
            clock: clock,
            publicURL: "https://status.market.example",
            locale: .english,
            readerTokens: Self.links,
            offer: offer,
            engine: StillEngine()
        )
        settings = HubRouter.Settings(
            maximumBody: maximumBody,
            maximumRequests: maximumRequests,
            bannerDirectories: [folder + "/none", folder + "/banner"],
            statusPages: statusPages(folder),
            bounces: BounceIntake(
                hub: hub,
                tokens: BounceTokens(key: Array(repeating: 9, count: 32)),
                logger: Logger(label: "bounces") { [log] _ in RecordingLogHandler(record: log) }
            ),
            unreadiness: unreadiness
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Asks the router once, without a token where `token` is nil; `extend` adds routes that only a test has.
    func ask(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ body: String? = nil,
        token: String? = "admin-token",
        headers: [String: String] = [:],
        extend: (Router<HubContext>) -> Void = { _ in }
    ) async throws -> Answer {
        var fields = HTTPFields()
        if let token { fields[.authorization] = "Bearer \(token)" }
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return try await application(extend: extend)
            .test(.router) { [fields] client in
                Answer(
                    response: try await client.executeRequest(
                        uri: uri,
                        method: method,
                        headers: fields,
                        body: body.map { ByteBuffer(string: $0) }
                    )
                )
            }
    }

    /// The router itself, for what asks it more than once at a time; `extend` adds routes that only a test has.
    func application(extend: (Router<HubContext>) -> Void = { _ in }) -> some ApplicationProtocol {
        let authenticator = Authenticator(storage: storage, bootstrapToken: Secret("admin-token"))
        let router = HubRouter(hub: hub, authenticator: authenticator, settings: settings).build()
        extend(router)
        return Application(
            router: router,
            logger: Logger(label: "router") { _ in RecordingLogHandler(record: self.log) }
        )
    }

    /// Declares an incident and returns its id.
    func declare(_ rest: String = #""body": "It fails.""#, title: String = "Checkout fails") async throws -> String {
        let body = #"{"title": "\#(title)", "severity": "sev3", "audiences": ["buyers"], \#(rest)}"#
        return try await ask(.post, "/v1/incidents", body).string("id") ?? ""
    }

    /// Makes a token of a role and returns its text.
    func token(_ role: String) async throws -> String {
        try await ask(.post, "/v1/tokens", #"{"name": "\#(role)", "role": "\#(role)"}"#).string("token") ?? ""
    }
}
