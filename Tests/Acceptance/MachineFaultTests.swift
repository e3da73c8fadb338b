// SPDX-License-Identifier: Apache-2.0

import Announcement
import Foundation
import Simulator
import Testing

extension Acceptance {
    /// What the machine under the hub can do to it: a full disk, a locked database, a clock that jumps.
    @Suite struct MachineFaults {
        private static let message: JSON = ["title": "Hello", "body": "Text", "to": ["everyone"]]
        private static let needed: ConditionTrait = .enabled(if: Interposer.compiler != nil, Interposer.needsCompiler)

        @Test(needed) func `a full disk refuses what cannot be kept, loses nothing, and sends nothing twice`()
            async throws
        {
            try await Stage.play { stage in
                let interposer = try await Interposer(on: stage)
                let (hub, sink, mails) = try await Self.hub(stage, environment: interposer.environment)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                _ = await sink.requests(atLeast: 1, within: .seconds(20))
                // Attempts are under way, and their outcomes cannot be written down.
                interposer.fillDisk()
                let refused = try await hub.post("/v1/messages", Self.message)
                #expect(refused.status == 503, "\(refused.text)")
                #expect(refused["code"] == "STO-002")
                #expect(refused["error_type"] == "storage_full")
                #expect(refused.headers["retry-after"] != nil)
                #expect(try await hub.get("/livez").status == 200)
                // What was accepted is still there to read.
                #expect(try await hub.deliveries().count == Self.count)

                interposer.fillDisk(false)
                try await Self.finish(hub, sink, mails, messages: 1)
                let again = try await eventually("an accepted message") {
                    let answer = try await hub.post("/v1/messages", Self.message)
                    return answer.status == 202 ? answer : nil
                }
                #expect(again["deliveries"]?.int == Self.count)
                try await Self.finish(hub, sink, mails, messages: 2)
            }
        }

        @Test(.enabled(if: TinyDisk.isPossible, "This account may not mount a file system of its own."))
        func `a file system that is really full is the same to the hub`() async throws {
            try await Stage.play { stage in
                let disk = TinyDisk(for: stage)
                let (hub, sink, mails) = try await Self.hub(stage, wrapper: disk.wrapper)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                try await Self.finish(hub, sink, mails, messages: 1)
                try disk.fill(of: hub)
                let refused = try await eventually("a refusal for want of room") {
                    let answer = try await hub.post("/v1/messages", Self.message)
                    return answer.status == 202 ? nil : answer
                }
                #expect(refused.status == 503, "\(refused.text)")
                #expect(refused["error_type"] == "storage_full")
                #expect(refused.headers["retry-after"] != nil)
                try disk.empty(of: hub)
                let accepted = try await eventually("an accepted message") {
                    let answer = try await hub.post("/v1/messages", Self.message)
                    return answer.status == 202 ? answer : nil
                }
                #expect(accepted["deliveries"]?.int == Self.count)
                // However many fitted in before it was full: every one of them is delivered, once.
                let messages = Set(try await hub.deliveries().compactMap { $0["message"]?.string }).count
                try await Self.finish(hub, sink, mails, messages: messages)
            }
        }

        @Test func `a database that another program locks for a while costs nothing but time`() async throws {
            try await Stage.play { stage in
                let (hub, sink, mails) = try await Self.hub(stage)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                _ = await sink.requests(atLeast: 1, within: .seconds(20))
                let locker = try stage.spawn(
                    PackageRoot.python(),
                    [PackageRoot.script("hold_lock.py"), "\(hub.site.data)/belfry.db"]
                )
                _ = try await locker.line(beginning: "locked", within: .seconds(60))
                let refused = try await hub.post("/v1/messages", Self.message)
                #expect(refused.status == 503, "\(refused.text)")
                #expect(refused["error_type"] == "storage_unavailable")
                #expect(refused.headers["retry-after"] != nil)
                #expect(try await hub.deliveries().count == Self.count)

                try locker.closeInput()
                _ = try await locker.waitForEnd(within: .seconds(20))
                try await Self.finish(hub, sink, mails, messages: 1)
            }
        }

        @Test(needed, arguments: [Duration.seconds(-3_600), .seconds(3_600), .seconds(-400 * 86_400)])
        func `a wall clock that jumps stops no delivery`(jump: Duration) async throws {
            try await Stage.play { stage in
                let interposer = try await Interposer(on: stage)
                let (hub, sink, mails) = try await Self.hub(stage, environment: interposer.environment)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                try await Self.finish(hub, sink, mails, messages: 1)
                interposer.shiftClock(by: jump)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                try await Self.finish(hub, sink, mails, messages: 3)
                let last = try #require(sink.requests().last)
                let stamp = try #require(last.header("webhook-timestamp").flatMap { Int64($0) })
                #expect(abs(stamp - (last.at + jump).unixSeconds) < 60, "The signature is of another time.")
                // And back again: what was learned in the other time must not count.
                interposer.shiftClock(by: .zero)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                try await Self.finish(hub, sink, mails, messages: 4)
            }
        }

        @Test(needed) func `a retry that was hours away is made when the clock is set forward`() async throws {
            try await Stage.play { stage in
                let interposer = try await Interposer(on: stage)
                let sink = try await stage.sink([.on("/hook", 500, 200)])
                var site = try HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.hooks(retry: "[4h]")
                        .replacingOccurrences(of: "expires: 1h", with: "expires: 24h"),
                    audiences: Section.audience("everyone", [("hooks", sink.url("/hook"))])
                )
                site.environment.merge(interposer.environment) { $1 }
                let hub = try await stage.hub(site)
                #expect(try await hub.post("/v1/messages", Self.message).status == 202)
                _ = try await hub.delivery(to: sink.url("/hook"), in: "retrying")
                interposer.shiftClock(by: .seconds(6 * 3_600))
                let delivery = try await hub.delivery(to: sink.url("/hook"), in: "delivered", within: .seconds(60))
                #expect(delivery["attempt_count"] == 2)
                #expect(sink.total == 2)
            }
        }

        /// Destinations of the audience: twelve endpoints and three readers.
        private static let count = 15

        private static func hub(
            _ stage: Stage,
            environment: [String: String] = [:],
            wrapper: [String] = []
        ) async throws -> (HubProcess, HTTPSink, MailSink) {
            let sink = try await stage.sink(SinkScript(otherwise: .status(200).after(.milliseconds(300))))
            let mails = try await stage.mailSink()
            let everyone =
                (1...12).map { ("hooks", sink.url("/\($0)")) } + (1...3).map { ("mail", "reader\($0)@example.com") }
            var site = try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: [Section.hooks(), Section.mail(port: mails.port)].joined(separator: "\n"),
                audiences: Section.audience("everyone", everyone)
            )
            site.environment.merge(environment) { $1 }
            site.wrapper = wrapper
            return (try await stage.hub(site), sink, mails)
        }

        /// Waits until all of so many messages is delivered; each must have gone to each destination in one attempt.
        private static func finish(_ hub: HubProcess, _ sink: HTTPSink, _ mails: MailSink, messages: Int) async throws {
            let all = try await hub.settled("", count: count * messages, within: .seconds(60))
            #expect(all.count == count * messages)
            #expect(all.allSatisfy { $0["state"] == "delivered" && $0["attempt_count"] == 1 }, "\(all)")
            #expect(sink.total == 12 * messages)
            #expect(mails.total == 3 * messages)
        }
    }
}
