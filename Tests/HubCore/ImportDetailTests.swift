// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Incidents
import Outbox
import SQLiteStorage
import Testing

/// What stands around an import: its progress, its neighbours, and what of an audience nobody may change.
struct ImportDetailTests {
    private let room = Room()
    private let scene: HubScene

    init() async throws {
        let room = room
        scene = try await HubScene(
            playbooks: [
                Playbook.checkout(), Playbook(name: .sample("people-first"), audiences: [.sample("people")]),
            ],
            segments: [
                SegmentDeclaration(
                    name: .sample("vips"),
                    audiences: [.sample("buyers")],
                    segment: Segment(tags: ["vip"])
                )
            ],
            wrap: { RoomyStorage(base: $0, room: room) }
        )
    }

    private func importPieces(_ pieces: [String], before: () async throws(Fault) -> Void) async throws(Fault) {
        var rest = pieces[...]
        _ = try await scene.hub.importMembers(ImportAudience(.sample("people"), format: .csv), by: HubScene.ada) {
            () async throws(Fault) in
            try await before()
            return rest.popFirst().map { Array($0.utf8) }
        }
    }

    private func progress() throws(Fault) -> Reply {
        try scene.hub.importProgress(of: .sample("people"), for: HubScene.ada)
    }

    @Test func `an import under way says how far it is, and lets no other in beside it`() async throws {
        var seen: [Reply] = []
        var refusals: [FaultCode] = []
        try await importPieces(["channel,to\nmail,a@example.com\nfax,x\n", "mail,b@example.com\n"]) {
            () async throws(Fault) in
            seen.append(try progress())
            do throws(Fault) {
                try await importPieces(["channel,to\n"]) { () async throws(Fault) in }
            } catch {
                refusals.append(error.code)
            }
        }
        #expect(try seen.map { try $0.document.integer("lines") } == [0, 2, 3])
        #expect(try seen.map { try $0.document.integer("taken") } == [0, 1, 2])
        #expect(try seen.map { try $0.document.integer("set_aside") } == [0, 1, 1])
        #expect(refusals == [.requestInProgress, .requestInProgress, .requestInProgress])
        #expect(throws: Fault.self) { try progress() }
        try await importPieces(["channel,to\n"]) { () async throws(Fault) in }
    }

    @Test func `lines set aside are told as runs, and a good line parts two of them`() async throws {
        let report = try await scene.importList("channel,to\nfax,x\nmail,a@example.com\nfax,y\nfax,z\n").document
        #expect(report.items("set_aside_lines").count == 2)
        #expect(report.integer("set_aside_lines/0/1") == 2 && report.integer("set_aside_lines/1/0") == 4)
        #expect(report.integer("set_aside_lines/1/1") == 5)
    }

    @Test func `a list for which the room gives out is not taken`() async throws {
        let room = room
        let fault = await #expect(throws: Fault.self) {
            try await importPieces(["channel,to\nmail,a@example.com\n"]) { () async throws(Fault) in
                room.isFull = true
            }
        }
        #expect(fault?.code == .storageFull && fault?.context["taken"] == "0")
        #expect(try await scene.audit().contains { $0.action.hasPrefix("audience.import") } == false)
    }

    @Test func `what a playbook names is not deleted`() async throws {
        try await scene.importList("channel,to\nmail,a@example.com\n")
        let fault = await #expect(throws: Fault.self) {
            try await scene.hub.deleteAudience(.sample("people"), by: HubScene.ada)
        }
        #expect(fault?.message.contains("people-first") == true)
        #expect(try await scene.addresses(of: "people") == ["a@example.com"])
    }

    @Test func `a part of others takes no member, and its name no audience`() async throws {
        let member = Array(#"{"channel": "mail", "to": "x@example.com"}"#.utf8)
        let added = await #expect(throws: Fault.self) {
            try await scene.hub.addMember(to: .sample("vips"), member, by: HubScene.ada)
        }
        let made = await #expect(throws: Fault.self) {
            try await scene.hub.makeAudience(json(#"{"name": "vips"}"#), by: HubScene.ada)
        }
        #expect(added?.code == .audienceInvalid && made?.code == .audienceInvalid)
        // One that was there before the configuration took its name is shown no more.
        try await scene.storage.write { transaction throws(Fault) in
            try transaction.upsert([Member](), in: .sample("vips"), from: .imported(generation: 1))
        }
        let list = try await scene.hub.listAudiences(for: HubScene.ada).document
        #expect(list.items("items").compactMap { $0.text("name") } == ["buyers", "sellers", "vips"])
        #expect(list.text("items/2/origin") == "segment")
    }

    @Test func `who came by a configuration that no longer names the audience can be taken out`() async throws {
        let former = AudienceDeclaration(
            name: .sample("former"),
            destinations: [Destination(channel: .sample("mail"), address: "a@example.com")]
        )
        _ = try await AudienceRefresh(storage: scene.storage, channels: scene.channels)
            .run([former], now: scene.clock.now)
        let removed = try await scene.hub.removeMember(
            of: .sample("former"),
            channel: .sample("mail"),
            address: "a@example.com",
            by: HubScene.ada
        )
        #expect(removed.status == 200)
    }

    @Test func `an admin alone sees members, and no list is given without a trace`() async throws {
        let support = Principal(name: "p", role: .support)
        let fault = await #expect(throws: Fault.self) {
            try await scene.hub.members(of: .sample("buyers"), after: 0, limit: 1, for: support)
        }
        #expect(fault?.code == .permissionDenied)
        _ = try await scene.exported("buyers")
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "audience.exported" && entry.subject == "buyers" && entry.actor == "ada")
    }
}
