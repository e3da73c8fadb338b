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
        #expect(scene.engine.released.isEmpty)
    }

    @Test(arguments: [
        (ChannelStatus.State.quarantined, true), (.held, false), (.working, false), (.degraded, false),
    ])
    func `a channel in quarantine is tried at once, and one that someone holds stays held`(
        state: ChannelStatus.State,
        isTried: Bool
    ) async throws {
        scene.engine.set([
            ChannelStatus(channel: .sample("other"), state: .quarantined),
            ChannelStatus(channel: RotationScene.chat, state: state),
        ])
        try await scene.whileWatching { () async throws in
            await scene.look(3)
            #expect(scene.engine.released.isEmpty)
            scene.secrets["file:token"] = "second"
            await scene.look(2)
            #expect(scene.engine.released == (isTried ? [RotationScene.chat] : []))
        }
    }

    @Test func `an attempt under way ends with the secret that it began with`() async throws {
        scene.engine.set([ChannelStatus(channel: RotationScene.chat, state: .quarantined)])
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
                let before = scene.engine.released.count
                scene.gate.open()
                #expect(try await group.next() == "slow")
                await scene.look()
                #expect(scene.stopped == ["first", "slow"])
                // It may have been refused meanwhile, and have put the channel back into quarantine.
                #expect(scene.engine.released.count == before + 1)
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
