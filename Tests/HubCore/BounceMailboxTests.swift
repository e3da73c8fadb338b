// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import FoundationEssentials
import HubCore
import Testing

/// Reading the mailbox to which failures are sent.
struct BounceMailboxTests {
    private let scene: BounceScene
    private let folder: TemporaryFolder

    init() async throws {
        scene = try await BounceScene()
        folder = try TemporaryFolder()
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
    }

    private func names(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)").sorted()
    }

    private func whileReading(intake: BounceIntake? = nil, _ work: () async throws -> Void) async throws {
        let service = BounceMailbox(
            path: folder.path,
            intake: intake ?? scene.intake,
            clock: scene.scene.clock,
            logger: scene.log.logger
        )
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            try await work()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Lets the service have so many looks.
    private func look(_ times: Int = 1) async throws {
        let clock = scene.scene.clock
        for _ in 0..<times {
            try #require(await clock.waitForSleepers())
            clock.advance(to: try #require(clock.nextDeadline))
            try #require(await clock.waitForSleepers())
        }
    }

    @Test func `what has arrived is handled once and marked as seen`() async throws {
        try folder.write(BounceScene.report(to: scene.sender(of: scene.ada)), to: "new/1.a.mx")
        try folder.write("From: bo@example.com\n\nHello?", to: "new/2.b.mx")
        try await whileReading {
            try await look()
            #expect(try names("new").isEmpty)
            #expect(try names("cur") == ["1.a.mx:2,S", "2.b.mx:2,S"])
            try folder.write(BounceScene.report(to: scene.sender(of: scene.bo), status: "4.2.2"), to: "new/3.c.mx")
            try await look()
        }
        #expect(try names("cur").count == 3)
        #expect(try await scene.actions() == ["delivery.bounced", "delivery.bounced"])
        #expect(try await scene.reached() == ["bo@example.com", "cy@example.com"])
    }

    @Test func `what a crash left unmarked is read again and known`() async throws {
        let mail = BounceScene.report(to: scene.sender(of: scene.ada))
        try await scene.take(mail)
        try folder.write(mail, to: "new/1.a.mx")
        try await whileReading { try await look() }
        #expect(try names("cur") == ["1.a.mx:2,S"])
        #expect(try await scene.actions() == ["delivery.bounced"])
    }

    @Test func `what another reader moved unseen is handled, what is seen is not`() async throws {
        try folder.write(BounceScene.report(to: scene.sender(of: scene.ada)), to: "cur/1.a.mx:2,F")
        try folder.write(
            BounceScene.report(to: scene.sender(of: scene.bo), recipient: "bo@example.com"),
            to: "cur/2.b.mx:2,RS"
        )
        try await whileReading { try await look() }
        #expect(try names("cur") == ["1.a.mx:2,FS", "2.b.mx:2,RS"])
        #expect(try await scene.reached() == ["bo@example.com", "cy@example.com"])
    }

    @Test func `what is no mail stays and is counted once`() async throws {
        try folder.write("no mail\n", to: "new/1.a.mx")
        try folder.write("", to: "new/2.b.mx")
        try FileManager.default.createDirectory(atPath: folder.path + "/new/3.c", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/new/4.d", withDestinationPath: "/etc/passwd")
        try folder.write("hidden", to: "new/.5")
        try await whileReading { try await look(3) }
        #expect(try names("new").count == 5)
        let lines = scene.log.lines.filter { $0.contains("no mails") }
        #expect(lines.count == 1 && lines.first?.contains("count=4") == true)
    }

    @Test func `a crowd is read in pages`() async throws {
        for number in 100..<350 { try folder.write("From: bo@example.com\n\n\(number)", to: "new/\(number).mx") }
        try await whileReading {
            try await look()
            #expect(try names("cur").count == 100)
            #expect(try names("cur").last == "199.mx:2,S")
            try await look(2)
        }
        #expect(try names("cur").count == 250)
    }

    @Test func `a crowd that another reader moved unseen is read whole, without a pause of minutes`() async throws {
        for number in 100..<250 { try folder.write("From: bo@example.com\n\n\(number)", to: "cur/\(number).mx:2,") }
        try await whileReading { try await look(2) }
        #expect(try names("cur").allSatisfy { $0.hasSuffix(":2,S") })
    }

    @Test func `a folder that is not there is said once, and read when it is back`() async throws {
        try folder.write(BounceScene.report(to: scene.sender(of: scene.ada)), to: "new/1.a.mx")
        try FileManager.default.moveItem(atPath: folder.path + "/new", toPath: folder.path + "/away")
        try await whileReading {
            try await look(4)
            #expect(scene.log.lines.filter { $0.hasPrefix("error") }.count == 1)
            try FileManager.default.moveItem(atPath: folder.path + "/away", toPath: folder.path + "/new")
            try await look()
        }
        #expect(try names("cur") == ["1.a.mx:2,S"])
        #expect(scene.log.lines.contains { $0.contains("is read again") })
    }
}
