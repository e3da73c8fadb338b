// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import ProcessPlugins
import Testing

/// Whatever a child does, its attempts end, it is ended, and it serves again after its rest.
@Suite struct MisbehaviourTests {
    @Test(arguments: [
        ("crashes", FaultCode.outcomeUnknown), ("nonsense", .outcomeUnknown), ("floods-out", .outcomeUnknown),
        ("blank-lines", .outcomeUnknown), ("long-line", .outcomeUnknown), ("wrong-id", .outcomeUnknown),
        ("no-outcome", .outcomeUnknown), ("closes-output", .outcomeUnknown), ("grandchild", .outcomeUnknown),
    ])
    func `a child that misbehaves during a delivery leaves it unknown, and is started again`(
        mode: String,
        code: FaultCode
    ) async throws {
        let stage = try ChildStage(mode)
        defer { stage.clear() }
        let channel = try stage.channel()
        let fault = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "bad")) }
        #expect(fault?.code == code)
        let first = try #require(stage.notes("started").first)
        await Bounded.until { !Bounded.exists(first) }
        #expect(!Bounded.exists(first), "neither running nor a zombie")
        stage.clock.advance(by: .seconds(2))
        let receipt = try await channel.deliver(stage.delivery(to: "well", key: "k2"))
        #expect(receipt.id == "r-k2")
        #expect(stage.notes("started").count == 2)
        await channel.adapter.stop()
    }

    @Test func `a child that answers twice has delivered once, and is started again`() async throws {
        let stage = try ChildStage("twice")
        defer { stage.clear() }
        let channel = try stage.channel()
        _ = try? await channel.deliver(stage.delivery(to: "bad"))
        let first = try #require(stage.notes("started").first)
        await Bounded.until { !Bounded.exists(first) }
        #expect(!Bounded.exists(first))
        stage.clock.advance(by: .seconds(2))
        #expect(try await channel.deliver(stage.delivery(to: "well", key: "k2")).id == "r-k2")
        await channel.adapter.stop()
    }

    @Test func `a child that is silent past the deadline is ended`() async throws {
        let stage = try ChildStage("hangs")
        defer { stage.clear() }
        let channel = try stage.channel()
        async let hanging = fault { () async throws(Fault) in
            try await channel.deliver(stage.delivery(to: "bad", within: .seconds(10)))
        }
        #expect(await stage.note("hanging") != nil)
        await stage.clock.waitForSleepers()
        stage.clock.advance(by: .seconds(10))
        #expect(await hanging?.code == .outcomeUnknown)
        let first = try #require(stage.notes("started").first)
        await Bounded.until { !Bounded.exists(first) }
        #expect(!Bounded.exists(first))
        stage.clock.advance(by: .seconds(2))
        #expect(try await channel.deliver(stage.delivery(to: "well", key: "k2")).id == "r-k2")
        await channel.adapter.stop()
    }

    @Test func `a child that never reads blocks nobody, and what it was not told of can be tried again`() async throws {
        let stage = try ChildStage("deaf")
        defer { stage.clear() }
        let channel = try stage.channel()
        async let deaf = fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "bad")) }
        #expect(await stage.note("deaf") != nil)
        // Far more than a pipe and the queue hold together.
        var large = stage.delivery(to: "well")
        large.message.sections = [Section(.whatHappened, String(repeating: "x", count: 500_000))]
        let codes = await withTaskGroup(of: FaultCode?.self) { group in
            for _ in 0..<20 {
                group.addTask { [large] in
                    await fault { () async throws(Fault) in try await channel.deliver(large) }?.code
                }
            }
            return await group.reduce(into: [FaultCode?]()) { $0.append($1) }
        }
        #expect(Set(codes).isSubset(of: [.outcomeUnknown, .providerUnavailable]))
        #expect(codes.filter { $0 == .outcomeUnknown }.count <= 1)
        #expect(await deaf?.code == .outcomeUnknown)
        stage.clock.advance(by: .seconds(2))
        #expect(try await channel.deliver(stage.delivery(to: "well", key: "k2")).id == "r-k2")
        await channel.adapter.stop()
    }

    @Test func `a flood on standard error is cut, masked and thinned out, and the delivery made`() async throws {
        let stage = try ChildStage("floods-errors")
        defer { stage.clear() }
        // 60 MB are let through at 256 KiB a second: the attempt is given up instead.
        let channel = try stage.channel(settings: ["key": .string("hunter22")])
        async let flooded = fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "bad")) }
        await Bounded.until { stage.log.lines.count > 10 }
        await stage.clock.waitForSleepers()
        stage.clock.advance(by: .seconds(10))
        #expect(await flooded?.code == .outcomeUnknown)
        await channel.adapter.stop()
        let lines = stage.log.lines.filter { $0.contains("line ") }
        #expect(!lines.isEmpty)
        #expect(lines.count < 100)
        #expect(lines.allSatisfy { $0.count <= 1_100 && !$0.contains("hunter22") })
    }

    @Test func `what a child has started ends with it`() async throws {
        let stage = try ChildStage("grandchild")
        defer { stage.clear() }
        let channel = try stage.channel()
        _ = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "bad")) }
        let grandchild = try #require(await stage.note("grandchild"))
        await Bounded.until { !Bounded.isAlive(grandchild) }
        #expect(!Bounded.isAlive(grandchild))
        await channel.adapter.stop()
    }

    @Test func `a child that exits at once is started ever more rarely`() async throws {
        let stage = try ChildStage("exits")
        defer { stage.clear() }
        let channel = try stage.channel()
        for (count, rest) in [1, 2, 4, 8, 16, 32, 60, 60].enumerated() {
            let first = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "well")) }
            #expect(first?.code == .providerUnavailable)
            #expect(stage.notes("started").count == count + 1)
            // During the rest nothing is started, and everyone is told how long it lasts.
            stage.clock.advance(by: .milliseconds(rest * 1_000 - 1))
            let resting = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "well"))
            }
            #expect(resting?.retryAfter == .milliseconds(1))
            #expect(stage.notes("started").count == count + 1)
            stage.clock.advance(by: .milliseconds(1))
        }
    }

    @Test func `many children in turn leave no descriptor open`() async throws {
        let stage = try ChildStage("exits")
        defer { stage.clear() }
        let channel = try stage.channel()
        let before = Bounded.descriptors
        for _ in 0..<30 {
            _ = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "well")) }
            stage.clock.advance(by: .seconds(60))
        }
        #expect(stage.notes("started").count == 30)
        // Each child has four; other tests may hold a few of their own meanwhile.
        await Bounded.until { Bounded.descriptors < before + 30 }
        #expect(Bounded.descriptors < before + 30)
    }

    @Test func `a program that is not there is a fault like any other`() async throws {
        let stage = try ChildStage("", command: "[/nowhere/program]")
        defer { stage.clear() }
        let channel = try stage.channel()
        let fault = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "well")) }
        #expect(fault?.code == .providerUnavailable)
        #expect(fault?.message.contains("No such file") == true)
    }

    @Test func `a child that greets before it is asked is not taken into service`() async throws {
        let stage = try ChildStage("banner")
        defer { stage.clear() }
        let channel = try stage.channel()
        let fault = await fault { () async throws(Fault) in try await channel.deliver(stage.delivery(to: "well")) }
        #expect(fault?.message.contains("other than JSON") == true)
    }
}

/// The fault that `work` throws; nil where it throws none.
func fault<Value>(_ work: () async throws(Fault) -> Value) async -> Fault? {
    do throws(Fault) {
        _ = try await work()
        return nil
    } catch {
        return error
    }
}
