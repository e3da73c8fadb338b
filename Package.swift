// swift-tools-version: 6.2
import PackageDescription

// MARK: The house
//
// The targets as data. Imports run downwards only: Tests/ArchitectureTests reads this manifest's
// result and every import statement and fails where a module reaches up or sideways.

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let dequeModule = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heapModule = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func plugin(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    exclude: [String] = ["README.md"],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name,
        dependencies: ["Announcement", "ChannelKit"] + dependencies,
        path: "Plugins/\(name)",
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMarkdown", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
]

let modules: [Target] = [
    module("Announcement"),
    module("ChannelKit", ["Announcement", "CMarkdown"]),
    module("ChannelKitTesting", ["Announcement", "ChannelKit"]),
    module("Transport", ["Announcement", "ChannelKit", "CLibcurl", "CZlib"]),
    module("Incidents", ["Announcement"]),
    module("Composition", ["Announcement", "ChannelKit", mustache, yams]),
    module("MailReports"),
    module("Outbox", ["Announcement", "ChannelKit"]),
    module("OutboxTesting", ["Announcement", "ChannelKit", "Outbox"]),
    module(
        "DeliveryEngine",
        ["Announcement", "ChannelKit", "Outbox", dequeModule, heapModule, logging, serviceLifecycle]
    ),
    module(
        "HubCore",
        [
            "Announcement", "ChannelKit", "Incidents", "Composition", "MailReports", "Outbox", "DeliveryEngine",
            crypto, logging, serviceLifecycle, yams,
        ],
        resources: [.embedInCode("Resources/faults.yaml")]
    ),
    module(
        "SQLiteStorage",
        ["CSQLite", "Announcement", "ChannelKit", "Incidents", "Outbox", "HubCore", grdb, grdbSQLite]
    ),
    module(
        "HubHTTP",
        [
            "Announcement", "ChannelKit", "Incidents", "Outbox", "HubCore", hummingbird, hummingbirdCore, httpTypes,
            logging, nioCore, serviceLifecycle,
        ],
        resources: [.embedInCode("Readers/subscribe.js"), .embedInCode("Readers/push-worker.js")]
    ),
    module("ProcessPlugins", ["CSpawn", "Announcement", "ChannelKit", logging, yams]),
    module("Bench", ["CLibcurl", crypto, grdbSQLite, histogram]),
    module(
        "Simulator",
        ["Announcement", crypto, cryptoExtras, nioCore, nioHTTP1, nioHTTP2, nioPosix, nioSSL]
    ),
]

let plugins: [Target] = [
    plugin("Email", [crypto, cryptoExtras], exclude: ["README.md", "preview.png"]),
    plugin("Webhook", [crypto]),
    plugin(
        "Banner",
        exclude: ["README.md", "banner.schema.json"],
        resources: [
            .embedInCode("banner.js"), .embedInCode("banner.css"), .embedInCode("demo.html"), .embedInCode("demo.css"),
            .embedInCode("demo.js"),
        ]
    ),
    plugin("StatusPage"),
    // Push.
    plugin("APNs", [crypto]),
    plugin("FCM", [cryptoExtras]),
    plugin("Gotify"),
    plugin("Ntfy"),
    plugin("Pushover"),
    plugin("WebPush", [crypto]),
    // Chat.
    plugin("Discord"),
    plugin("GoogleChat"),
    plugin("Matrix"),
    plugin("Mattermost"),
    plugin("Slack"),
    plugin("Teams"),
    plugin("Telegram"),
    plugin("Zulip"),
    // Social networks, and text messages.
    plugin("Bluesky"),
    plugin("FacebookPage"),
    plugin("LinkedIn"),
    plugin("Mastodon"),
    plugin("Threads"),
    plugin("Twilio"),
    plugin("X", [crypto]),
]

let program: [Target] = [
    .executableTarget(
        name: "belfry",
        dependencies: [
            "CMalloc", "Announcement", "ChannelKit", "ChannelKitTesting", "Transport", "Incidents", "Composition",
            "Outbox",
            "DeliveryEngine", "HubCore", "SQLiteStorage", "HubHTTP", "ProcessPlugins", "Simulator", "Bench",
            "Email", "Webhook", "Banner", "StatusPage",
            "APNs", "FCM", "Gotify", "Ntfy", "Pushover", "WebPush",
            "Discord", "GoogleChat", "Matrix", "Mattermost", "Slack", "Teams", "Telegram", "Zulip",
            "Bluesky", "FacebookPage", "LinkedIn", "Mastodon", "Threads", "Twilio", "X",
            argumentParser, hummingbird, logging, serviceLifecycle, unixSignals,
        ],
        swiftSettings: settings
    )
]

let testTargets: [Target] = [
    tests("Announcement", ["Announcement"]),
    tests("ChannelKit", ["Announcement", "ChannelKit", "ChannelKitTesting"]),
    tests("Transport", ["Announcement", "ChannelKit", "Transport", "Simulator"], exclude: ["Certificates"]),
    tests("Incidents", ["Announcement", "Incidents"]),
    tests("Composition", ["Announcement", "ChannelKit", "Incidents", "Composition"]),
    tests("MailReports", ["MailReports"]),
    tests("Outbox", ["Announcement", "ChannelKit", "Outbox", "OutboxTesting"]),
    tests("Bench", ["Bench", crypto], exclude: ["requirements.txt"]),
    tests(
        "DeliveryEngine",
        [
            "Announcement", "ChannelKit", "ChannelKitTesting", "Outbox", "OutboxTesting", "DeliveryEngine", logging,
            serviceLifecycle,
        ]
    ),
    tests(
        "HubCore",
        [
            "Announcement", "ChannelKit", "ChannelKitTesting", "Incidents", "Composition", "Outbox", "DeliveryEngine",
            "HubCore", "SQLiteStorage", grdb, logging,
        ]
    ),
    tests(
        "HubHTTP",
        [
            "Announcement", "ChannelKit", "ChannelKitTesting", "Incidents", "Composition", "Outbox", "DeliveryEngine",
            "HubCore", "SQLiteStorage", "HubHTTP", hummingbird, hummingbirdTesting, httpTypes, logging, nioCore,
        ]
    ),
    tests(
        "SQLiteStorage",
        [
            "Announcement", "ChannelKit", "Incidents", "Outbox", "OutboxTesting", "HubCore", "SQLiteStorage", grdb,
        ]
    ),
    tests("Simulator", ["Announcement", "Simulator", crypto, cryptoExtras]),
    tests(
        "ProcessPlugins",
        ["Announcement", "ChannelKit", "ChannelKitTesting", "ProcessPlugins", logging],
        exclude: ["Children"]
    ),
    tests("Email", ["Announcement", "ChannelKit", "ChannelKitTesting", "Email", crypto, cryptoExtras]),
    tests("Webhook", ["Announcement", "ChannelKit", "ChannelKitTesting", "Webhook"]),
    tests("Banner", ["Announcement", "ChannelKit", "ChannelKitTesting", "Banner"]),
    tests("StatusPage", ["Announcement", "ChannelKit", "ChannelKitTesting", "StatusPage"]),
    tests("APNs", ["Announcement", "ChannelKit", "ChannelKitTesting", "APNs", crypto]),
    tests("FCM", ["Announcement", "ChannelKit", "ChannelKitTesting", "FCM", cryptoExtras]),
    tests("Gotify", ["Announcement", "ChannelKit", "ChannelKitTesting", "Gotify"]),
    tests("Ntfy", ["Announcement", "ChannelKit", "ChannelKitTesting", "Ntfy"]),
    tests("Pushover", ["Announcement", "ChannelKit", "ChannelKitTesting", "Pushover"]),
    tests("WebPush", ["Announcement", "ChannelKit", "ChannelKitTesting", "WebPush", crypto]),
    tests("Discord", ["Announcement", "ChannelKit", "ChannelKitTesting", "Discord"]),
    tests("Mattermost", ["Announcement", "ChannelKit", "ChannelKitTesting", "Mattermost"]),
    tests("Slack", ["Announcement", "ChannelKit", "ChannelKitTesting", "Slack"]),
    tests("Teams", ["Announcement", "ChannelKit", "ChannelKitTesting", "Teams"]),
    tests("GoogleChat", ["Announcement", "ChannelKit", "ChannelKitTesting", "GoogleChat"]),
    tests("Matrix", ["Announcement", "ChannelKit", "ChannelKitTesting", "Matrix"]),
    tests("Telegram", ["Announcement", "ChannelKit", "ChannelKitTesting", "Telegram"]),
    tests("Zulip", ["Announcement", "ChannelKit", "ChannelKitTesting", "Zulip"]),
    tests("Bluesky", ["Announcement", "ChannelKit", "ChannelKitTesting", "Bluesky"]),
    tests("FacebookPage", ["Announcement", "ChannelKit", "ChannelKitTesting", "FacebookPage"]),
    tests("LinkedIn", ["Announcement", "ChannelKit", "ChannelKitTesting", "LinkedIn"]),
    tests("Mastodon", ["Announcement", "ChannelKit", "ChannelKitTesting", "Mastodon"]),
    tests("Threads", ["Announcement", "ChannelKit", "ChannelKitTesting", "Threads"]),
    tests("Twilio", ["Announcement", "ChannelKit", "ChannelKitTesting", "Twilio"]),
    tests("X", ["Announcement", "ChannelKit", "ChannelKitTesting", "X"]),
    tests(
        "Plugins",
        [
            "ChannelKit",
            "Email", "Webhook", "Banner", "StatusPage",
            "APNs", "FCM", "Gotify", "Ntfy", "Pushover", "WebPush",
            "Discord", "GoogleChat", "Matrix", "Mattermost", "Slack", "Teams", "Telegram", "Zulip",
            "Bluesky", "FacebookPage", "LinkedIn", "Mastodon", "Threads", "Twilio", "X",
        ]
    ),
    tests("Architecture", ["Announcement", yams]),
    tests(
        "Acceptance",
        ["Announcement", "ChannelKit", "Simulator", "Transport"],
        exclude: ["requirements.txt", "Support"]
    ),
]

let package = Package(
    name: "belfry",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "belfry", targets: ["belfry"]),
        .library(name: "ChannelKit", targets: ["Announcement", "ChannelKit"]),
        .library(name: "ChannelKitTesting", targets: ["ChannelKitTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: systemLibraries + modules + plugins + program + testTargets
)
