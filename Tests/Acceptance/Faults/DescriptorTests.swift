// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Few files and sockets, and none at all.
    @Suite struct Descriptors {
        private static let message: JSON = ["title": "Hello", "body": "Text", "to": ["everyone"]]
        private static let count = 200
        /// Of util-linux, which every Debian has.
        private static let tool = "/usr/bin/prlimit"

        @Test func `a hub that may open 64 files reaches 200 hosts, and answers meanwhile`() async throws {
            try await Stage.play { stage in
                let (hub, hosts) = try await Self.hub(stage, limit: 64, delay: 100)
                #expect(hub.log.contains { $0.contains("only 64 files and sockets") })
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                // Everyone who asks while it is at work is answered, also many at once.
                for _ in 1...5 { try await Self.ask(hub, times: 20) }
                // Whoever would keep a connection for nothing is asked to close it.
                for _ in 1...5 { _ = try await hub.get("/livez") }
                #expect(try await hub.get("/livez").headers["connection"] == "close")
                let deliveries = try await hub.settled("", count: Self.count, within: .seconds(60))
                #expect(deliveries.count { $0["state"] == "delivered" } == Self.count)
                #expect(deliveries.allSatisfy { $0["attempt_count"] == 1 }, "An attempt had to be made again.")
                #expect(Set(hosts.output.value.filter { $0.hasPrefix("took") }).count == Self.count)
                try await Self.ask(hub, times: 20)
                try await Self.expectNobodyBlamed(hub)
            }
        }

        @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: tool), "There is no prlimit here."))
        func `a hub that runs out of descriptors goes on by itself when there are some`() async throws {
            try await Stage.play { stage in
                let (hub, hosts) = try await Self.hub(stage, limit: 256, delay: 0)
                try await Self.ask(hub, times: 5)
                let process = try #require(hub.process)
                // From one moment to the next hardly one more can be opened: no connection, neither out nor in.
                let open = try Self.openFiles(of: process.id)
                try await Self.setLimit(open + 8, of: hub, on: stage)
                let accepted = try await hub.post("/v1/messages", Self.message)
                #expect(accepted.status == 202)
                let before = Self.processorTime(of: process.id)
                async let late: Void = Self.ask(hub, times: 20)
                _ = try await eventually("a failure for want of sockets", within: .seconds(20)) {
                    hub.log.contains { $0.contains("attempts fail by the hub's own trouble") } ? true : nil
                }
                _ = try await eventually("connections that have to wait", within: .seconds(20)) {
                    hub.log.contains { $0.contains("new connections wait") } ? true : nil
                }
                _ = try await eventually("the third attempts in need", within: .seconds(30)) {
                    hub.log.count { $0.contains("resources_exhausted") } > 2 * Self.count + 20 ? true : nil
                }
                #expect(Self.processorTime(of: process.id) - before < 500, "The hub turns in vain.")
                try await Self.setLimit(256, of: hub, on: stage)
                try await late
                let deliveries = try await hub.settled("", count: Self.count, within: .seconds(120))
                #expect(deliveries.count { $0["state"] == "delivered" } == Self.count)
                #expect(Set(hosts.output.value.filter { $0.hasPrefix("took") }).count == Self.count)
                try await Self.ask(hub, times: 20)
                try await Self.expectNobodyBlamed(hub)
            }
        }

        /// A hub that may open so many files, with a webhook to each of many hosts, and those hosts.
        private static func hub(_ stage: Stage, limit: Int, delay: Int) async throws -> (HubProcess, ChildProcess) {
            let hosts = try stage.spawn(
                PackageRoot.python(),
                [PackageRoot.script("many_hosts.py"), "\(count)", "\(delay)"]
            )
            let line = try await hosts.line(beginning: "all there", within: .seconds(30))
            let port = try #require(line.split(separator: " ").last)
            let everyone = (1...count).map { ("hooks", "http://127.0.1.\($0):\(port)/hook") }
            var site = try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                // Whatever is charged to a destination is the end of its delivery.
                channels: Section.hooks(retry: "[]"),
                audiences: Section.audience("everyone", everyone)
            )
            site.wrapper = ["/bin/sh", "-c", "ulimit -n \(limit); exec \"$@\"", "sh"]
            return (try await stage.hub(site), hosts)
        }

        /// Asks so many questions at once, each over a connection of its own.
        private static func ask(_ hub: HubProcess, times: Int) async throws {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...times { group.addTask { try await hub.get("/v1/deliveries?limit=5").status } }
                for try await status in group { #expect(status == 200) }
            }
        }

        private static func expectNobodyBlamed(_ hub: HubProcess) async throws {
            let log = hub.log
            #expect(!log.contains { $0.contains("is in quarantine") || $0.contains("breaker opened") })
            let failed = try await hub.evidence().flatMap(\.attempts).filter { $0.result != "delivered" }
            #expect(failed.allSatisfy { $0.errorType == "resources_exhausted" }, "\(Set(failed.map(\.errorType)))")
            #expect(hub.process?.isRunning == true)
        }

        /// Lowers or raises how many files a running hub may open; it may always be raised up to what it was at first.
        private static func setLimit(_ limit: Int, of hub: HubProcess, on stage: Stage) async throws {
            let arguments = ["--pid", "\(hub.process?.id ?? 0)", "--nofile=\(limit):"]
            let child = try stage.spawn(tool, arguments)
            let end = try await child.waitForEnd(within: .seconds(20))
            try #require(end == .exited(0), "\(child.errors.value)")
        }

        private static func openFiles(of process: Int32) throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
        }

        /// What the process has used of the processors, in hundredths of a second.
        private static func processorTime(of process: Int32) -> Int {
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return 0 }
            // Behind the name in brackets, which may hold spaces: user and system time are the 12th and 13th.
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            return fields.count > 13 ? (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0) : 0
        }
    }
}
