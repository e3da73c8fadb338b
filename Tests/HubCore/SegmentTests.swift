// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Incidents
import Outbox
import Testing

/// Parts of audiences with names of their own.
struct SegmentTests {
    private let scene: HubScene

    init() async throws {
        scene = try await HubScene(
            segments: [
                SegmentDeclaration(
                    name: .sample("vips"),
                    audiences: [.sample("buyers"), .sample("sellers")],
                    segment: Segment(tags: ["vip"])
                ),
                SegmentDeclaration(
                    name: .sample("german"),
                    audiences: [.sample("buyers")],
                    segment: Segment(locales: [.german])
                ),
            ]
        )
    }

    @Test(arguments: [
        (["vips"], ["ada@example.com"]), (["german"], ["bo@example.com"]),
        (["vips", "german"], ["ada@example.com", "bo@example.com"]),
        (["german", "sellers"], ["ada@example.com", "bo@example.com", "cy@example.com"]),
        (["vips", "sellers"], ["ada@example.com", "cy@example.com"]),
    ])
    func `a part stands wherever an audience may`(names: [String], readers: [String]) async throws {
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        let sent = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(list)]}"#)
        #expect(sent.integer("deliveries") == Int64(readers.count))
        let found = try await scene.deliveries().items("items").compactMap { $0.text("to") }
        #expect(found.sorted() == readers)
        let preview = try await scene.preview(#"{"title": "T", "body": "b", "to": [\#(list)]}"#)
        #expect(preview.integer("forecast/total") == Int64(readers.count))
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev3", "audiences": [\#(list)], "body": "b"}"#
        )
        #expect(declared.integer("update/deliveries") == Int64(readers.count))
    }

    @Test func `a part has no members of its own`() async throws {
        let list = try await scene.hub.listAudiences(for: HubScene.ada).document
        #expect(list.items("items").compactMap { $0.text("name") } == ["buyers", "german", "sellers", "vips"])
        #expect(list.text("items/1/origin") == "segment")
        #expect(list.text("items/1/of/0") == "buyers")
        let refused = await #expect(throws: Fault.self) {
            try await scene.importList("channel,to\nmail,x@example.com\n", into: "vips")
        }
        #expect(refused?.code == .audienceInvalid)
        #expect(refused?.suggestedAction == "Name one of: buyers, sellers.")
        await #expect(throws: Fault.self) { try await scene.exported("vips") }
        await #expect(throws: Fault.self) { try await scene.hub.deleteAudience(.sample("vips"), by: HubScene.ada) }
    }

    @Test func `a name that is nearly a part's is suggested`() async throws {
        let fault = await #expect(throws: Fault.self) {
            try await scene.send(#"{"title": "T", "body": "b", "to": ["vip"]}"#)
        }
        #expect(fault?.suggestedAction == "Did you mean “vips”?")
    }
}

/// Parts as the configuration declares them.
struct SegmentDeclarationTests {
    private func load(_ entry: String, playbooks: String = "[]") throws -> ConfigurationFile {
        try ConfigurationFile(
            "hub: { locale: de }\naudiences:\n  - { name: buyers }\n  - \(entry)\nplaybooks: \(playbooks)\n"
        )
    }

    @Test func `a part is read, and a playbook may name it`() throws {
        let configuration = try load(
            "{ name: vip-german, of: [buyers, imported], tags: [vip], locales: [de-AT, de] }",
            playbooks: "[{ name: p, audiences: [vip-german] }]"
        )
        .load()
        let segment = try #require(configuration.segments.first)
        #expect(configuration.segments.count == 1)
        #expect(configuration.audiences.map(\.name.text) == ["buyers"])
        #expect(segment.audiences == [.sample("buyers"), .sample("imported")])
        #expect(segment.segment.tags == ["vip"])
        // Who says nothing is written to in German.
        #expect(segment.segment.includesUnnamedLocale)
        #expect(configuration.playbooks.first?.audiences == [.sample("vip-german")])
    }

    @Test(arguments: [
        ("{ name: x, of: [] , tags: [a] }", "part of none"), ("{ name: x, of: [buyers] }", "“tags”, “locales” or both"),
        ("{ name: buyers, of: [sellers], tags: [a] }", "another audience"),
        ("{ name: x, of: [x], tags: [a] }", "itself a part of others"),
        ("{ name: x, of: [buyers], tags: [a], file: people.csv }", "“file” is not known here"),
    ])
    func `a part that makes no sense is refused`(entry: String, words: String) throws {
        let faults = try load(entry).faults()
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.message.contains(words) == true, "\(faults)")
    }
}

extension LocaleTag {
    fileprivate static var german: LocaleTag { LocaleTag("de") ?? .english }
}
