// SPDX-License-Identifier: Apache-2.0

/// Who may use whom.
///
/// Imports run downwards only; `Package.swift` and every import statement are held to this table.
struct House {
    struct Module {
        let name: String
        /// Which of our own modules it may import.
        let uses: Set<String>
        /// Which products of other packages it may import.
        let libraries: Set<String>
        /// Whether it may call the operating system itself (`Glibc`, `Dispatch`).
        let callsSystem: Bool

        init(_ name: String, uses: Set<String> = [], libraries: Set<String> = [], callsSystem: Bool = false) {
            self.name = name
            self.uses = uses
            self.libraries = libraries
            self.callsSystem = callsSystem
        }
    }

    let modules: [Module]
    /// What each plugin may use; its name is not looked at.
    let plugin: Module
    /// The module that may use all others, the plugins included.
    let program: Module

    static let belfry = House(
        modules: [
            // What is said: values only.
            Module("Announcement"),
            // What an adapter sees.
            Module("ChannelKit", uses: ["Announcement", "CMarkdown"]),
            Module("ChannelKitTesting", uses: ["Announcement", "ChannelKit"]),
            // Rules and texts: no network, no database, nothing of the hub.
            Module("Incidents", uses: ["Announcement"]),
            Module("Composition", uses: ["Announcement", "ChannelKit"], libraries: ["Mustache", "Yams"]),
            // What mails that came back tell.
            Module("MailReports"),
            // The ledger as a protocol; then the engine above it, which knows no plugin, database or HTTP server.
            Module("Outbox", uses: ["Announcement", "ChannelKit"]),
            Module("OutboxTesting", uses: ["Announcement", "ChannelKit", "Outbox"]),
            Module(
                "DeliveryEngine",
                uses: ["Announcement", "ChannelKit", "Outbox"],
                libraries: ["DequeModule", "HeapModule", "Logging", "ServiceLifecycle"]
            ),
            // The use cases.
            Module(
                "HubCore",
                uses: [
                    "Announcement", "ChannelKit", "Incidents", "Composition", "MailReports", "Outbox",
                    "DeliveryEngine",
                ],
                libraries: ["Crypto", "Logging", "ServiceLifecycle", "Yams"],
                callsSystem: true
            ),
            // The edges, which nobody but the program uses.
            Module("Transport", uses: ["Announcement", "ChannelKit", "CLibcurl", "CZlib"], callsSystem: true),
            Module(
                "SQLiteStorage",
                uses: ["CSQLite", "Announcement", "ChannelKit", "Incidents", "Outbox", "HubCore"],
                libraries: ["GRDB", "GRDBSQLite"],
                callsSystem: true
            ),
            Module(
                "HubHTTP",
                uses: ["Announcement", "ChannelKit", "Incidents", "Outbox", "HubCore"],
                libraries: ["HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore", "ServiceLifecycle"]
            ),
            Module(
                "ProcessPlugins",
                uses: ["Announcement", "ChannelKit", "CSpawn"],
                libraries: ["Logging", "Yams"],
                callsSystem: true
            ),
            // The hub measured from outside, against the bare machine.
            Module(
                "Bench",
                uses: ["CLibcurl"],
                libraries: ["Crypto", "GRDBSQLite", "Histogram"],
                callsSystem: true
            ),
            // The stand-ins for providers.
            Module(
                "Simulator",
                uses: ["Announcement"],
                libraries: ["Crypto", "CryptoExtras", "NIOCore", "NIOHTTP1", "NIOHTTP2", "NIOPosix", "NIOSSL"],
                callsSystem: true
            ),
        ],
        plugin: Module("", uses: ["Announcement", "ChannelKit"], libraries: ["Crypto", "CryptoExtras"]),
        program: Module(
            "belfry",
            uses: ["CMalloc"],
            libraries: ["ArgumentParser", "Hummingbird", "Logging", "ServiceLifecycle", "UnixSignals"],
            callsSystem: true
        )
    )

    /// Modules of the toolchain that anyone may import.
    static let common: Set<String> = ["Swift", "Synchronization", "FoundationEssentials"]
    /// Modules that call the operating system.
    static let system: Set<String> = ["Glibc", "Musl", "Darwin", "Dispatch"]
    /// Names that the toolchain has taken: a module of ours called so could not be imported beside it.
    static let taken: Set<String> = [
        "Dispatch", "Distributed", "Foundation", "FoundationEssentials", "Glibc", "Observation", "RegexBuilder",
        "Swift",
        "Synchronization", "Testing", "XCTest",
    ]
    /// Products that bring more than the module of their own name.
    static let companions: [String: Set<String>] = ["Hummingbird": ["HummingbirdCore"]]
}
