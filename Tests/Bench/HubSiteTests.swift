// SPDX-License-Identifier: Apache-2.0

import Bench
import FoundationEssentials
import Testing

@Suite struct HubSiteTests {
    @Test func `the configuration has the channels and, by their files, the audiences`() throws {
        try Self.withFolder { folder in
            var site = try HubSite(in: folder)
            try site.addEndpoints("crowd", 3, channel: "hooks") { "http://127.0.0.1:9/hooks/\($0)" }
            try site.addMailboxes("readers", 2, channel: "mail")
            try site.configure([
                .webhook("hooks", concurrency: 64, rate: 20), .mail("mail", port: 2_525, connections: 8),
            ])
            let text = try String(contentsOfFile: site.configurationFile, encoding: .utf8)
            #expect(text.contains(#"listen: "127.0.0.1:\#(site.port)""#))
            #expect(text.contains("concurrency: 64, rate: { limit: 20, per: second, burst: 20 } }"))
            #expect(text.contains(#"server: "smtp://127.0.0.1:2525""#))
            #expect(text.contains(#"- { name: crowd, file: "crowd.csv" }"#))
            #expect(site.environment["HOOK_SECRET"]?.hasPrefix("whsec_") == true)

            let crowd = try String(contentsOfFile: "\(site.folder)/Config/crowd.csv", encoding: .utf8)
            let lines = crowd.split(separator: "\n")
            #expect(lines.first == "channel,to,locale,tags,secret")
            #expect(lines.dropFirst().first == "hooks,http://127.0.0.1:9/hooks/0,en,,env:HOOK_SECRET")
            #expect(Set(lines).count == 4)
            let readers = try String(contentsOfFile: "\(site.folder)/Config/readers.csv", encoding: .utf8)
            #expect(readers.hasSuffix("mail,reader-1@example.com,en,,\n"))
        }
    }

    @Test func `a site can be configured anew, with the audiences it has`() throws {
        try Self.withFolder { folder in
            var site = try HubSite(in: folder)
            try site.addMailboxes("readers", 1, channel: "mail")
            try site.configure([.mail("mail", port: 1, connections: 1)])
            try site.configure([.webhook("mail")])
            let text = try String(contentsOfFile: site.configurationFile, encoding: .utf8)
            #expect(text.contains("plugin: webhook") && !text.contains("plugin: email"))
            #expect(text.contains("readers.csv") && !text.contains("rate:"))
        }
    }

    @Test func `a tool that is nowhere is not measured against, and its name is said`() throws {
        let reason = #expect(throws: NotMeasured.self) { try Toolbox(folders: ["/nowhere"]).find("no-such-tool") }
        #expect(reason?.description.contains("no-such-tool") == true)
    }

    @Test func `a tool is looked for in the given folders first`() throws {
        try Self.withFolder { folder in
            let tool = "\(folder)/sh"
            try Data("#!/bin/true\n".utf8).write(to: URL(fileURLWithPath: tool))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
            #expect(try Toolbox(folders: [folder]).find("sh") == tool)
            #expect(try Toolbox(folders: []).find("sh").hasSuffix("/sh"))
        }
    }

    @Test func `the scales are known by name, and the full one is that of the documentation`() {
        #expect(Scale.names.allSatisfy { Scale(named: $0) != nil })
        #expect(Scale(named: "huge") == nil)
        #expect(Scale.full.backlog == 1_000_000 && Scale.full.largeAudience == 1_000_000)
        #expect(BenchSettings(hub: "", folder: "", python: "").measures == MeasureName.allCases)
        #expect(BenchSettings(measures: [.mail], hub: "", folder: "", python: "").measures == [.mail])
    }

    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
