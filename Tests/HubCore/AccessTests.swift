// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import HubCore
import SQLiteStorage
import Testing

/// Tokens, roles and who is who.
struct AccessTests {
    private let scene: HubScene
    private let authenticator: Authenticator

    init() async throws {
        scene = try await HubScene()
        authenticator = Authenticator(storage: scene.storage, bootstrapToken: Secret("first"))
    }

    private func create(_ name: String, _ role: String) async throws -> Document {
        let command = try CreateToken(json(#"{"name": "\#(name)", "role": "\#(role)"}"#))
        return try await scene.hub.createToken(command, by: HubScene.ada).document
    }

    @Test func `a role may do what it is for, and nothing beyond`() {
        let table: [Role: [Permission]] = [
            .viewer: [.read], .reporter: [.read, .report], .support: [.read, .report, .send, .bounce],
            .admin: [.read, .report, .send, .bounce, .administer], .relay: [.bounce],
        ]
        for role in Role.allCases {
            #expect(Permission.allCases.filter(role.may) == table[role])
            let principal = Principal(name: "x", role: role)
            for permission in Permission.allCases where !role.may(permission) {
                let fault = #expect(throws: Fault.self) { try principal.require(permission) }
                #expect(fault?.code == .permissionDenied)
                #expect(fault?.context == ["role": role.rawValue, "permission": permission.rawValue])
                #expect(fault?.suggestedAction?.contains("admin") == true)
            }
        }
    }

    /// A use case and the least that it needs.
    struct Act: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let needs: Permission
        let run: @Sendable (Hub, Principal) async throws -> Void
    }

    private static let acts = [
        Act(testDescription: "declare", needs: .report) { hub, principal in
            _ = try await hub.declare(DeclareIncident(json(#"{"title": "T", "severity": "sev3"}"#)), by: principal)
        },
        Act(testDescription: "publish", needs: .report) { hub, principal in
            let command = try PublishUpdate(json(#"{"phase": "resolved", "body": "b"}"#))
            _ = try await hub.publish(command, on: .sample("inc_none"), by: principal)
        },
        Act(testDescription: "send", needs: .send) { hub, principal in
            let command = try SendMessage(
                json(#"{"title": "T", "body": "b", "to": ["buyers"]}"#),
                channels: hub.channelNames
            )
            _ = try await hub.send(command, by: principal)
        },
        Act(testDescription: "test a channel", needs: .send) { hub, principal in
            _ = try await hub.test(.sample("mail"), by: principal)
        },
        Act(testDescription: "list channels", needs: .read) { hub, principal in
            _ = try await hub.channels(for: principal)
        },
        Act(testDescription: "preview", needs: .read) { hub, principal in
            _ = try await hub.preview(json(#"{"title": "T", "body": "b"}"#), for: principal)
        },
        Act(testDescription: "list tokens", needs: .administer) { hub, principal in
            _ = try await hub.tokens(for: principal)
        },
        Act(testDescription: "create a token", needs: .administer) { hub, principal in
            _ = try await hub.createToken(CreateToken(json(#"{"name": "n", "role": "viewer"}"#)), by: principal)
        },
        Act(testDescription: "revoke a token", needs: .administer) { hub, principal in
            _ = try await hub.revokeToken(.sample("tok_none"), by: principal)
        },
    ]

    @Test(arguments: acts) func `a use case is refused to who may not, and only to them`(_ act: Act) async throws {
        for role in Role.allCases {
            do {
                try await act.run(scene.hub, Principal(name: "x", role: role))
                #expect(role.may(act.needs))
            } catch let fault as Fault {
                // What does not exist is told to those only who may act on it.
                #expect((fault.code == .permissionDenied) == !role.may(act.needs), "\(role) \(fault)")
            }
        }
    }

    @Test func `a token is shown once, works, and only its digest is kept`() async throws {
        let answer = try await create("ci", "reporter")
        let text = try #require(answer.text("token"))
        #expect(text.hasPrefix("blf_") && text.count == 68)
        let principal = try await authenticator.principal(bearing: text)
        #expect(principal.name == "ci")
        #expect(principal.role == .reporter)
        #expect(principal.id == answer.text("id"))
        let listed = try await scene.hub.tokens(for: HubScene.ada)
        #expect(!String(decoding: listed.body, as: UTF8.self).contains(text.dropFirst(4)))
        #expect(try listed.document.items("items").compactMap { $0.text("name") } == ["ci"])
        try await scene.storage.close()
        for file in ["", "-wal"] {
            let content = FileManager.default.contents(atPath: scene.database + file) ?? Data()
            #expect(content.firstRange(of: Array(text.dropFirst(4).utf8)) == nil)
        }
    }

    @Test func `two tokens differ`() async throws {
        #expect(try await create("a", "viewer").text("token") != create("b", "viewer").text("token"))
    }

    @Test func `unknown and revoked tokens are answered alike`() async throws {
        let answer = try await create("ci", "viewer")
        let token = try #require(answer.text("token"))
        let id = try #require(answer.text("id"))
        let reply = try await scene.hub.revokeToken(.sample(id), by: HubScene.ada).document
        #expect(reply.text("state") == "revoked")
        let revoked = await #expect(throws: Fault.self) { try await authenticator.principal(bearing: token) }
        let unknown = await #expect(throws: Fault.self) { try await authenticator.principal(bearing: "blf_00") }
        #expect(revoked?.code == .unauthenticated)
        #expect(revoked == unknown)
        let again = await #expect(throws: Fault.self) { try await scene.hub.revokeToken(.sample(id), by: HubScene.ada) }
        #expect(again?.code == .notFound)
    }

    @Test func `the bootstrap token is an admin's, and kept nowhere`() async throws {
        #expect(try await authenticator.principal(bearing: "first") == Principal(name: "bootstrap", role: .admin))
        #expect(try tableCounts(of: scene.database)["token"] == 0)
        let without = Authenticator(storage: scene.storage, bootstrapToken: nil)
        await #expect(throws: Fault.self) { try await without.principal(bearing: "first") }
    }

    @Test(arguments: [nil, ""] as [String?]) func `no token is told how to bring one`(token: String?) async throws {
        let open = Authenticator(storage: scene.storage, bootstrapToken: Secret(""))
        let fault = await #expect(throws: Fault.self) { try await open.principal(bearing: token) }
        #expect(fault?.code == .unauthenticated)
        #expect(fault?.suggestedAction?.contains("Authorization: Bearer") == true)
    }

    @Test(arguments: [
        (#"{"role": "admin"}"#, "/name"), (#"{"name": "", "role": "admin"}"#, "/name"),
        (#"{"name": "x\ny", "role": "admin"}"#, "/name"),
        (#"{"name": "x", "role": "root"}"#, "/role"), (#"{"name": "x"}"#, "/role"),
        (#"{"name": "x", "role": "admin", "x": 1}"#, "/x"),
    ])
    func `a token is made of a name and a role`(body: String, place: String) throws {
        let fault = try #require(throws: Fault.self) { try CreateToken(json(body)) }
        #expect(fault.context["where"] == place)
    }

    @Test func `making and revoking are in the audit trail, without the token`() async throws {
        let answer = try await create("ci", "viewer")
        _ = try await scene.hub.revokeToken(.sample(answer.text("id") ?? ""), by: HubScene.ada)
        let audit = try await scene.audit()
        #expect(audit.map(\.action) == ["token.created", "token.revoked"])
        #expect(audit.first?.detail == ["name": "ci", "role": "viewer"])
        #expect(audit.allSatisfy { $0.actor == "ada" && $0.subject == answer.text("id") })
    }
}
