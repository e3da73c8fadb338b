// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import SQLiteStorage
import Testing

struct ImportAudienceTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    private static let list = "channel,to\nmail,a@example.com\nfax,b\nmail,B@example.com\nmail,A@example.com\nmail,\n"

    @Test func `a list is taken in, and the report counts every line`() async throws {
        let report = try await scene.importList(Self.list).document
        #expect(report.integer("lines") == 5)
        #expect(report.integer("taken") == 3)
        #expect(report.integer("duplicates") == 1)
        #expect(report.integer("set_aside") == 2)
        #expect(report.integer("kinds/channel_unknown") == 1)
        #expect(report.integer("kinds/address_missing") == 1)
        #expect(report.integer("faults/0/line") == 3)
        #expect(report.text("faults/0/column") == "channel")
        #expect(report.integer("set_aside_lines/1/0") == 6)
        #expect(report.integer("size") == 2)
        #expect(try await scene.addresses(of: "people") == ["a@example.com", "b@example.com"])
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "audience.imported")
        #expect(entry.detail == ["mode": "merge", "taken": "3", "set_aside": "2", "left": "0"])
    }

    @Test func `a dry run reports the same and keeps nothing`() async throws {
        let before = try tableCounts(of: scene.database)
        let report = try await scene.importList(Self.list, dryRun: true).document
        #expect(report.integer("taken") == 3)
        #expect(report.integer("set_aside") == 2)
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `merging keeps who was there, replacing lets those leave whom imports alone had brought`() async throws {
        try await scene.importList("channel,to\nmail,one@example.com\nmail,two@example.com\n", into: "sellers")
        try await scene.importList("channel,to\nmail,three@example.com\n", into: "sellers")
        #expect(try await scene.addresses(of: "sellers").count == 5)
        let report = try await scene.importList(
            "channel,to\nmail,two@example.com\nmail,four@example.com\n",
            into: "sellers",
            mode: .replace
        )
        #expect(try report.document.integer("left") == 2)
        #expect(
            try await scene.addresses(of: "sellers") == [
                "ada@example.com", "cy@example.com", "four@example.com", "two@example.com",
            ]
        )
    }

    @Test func `who has left stays out, whatever lists come and go`() async throws {
        let list = "channel,to\nmail,ada@example.com\nmail,bo@example.com\n"
        try await scene.importList(list)
        try await scene.storage.write { transaction throws(Fault) in
            try transaction.choose(
                nil,
                in: .sample("people"),
                channel: .sample("mail"),
                address: "ada@example.com"
            )
        }
        try await scene.importList("channel,to\nmail,bo@example.com\n", mode: .replace)
        try await scene.importList(list, mode: .replace)
        let sent = try await scene.send(#"{"title": "T", "body": "b", "to": ["people"]}"#)
        #expect(sent.integer("deliveries") == 1)
    }

    @Test func `an import that breaks off keeps what came, and nobody leaves`() async throws {
        try await scene.importList("channel,to\nmail,old@example.com\n")
        let lines = (0..<3_000).map { "mail,reader-\($0)@example.com\n" }.joined()
        let fault = await #expect(throws: Fault.self) {
            try await scene.importList("channel,to\n" + lines, mode: .replace, breakingOffAfter: 60)
        }
        #expect(fault?.code == .malformedRequest)
        let kept = try await scene.addresses(of: "people")
        #expect(kept.contains("old@example.com"))
        #expect(kept.count == 2_001)
        #expect(fault?.context["taken"] == "2000")
        #expect(try await scene.audit().last?.action == "audience.import_broken_off")
        // It can be begun again.
        try await scene.importList("channel,to\n" + lines, mode: .replace)
        #expect(try await scene.addresses(of: "people").count == 3_000)
    }

    @Test func `a header that is wrong is fatal and keeps nothing`() async throws {
        let before = try tableCounts(of: scene.database)
        await #expect(throws: Fault.self) { try await scene.importList("kanal,to\nmail,a@example.com\n") }
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `the same key and list give the first answer again, another list is a mistake`() async throws {
        let first = try await scene.importList(Self.list, key: "k")
        let again = try await scene.importList(Self.list, pieces: 7, key: "k")
        #expect(again.isReplay)
        #expect(again.body == first.body)
        let fault = await #expect(throws: Fault.self) {
            try await scene.importList(Self.list + "mail,x@y.z\n", key: "k")
        }
        #expect(fault?.code == .idempotencyMismatch)
        #expect(try await scene.audit().filter { $0.action == "audience.imported" }.count == 1)
    }

    @Test func `only the first hundred faults are told in full, and all are counted`() async throws {
        let bad = (0..<250).map { "fax,\($0)\n" }.joined()
        let report = try await scene.importList("channel,to\n" + bad + "mail,a@example.com\n").document
        #expect(report.items("faults").count == 100)
        #expect(report.integer("kinds/channel_unknown") == 250)
        // One run of lines.
        #expect(report.items("set_aside_lines").count == 1)
        #expect(report.integer("set_aside_lines/0/1") == 251)
    }

    @Test func `while the storage is full nothing is taken in`() async throws {
        let room = Room()
        let scene = try await HubScene(wrap: { RoomyStorage(base: $0, room: room) })
        room.isFull = true
        let fault = await #expect(throws: Fault.self) { try await scene.importList(Self.list) }
        #expect(fault?.code == .storageFull)
    }

    @Test(arguments: [Role.viewer, .reporter, .support]) func `only an admin imports and exports`(
        role: Role
    ) async throws {
        let principal = Principal(name: "p", role: role)
        let refused = await #expect(throws: Fault.self) {
            try await scene.hub.importMembers(ImportAudience(.sample("people"), format: .csv), by: principal) {
                () async throws(Fault) in nil
            }
        }
        #expect(refused?.code == .permissionDenied)
        await #expect(throws: Fault.self) {
            _ = try await scene.hub.exportMembers(of: .sample("buyers"), as: .csv, by: principal)
        }
    }

    @Test(arguments: 0..<6) func `what is exported is imported as it was`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let members = (0..<1_500).map { RandomMember.make($0, using: &random) }
        let writer = MemberListWriter(.ndjson)
        try await scene.importList(members.reduce("") { try $0 + writer.line(for: $1) }, format: .ndjson)
        #expect(try await Set(scene.members(of: "people")) == Set(members))
        for format in ListFormat.allCases {
            let text = try await scene.exported("people", as: format)
            let other = "again-\(format)"
            let report = try await scene.importList(text, into: other, format: format).document
            #expect(report.integer("set_aside") == 0)
            #expect(try await Set(scene.members(of: other)) == Set(members))
            #expect(try await scene.exported(other, as: format) == text)
        }
    }

    @Test func `an audience of the configuration cannot be deleted, another can`() async throws {
        try await scene.importList(Self.list)
        #expect(try await scene.hub.deleteAudience(.sample("people"), by: HubScene.ada).status == 200)
        let gone = await #expect(throws: Fault.self) {
            try await scene.hub.showAudience(.sample("people"), to: HubScene.ada)
        }
        #expect(gone?.code == .notFound)
        let declared = await #expect(throws: Fault.self) {
            try await scene.hub.deleteAudience(.sample("sellers"), by: HubScene.ada)
        }
        #expect(declared?.message.contains("declared in the configuration") == true)
    }

    @Test func `single members come and go, but those of the configuration stay`() async throws {
        let body = Array(#"{"channel": "mail", "to": "Dee@Example.com", "tags": ["vip"]}"#.utf8)
        #expect(try await scene.hub.addMember(to: .sample("sellers"), body, by: HubScene.ada).status == 201)
        #expect(try await scene.addresses(of: "sellers").contains("dee@example.com"))
        func remove(_ address: String) async throws -> Reply {
            try await scene.hub.removeMember(
                of: .sample("sellers"),
                channel: .sample("mail"),
                address: address,
                by: HubScene.ada
            )
        }
        #expect(try await remove("DEE@example.com").status == 200)
        #expect(await #expect(throws: Fault.self) { try await remove("dee@example.com") }?.code == .notFound)
        #expect(await #expect(throws: Fault.self) { try await remove("cy@example.com") }?.code == .audienceInvalid)
        #expect(try await scene.addresses(of: "sellers") == ["ada@example.com", "cy@example.com"])
    }
}
