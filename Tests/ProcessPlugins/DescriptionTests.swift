// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import ProcessPlugins
import Testing

@Suite struct DescriptionTests {
    private func description(_ text: String) throws -> PluginDescription {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        return try PluginDescription(json, of: try stage.file())
    }

    @Test func `a whole description is a whole manifest`() throws {
        let manifest = try description(
            """
            {"name":"child","version":"2.1","summary":"Tells.","formats":["html","text"],"capabilities":["threads"],
             "limits":{"title":{"max":50,"unit":"characters"},"body":{"max":400,"unit":"bytes"}},
             "rate":{"limit":2,"per":"1s","burst":5},"concurrency":1,"retry":["1s","30s"],"expires":"2h",
             "timeout":"20s","order":"all","unknown":"hold","throttle":"channel","drop_order":["help"],"novel":1,
             "settings":{"type":"object","required":["server"],"properties":{
               "server":{"type":"string","description":"Where."},"token":{"type":"string","writeOnly":true},
               "wait":{"type":"string","format":"duration","default":"5s"},"mode":{"enum":["a","b"]},
               "file":{"type":"string","format":"path"},"count":{"type":"integer","default":3},
               "share":{"type":"number"},"loud":{"type":"boolean"},"rooms":{"type":"array"}}}}
            """
        )
        .manifest
        #expect(manifest.kind == "child" && manifest.version == "2.1" && manifest.summary == "Tells.")
        #expect(manifest.capabilities == [.threads])
        #expect(manifest.limits.map(\.unit) == ["characters", "bytes"])
        #expect(manifest.rate == RateLimit(2, per: .seconds(1), burst: 5))
        #expect(manifest.retry == RetryPolicy(schedule: [.seconds(1), .seconds(30)], expires: .seconds(7_200)))
        #expect(manifest.attemptTimeout == .seconds(20) && manifest.concurrency == 1)
        #expect(manifest.order == .all && manifest.unknownPolicy == .hold && manifest.throttleScope == .channel)
        #expect(manifest.dropOrder == [.help])
        let types = Dictionary(uniqueKeysWithValues: manifest.settings.map { ($0.key, $0.type) })
        #expect(
            types == [
                "server": .string, "token": .string, "wait": .duration, "mode": .choice, "file": .path,
                "count": .integer, "share": .number, "loud": .boolean, "rooms": .list,
            ]
        )
        #expect(manifest.settings.filter(\.isRequired).map(\.key) == ["server"])
        #expect(manifest.settings.filter(\.isSecret).map(\.key) == ["token"])
        #expect(manifest.settings.first { $0.key == "count" }?.defaultValue == "3")
    }

    @Test(arguments: [
        (#"{"name":"another"}"#, "/name"), (#"{}"#, "/name"), (#"{"name":"child","formats":["rtf"]}"#, "/formats"),
        (#"{"name":"child","limits":{"body":{"max":0,"unit":"bytes"}}}"#, "/limits/body"),
        (#"{"name":"child","limits":{"body":{"max":9,"unit":"words"}}}"#, "/limits/body"),
        (#"{"name":"child","limits":{"subject":{"max":9,"unit":"bytes"}}}"#, "/limits"),
        (#"{"name":"child","rate":{"limit":1}}"#, "/rate"), (#"{"name":"child","concurrency":0}"#, "/concurrency"),
        (#"{"name":"child","timeout":"1h"}"#, "/timeout"), (#"{"name":"child","retry":["soon"]}"#, "/retry"),
        (#"{"name":"child","order":"none"}"#, "/order"), (#"{"name":"child","settings":[]}"#, "/settings"),
        (#"{"name":"child","settings":{"properties":{"a":{}}}}"#, "/settings/properties/a"),
        (#"{"name":"child","settings":{"required":["a"]}}"#, "/settings/required"),
    ])
    func `a description that cannot be used says where`(text: String, place: String) throws {
        let fault = #expect(throws: Fault.self) { try description(text) }
        #expect(fault?.context["where"] == "describe: \(place)")
    }

    @Test(arguments: [
        ("name: Child", "CFG-004"), ("protocol: 2", "CFG-004"), ("command: sh", "CFG-004"),
        ("command: []", "CFG-004"), ("environment: [\"A B\"]", "CFG-004"), ("colour: blue", "CFG-003"),
        ("test: { settings: {}, to: x }", "CFG-003"), ("test: [", "CFG-002"),
    ])
    func `a plugin file with a mistake names its line`(line: String, code: String) throws {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let key = line.prefix { $0 != ":" }
        let right = [
            "name: child", "version: \"1\"", "protocol: 1", "command: [sh]", "environment: []",
            "test: { settings: {}, destination: x }",
        ]
        let isKnown = right.contains { $0.hasPrefix("\(key):") }
        let wrong = right.map { $0.hasPrefix("\(key):") ? line : $0 } + (isKnown ? [] : [line])
        try stage.write(right.joined(separator: "\n"), to: "plugin.yaml")
        _ = try stage.file()
        try stage.write(wrong.joined(separator: "\n"), to: "plugin.yaml")
        let fault = #expect(throws: Fault.self) { try stage.file() }
        #expect(fault?.code.rawValue == code)
        #expect(fault?.context["where"]?.hasPrefix("\(stage.folder)/plugin.yaml:") == true)
    }

    @Test func `folders are searched for plugins, and a name that is taken is refused`() throws {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let parent = stage.folder.split(separator: "/").dropLast().joined(separator: "/")
        let found = PluginFolders(["/\(parent)", "/nowhere/at/all"], taken: [])
        #expect(
            found.plugins.contains { $0.folder == stage.folder } || found.faults.contains { "\($0)".contains("child") }
        )
        #expect(found.missing == ["/nowhere/at/all"])
        let taken = PluginFolders(["/\(parent)"], taken: ["child"])
        #expect(!taken.plugins.contains { $0.name == "child" })
        #expect(taken.faults.contains { $0.context["where"] == "\(stage.folder)/plugin.yaml" })
    }
}
