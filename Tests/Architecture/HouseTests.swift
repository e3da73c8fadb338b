// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct HouseTests {
    @Test func `every import leads downwards`() throws {
        let manifest = try Repository.manifest()
        let sources = try Repository.sources(in: ["Sources", "Plugins"])
            .filter { !$0.path.hasPrefix("Plugins/Examples/") }
        #expect(sources.count > 100)
        #expect(sources.flatMap { House.belfry.violations(of: $0, declared: manifest) } == [])
    }

    @Test func `the manifest declares no dependency that the table does not have`() throws {
        let found = House.belfry.violations(of: try Repository.manifest())
        #expect(found == [])
    }

    @Test func `every folder is a target and every target a folder`() throws {
        let manifest = try Repository.manifest()
        let sources = manifest.modules + manifest.programs + manifest.systemLibraries
        let sourceFolders = try Repository.folders(in: "Sources")
        #expect(sourceFolders == sources.map(\.name).sorted())
        let pluginFolders = try Repository.folders(in: "Plugins").filter { $0 != "Examples" }
        #expect(pluginFolders == manifest.plugins.map(\.name).sorted())
        let testFolders = try Repository.folders(in: "Tests")
        #expect(testFolders == manifest.tests.map(\.name).sorted())
    }

    @Test func `the table has no module that is gone`() throws {
        let manifest = try Repository.manifest()
        #expect(House.belfry.modules.map(\.name).filter { manifest[$0] == nil } == [])
    }

    @Test(arguments: [
        ("Sources/Announcement/A.swift", "import ChannelKit"),
        ("Sources/Announcement/A.swift", "import Glibc"),
        ("Sources/ChannelKit/A.swift", "import Outbox"),
        ("Sources/ChannelKit/A.swift", "import Foundation"),
        ("Sources/Incidents/A.swift", "import HubCore"),
        ("Sources/Incidents/A.swift", "import NIOCore"),
        ("Sources/Composition/A.swift", "import CMarkdown"),
        ("Sources/Composition/A.swift", "package import GRDB"),
        ("Sources/DeliveryEngine/A.swift", "import Email"),
        ("Sources/DeliveryEngine/A.swift", "import SQLiteStorage"),
        ("Sources/DeliveryEngine/A.swift", "@preconcurrency import Hummingbird"),
        ("Sources/Outbox/A.swift", "import DeliveryEngine"),
        ("Sources/HubCore/A.swift", "import Transport"),
        ("Sources/HubCore/A.swift", "import GRDBSQLite"),
        ("Sources/HubHTTP/A.swift", "import SQLiteStorage"),
        ("Sources/Simulator/A.swift", "import CLibcurl"),
        ("Sources/Nowhere/A.swift", ""),
        ("Plugins/Email/A.swift", "import Transport"),
        ("Plugins/Email/A.swift", "import Banner"),
        ("Plugins/Email/A.swift", "import Dispatch"),
        ("Plugins/Email/A.swift", "public import struct Outbox.Lane"),
    ])
    func `an import that leads upwards or aside is reported`(path: String, line: String) throws {
        let source = SwiftSource(path: path, text: "\(SourceRules.header)\n\n\(line)\n")
        #expect(House.belfry.violations(of: source, declared: try Repository.manifest()).count == 1)
    }

    @Test(arguments: [
        ("Sources/ChannelKit/A.swift", "public import Announcement\nimport CMarkdown"),
        ("Sources/Transport/A.swift", "import CLibcurl\nimport Glibc"),
        ("Sources/SQLiteStorage/A.swift", "import GRDB\nimport GRDBSQLite"),
        ("Sources/belfry/A.swift", "import Email\nimport SQLiteStorage\nimport Hummingbird"),
        ("Plugins/Webhook/A.swift", "import ChannelKit\nimport Crypto\nimport FoundationEssentials"),
    ])
    func `an import that leads downwards is not reported`(path: String, lines: String) throws {
        let source = SwiftSource(path: path, text: lines)
        #expect(House.belfry.violations(of: source, declared: try Repository.manifest()) == [])
    }

    @Test func `an import that the manifest does not declare is reported`() throws {
        let manifest = try Manifest(#"module("Outbox", ["Announcement"])"# + "\n" + #"module("ChannelKit")"#)
        let source = SwiftSource(path: "Sources/Outbox/A.swift", text: "import ChannelKit\n")
        #expect(
            House.belfry.violations(of: source, declared: manifest)
                == ["Sources/Outbox/A.swift:1: Outbox imports ChannelKit, which Package.swift does not declare"]
        )
    }

    @Test(arguments: [
        (#"module("Announcement", ["ChannelKit"])"#, "Announcement depends on ChannelKit, which is not below it"),
        (#"plugin("Email", ["Transport"])"#, "Email depends on Transport, which is not below it"),
        (#"module("Observation")"#, "Observation is the name of one of the toolchain's modules"),
        (#"module("Kitchen")"#, "Kitchen is not in the table of modules"),
        (
            "let grdb = Target.Dependency.product(name: \"GRDB\", package: \"GRDB.swift\")\nmodule(\"HubCore\", [grdb])",
            "HubCore depends on GRDB, which is not for it"
        ),
    ])
    func `a dependency that breaks the table is reported`(text: String, violation: String) throws {
        #expect(House.belfry.violations(of: try Manifest(text)).contains("Package.swift: \(violation)"))
    }
}
