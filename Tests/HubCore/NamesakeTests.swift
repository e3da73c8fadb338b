// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import SQLiteStorage
import Testing

/// One reader on several channels of a kind: left alone, let in and deleted on all of them, and on no other.
///
/// Of the scene's channels `mail` and `mail-backup` are of one kind.
struct NamesakeTests {
    private let scene: HubScene
    private static let ada = "ada@example.com"

    init() async throws {
        scene = try await HubScene(offer: .sample)
        // Known by that name on another mail channel, and on a channel of another kind.
        for channel in ["mail-backup", "hooks"] {
            _ = try await scene.send(
                #"{"title": "T", "body": "b", "to": [{"channel": "\#(channel)", "to": "\#(Self.ada)"}]}"#
            )
        }
    }

    private func excluded(_ address: String = ada) async throws -> [String] {
        try await scene.storage.read { reader throws(Fault) in
            var found: [String] = []
            for channel in ["mail", "mail-backup", "hooks"]
            where try reader.suppression(channel: .sample(channel), address: address) != nil {
                found.append(channel)
            }
            return found
        }
    }

    private func withhold(_ address: String, by role: Role = .admin) async throws {
        let command = try WithholdMessages(
            json(#"{"channel": "mail", "to": "\#(address)"}"#),
            channels: scene.hub.channelNames
        )
        _ = try await scene.hub.withhold(command, by: Principal(name: "p", role: role))
    }

    private func release(_ address: String, by role: Role = .admin) async throws {
        let command = try WithholdMessages(
            json(#"{"channel": "mail", "to": "\#(address)"}"#),
            channels: scene.hub.channelNames
        )
        _ = try await scene.hub.releaseSubscriber(command, by: Principal(name: "p", role: role))
    }

    @Test func `however the address is written, every channel of the kind leaves it alone, and no other`() async throws
    {
        try await withhold("ADA@Example.com")
        #expect(try await excluded() == ["mail", "mail-backup"])
        try await release("ADA@Example.com")
        #expect(try await excluded().isEmpty)
        let fault = await #expect(throws: Fault.self) { try await release(Self.ada) }
        #expect(fault?.code == .notFound)
    }

    @Test func `an address that nobody knows is recorded where it was named alone`() async throws {
        try await withhold("new@example.com")
        #expect(try await excluded("new@example.com") == ["mail"])
        #expect(try await scene.destination("new@example.com", on: "mail-backup") == nil)
        var list: [UInt8]? = Array("channel,to\nmail,newer@example.com\n".utf8)
        _ = try await scene.hub.importSuppressions(isDryRun: false, by: HubScene.ada) { () async throws(Fault) in
            defer { list = nil }
            return list
        }
        #expect(try await excluded("newer@example.com") == ["mail"])
        #expect(try await scene.destination("newer@example.com", on: "mail-backup") == nil)
    }

    @Test func `who is taken in again or comes back is so on every channel of the kind`() async throws {
        try await withhold(Self.ada)
        _ = try await scene.hub.unsuppress("ADA@example.com", on: .sample("mail"), by: HubScene.ada)
        #expect(try await excluded().isEmpty)
        try await scene.suppress(Self.ada, .bounced)
        #expect(try await excluded() == ["mail", "mail-backup"])
        _ = try await scene.hub.confirmSubscription(try await scene.ask(#"{"to": "\#(Self.ada)"}"#))
        #expect(try await excluded().isEmpty)
    }

    @Test func `a link of one channel excludes where the address is known under the other alone`() async throws {
        let only = #"{"channel": "mail-backup", "to": "only@example.com"}"#
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(only)]}"#)
        try await scene.suppress("only@example.com", .unsubscribed)
        let actions = try await scene.audit().map(\.action)
        #expect(actions.last == "destination.unsubscribed")
        #expect(try await excluded("only@example.com").contains("mail-backup"))
    }

    @Test func `who is deleted is deleted on every channel of the kind, and the trail says so without a name`()
        async throws
    {
        _ = try await scene.hub.eraseSubscriber(at: "ADA@example.com", on: .sample("mail"), by: HubScene.ada)
        #expect(try await scene.destination(Self.ada) == nil)
        #expect(try await scene.destination(Self.ada, on: "mail-backup") == nil)
        #expect(try await scene.destination(Self.ada, on: "hooks") != nil)
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "subscriber.erased" && entry.subject == "mail" && entry.actor == "ada")
        #expect(!"\(entry)".lowercased().contains(Self.ada))
        let fault = await #expect(throws: Fault.self) {
            _ = try await scene.hub.eraseSubscriber(at: Self.ada, on: .sample("mail"), by: HubScene.ada)
        }
        #expect(fault?.code == .notFound)
    }

    @Test(arguments: [Role.viewer, .reporter, .support])
    func `who answers readers may leave one alone, and an admin alone lets one in again`(role: Role) async throws {
        if role == .support {
            try await withhold(Self.ada, by: role)
        } else {
            let fault = await #expect(throws: Fault.self) { try await withhold(Self.ada, by: role) }
            #expect(fault?.code == .permissionDenied)
            #expect(try await excluded().isEmpty)
            try await withhold(Self.ada)
        }
        let refused = await #expect(throws: Fault.self) { try await release(Self.ada, by: role) }
        #expect(refused?.code == .permissionDenied)
        let again = await #expect(throws: Fault.self) {
            _ = try await scene.hub.unsuppress(
                Self.ada,
                on: .sample("mail"),
                by: Principal(name: "p", role: role)
            )
        }
        #expect(again?.code == .permissionDenied)
        #expect(try await excluded() == ["mail", "mail-backup"])
    }
}
