// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Testing

/// Secrets of a channel's settings that change while the hub runs.
struct SettingsRotationTests {
    private let scene: RotationScene

    init() throws { scene = try RotationScene() }

    @Test func `a changed secret is used from the next attempt on, and named nowhere`() async throws {
        try await scene.whileWatching { () async throws in
            #expect(try await scene.deliver() == "first")
            scene.secrets["file:token"] = "second"
            await scene.look()
            #expect(try await scene.deliver() == "first")
            await scene.look()
            #expect(try await scene.deliver() == "second")
            #expect(await scene.subject.exchange.adapter.check()?.map(\.message) == ["second"])
            await scene.look()
            #expect(scene.stopped == ["first"] && scene.prepared == ["second"])
            scene.secrets["file:token"] = "third"
            await scene.look(2)
            #expect(try await scene.deliver() == "third")
        }
        #expect(scene.log.lines.count { $0.contains("channel chat uses its changed settings") } == 2)
        #expect(!scene.log.lines.contains { $0.contains("second") || $0.contains("third") })
    }

    @Test(arguments: ["bad", "stillborn", nil])
    func `what cannot be used leaves the channel as it is, until it changes again`(token: String?) async throws {
        try await scene.whileWatching { () async throws in
            scene.secrets["file:token"] = token
            await scene.look(10)
            #expect(try await scene.deliver() == "first")
            let complaints = scene.log.lines.filter { $0.contains("goes on with the settings it has") }
            #expect(complaints.count == 1)
            #expect(complaints.first?.hasPrefix("error ") == true && complaints.first?.contains("code=") == true)
            if let token { #expect(!complaints.contains { $0.contains(token) }) }
            #expect(scene.stopped == (token == "stillborn" ? ["stillborn"] : []))
            scene.secrets["file:token"] = "second"
            await scene.look(2)
            #expect(try await scene.deliver() == "second")
        }
        #expect(scene.engine.renewed == [RotationScene.chat])
    }

    @Test func `the engine is told of each exchange, and of nothing else`() async throws {
        try await scene.whileWatching { () async throws in
            await scene.look(3)
            #expect(scene.engine.renewed.isEmpty)
            for (count, token) in ["second", "third"].enumerated() {
                scene.secrets["file:token"] = token
                await scene.look(4)
                #expect(scene.engine.renewed == Array(repeating: RotationScene.chat, count: count + 1))
            }
            scene.secrets["file:token"] = "bad"
            await scene.look(4)
            #expect(scene.engine.renewed.count == 2)
        }
        #expect(scene.engine.released.isEmpty)
    }

    @Test func `an attempt under way ends with the secret that it began with`() async throws {
        try await scene.whileWatching { () async throws in
            scene.secrets["file:token"] = "slow"
            await scene.look(2)
            try await withThrowingTaskGroup(of: String?.self) { group async throws in
                group.addTask { try await scene.deliver() }
                await scene.gate.arrival()
                scene.secrets["file:token"] = "second"
                await scene.look(4)
                #expect(try await scene.deliver() == "second")
                // What it needs beside itself is there as long as it does.
                #expect(scene.stopped == ["first"])
                scene.gate.open()
                #expect(try await group.next() == "slow")
                await scene.look()
                #expect(scene.stopped == ["first", "slow"])
            }
        }
    }

    @Test func `when the hub ends, so does every adapter that is left`() async throws {
        try await scene.whileWatching { () async throws in
            scene.secrets["file:token"] = "second"
            await scene.look(2)
        }
        await scene.subject.exchange.adapter.stop()
        #expect(scene.stopped == ["first", "second"])
    }

    @Test(arguments: [("file:token", true), ("env:TOKEN", false)])
    func `only what is kept in a file can change`(reference: String, canChange: Bool) throws {
        let file = try ConfigurationFile(
            """
            hub: { data: "." }
            channels:
              - { name: mail, plugin: email, settings: { server: "smtp://a.example", from: "a@a.example",
                  username: u, password: "\(reference)" } }
            audiences: []
            playbooks: []
            """
        )
        let mail = try #require(try file.load([reference: "hunter2"]).channels.first)
        let origin = try #require(mail.origin)
        #expect(origin.canChange == canChange)
        #expect(try origin.read(with: StubSecretStore([reference: "hunter2"])) == mail.settings)
        #expect(try origin.read(with: StubSecretStore([reference: "hunter3"])) != mail.settings)
        let fault = #expect(throws: Fault.self) { try origin.read(with: StubSecretStore()) }
        #expect(fault?.code == .secretMissing)
        #expect(fault?.context["where"]?.contains("/channels/0/settings/password") == true)
    }
}
