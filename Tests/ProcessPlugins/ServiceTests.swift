// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Foundation
import ProcessPlugins
import Testing

/// A child that behaves.
@Suite struct ServiceTests {
    @Test func `answers find their requests in whatever order they come`() async throws {
        let stage = try ChildStage("late-order")
        defer { stage.clear() }
        let channel = try stage.channel()
        try await channel.adapter.start()
        let receipts = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<3 {
                group.addTask { try await channel.deliver(stage.delivery(to: "bad", key: "k\(number)")).id }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(receipts.count == 3)
        #expect(stage.notes("started").count == 1)
        await channel.adapter.stop()
    }

    @Test func `many at once start one process`() async throws {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let channel = try stage.channel()
        let receipts = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<50 {
                group.addTask { try await channel.deliver(stage.delivery(to: "well", key: "k\(number)")).id }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(receipts == Set((0..<50).map { "r-k\($0)" }))
        #expect(stage.notes("started").count == 1)
        await channel.adapter.stop()
        #expect(stage.notes("ended") == ["politely"])
    }

    @Test func `a child that stays when it is told to go is ended`() async throws {
        let stage = try ChildStage("stays")
        defer { stage.clear() }
        let channel = try stage.channel()
        try await channel.adapter.start()
        await channel.adapter.stop()
        let process = try #require(stage.notes("started").first)
        #expect(!Bounded.exists(process))
        let after = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "well")) }
        #expect(after?.code == .providerUnavailable)
    }

    @Test func `an attempt that is given up is unknown, and the next one is made by the same process`() async throws {
        let stage = try ChildStage("hangs")
        defer { stage.clear() }
        let channel = try stage.channel()
        try await channel.adapter.start()
        let code = await withTaskGroup(of: FaultCode?.self) { group in
            group.addTask {
                await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "bad")) }?.code
            }
            _ = await stage.note("hanging")
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(code == .outcomeUnknown)
        #expect(try await channel.deliver(stage.delivery(to: "well", key: "k2")).id == "r-k2")
        #expect(stage.notes("started").count == 1)
        await channel.adapter.stop()
    }

    @Test func `a child sees a clean environment, its own group and no descriptor but its streams`() async throws {
        let stage = try ChildStage("looks-around", environment: "[COLOUR=blue, NOT_SET_ANYWHERE]")
        defer { stage.clear() }
        let channel = try stage.channel()
        _ = try await channel.deliver(stage.delivery(to: "bad"))
        await channel.adapter.stop()
        let text = try #require(stage.notes("environment").first)
        let environment = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        // The interpreter may set a locale of its own, and a wrapper around it its own variables.
        let foreign = environment.keys.filter { $0 != "LC_CTYPE" && !$0.contains("PYENV") }
        #expect(Set(foreign).isSubset(of: ["PATH", "LANG", "HOME", "COLOUR", "PWD", "OLDPWD", "SHLVL", "_"]))
        #expect(environment["COLOUR"] == "blue")
        #expect(environment["HOME"] == stage.folder)
        #expect(stage.notes("group") == ["True"])
        // The fourth is the folder that it is listing.
        #expect(stage.notes("open").first == #"["0", "1", "2", "3"]"#)
    }

    @Test func `settings reach the child in configure alone, and their secrets come back masked`() async throws {
        let stage = try ChildStage("fails")
        defer { stage.clear() }
        let channel = try stage.channel(settings: ["key": .string("hunter22")])
        let fault = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "bad")) }
        #expect(fault?.code == .rateLimited)
        #expect(fault?.retryAfter == .seconds(30))
        #expect(fault?.message == "Plugin “child” says: slow down, •••")
        #expect(stage.notes("settings") == [#"{"key": "hunter22"}"#])
        await channel.adapter.stop()
    }

    @Test func `settings that a plugin refuses are its fault, with their place`() async throws {
        let stage = try ChildStage("picky")
        defer { stage.clear() }
        let channel = try stage.channel(settings: ["key": .string("hunter22")])
        let fault = await fault { () async throws(Fault) in try await channel.adapter.start() }
        #expect(fault?.code == .authenticationRejected)
        #expect(fault?.context["where"] == "/settings/key")
        #expect(fault?.message.contains("hunter22") == false)
        // The next one is told the same without a start.
        let again = await self.again(channel)
        #expect(again?.code == .authenticationRejected)
        #expect(again?.retryAfter != nil)
        #expect(stage.notes("started").count == 1)
    }

    private func again(_ channel: ProcessChannel) async -> Fault? {
        await fault { () async throws(Fault) in try await channel.adapter.start() }
    }

    @Test func `a plugin that says nothing is described as what it is: not there`() throws {
        let stage = try ChildStage("silent")
        defer { stage.clear() }
        let file = try stage.file()
        #expect(throws: Fault.self) { try PluginDescription.ask(file, bounds: ChildBounds(start: .milliseconds(300))) }
        let well = try ChildStage("well")
        defer { well.clear() }
        let description = try PluginDescription.ask(try well.file())
        #expect(description.manifest.kind == "child")
        #expect(description.manifest.settings.map(\.isSecret) == [true])
    }

    @Test func `a channel whose plugin was not described says so in its renderings, and writes by its limits later`()
        async throws
    {
        let stage = try ChildStage("well")
        defer { stage.clear() }
        let channel = try stage.channel()
        let destination = Destination(channel: .sample("stub"), address: "well")
        let rendering = try channel.render(.sample(), for: destination)
        #expect(rendering.findings.contains { $0.message.contains("not described itself yet") })
        #expect(rendering["body"]?.utf8.count ?? 0 > 400)
        var delivery = stage.delivery(to: "well")
        delivery.rendering = rendering
        _ = try await channel.deliver(delivery)
        // The child notes how long the text was that it was given.
        #expect(stage.notes("lengths").first.flatMap { Int($0) } ?? 9_999 <= 400)
        #expect(await channel.check().isEmpty)
        await channel.adapter.stop()
    }

    @Test func `a plugin that renders is given its own text, and one beyond its own limits is not used`() async throws {
        let stage = try ChildStage("renders")
        defer { stage.clear() }
        let channel = try stage.channel()
        _ = try await channel.deliver(stage.delivery(to: "well"))
        #expect(stage.notes("bodies") == ["own Checkout is failing for some buyers"])
        await channel.adapter.stop()

        let long = try ChildStage("renders-long")
        defer { long.clear() }
        let other = try long.channel()
        let fault = await fault { () async throws(Fault) in try await other.deliver(long.delivery(to: "well")) }
        #expect(fault?.code == .providerUnavailable)
        #expect(long.notes("delivered").isEmpty)
        await other.adapter.stop()
    }

    @Test(arguments: [("asks-secrets", "room-key"), ("well", "None")])
    func `a destination's secret is for plugins that ask for it alone`(mode: String, secret: String) async throws {
        let stage = try ChildStage(mode)
        defer { stage.clear() }
        let channel = try stage.channel()
        var delivery = stage.delivery(to: "well")
        delivery.destination.secret = SecretReference("env:ROOM")
        _ = try await channel.deliver(delivery)
        #expect(stage.notes("secrets") == [secret])
        await channel.adapter.stop()
    }

    @Test func `a child that leaves its group is ended all the same`() async throws {
        let stage = try ChildStage("moves-group")
        defer { stage.clear() }
        let channel = try stage.channel()
        _ = try await channel.deliver(stage.delivery(to: "well"))
        await channel.adapter.stop()
        let process = try #require(stage.notes("started").first)
        #expect(!Bounded.exists(process))
    }

    @Test func `a trial finds nothing wrong with a child that behaves, and names what is wrong with another`()
        async throws
    {
        for (mode, problem) in [("well", nil), ("stays", "it ends when it is told to")] as [(String, String?)] {
            let stage = try ChildStage(mode)
            defer { stage.clear() }
            let trial = PluginTrial(
                folder: stage.folder,
                messages: HostileMessages.all.map { ($0.name, $0.message) },
                secrets: StubSecretStore(),
                clock: stage.clock,
                bounds: ChildBounds(farewell: .milliseconds(500), termination: .milliseconds(300))
            )
            var failed: [String] = []
            _ = await trial.run { if $0.problem != nil { failed.append($0.name) } }
            #expect(failed == (problem.map { [$0] } ?? []))
        }
    }
}
