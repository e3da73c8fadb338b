// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct SMTPCancellationTests {
    private let submitter: CurlMailSubmitter
    private let received = Event()
    private let verdict = Event()

    init() throws { self.submitter = try CurlMailSubmitter() }

    private func relay() throws -> LoopbackServer {
        try LoopbackServer.smtp { [received, verdict] _ in
            var script = SMTPScript()
            script.received = received
            script.beforeVerdict = verdict
            return script
        }
    }

    private func outcome(_ mail: MailSubmission) -> Task<FaultCode?, Never> {
        Task { [submitter] in
            do throws(Fault) {
                _ = try await submitter.submit(mail)
                return nil
            } catch {
                return error.code
            }
        }
    }

    @Test func `a mail that waits for a connection is taken out of the queue`() async throws {
        let server = try relay()
        let first = outcome(server.mail())
        await received.happened()
        let second = outcome(server.mail(to: "second@example.com"))
        second.cancel()
        #expect(await second.value == .cancelled)
        verdict.happen()
        #expect(await first.value == nil)
        #expect(server.connections == 1)
    }

    @Test func `a mail that has been handed over waits for its verdict`() async throws {
        let server = try relay()
        let task = outcome(server.mail())
        await received.happened()
        task.cancel()
        verdict.happen()
        #expect(await task.value == nil)
    }

    @Test func `a mail whose verdict does not come is given up as unknown`() async throws {
        let server = try relay()
        let task = outcome(server.mail())
        await received.happened()
        task.cancel()
        #expect(await task.value == .outcomeUnknown)
        verdict.happen()
    }

    @Test func `a mail that has not been handed over is given up`() async throws {
        let arrived = Event()
        let server = try LoopbackServer { peer, _ in
            peer.write("220 relay.example\r\n")
            _ = peer.line()
            arrived.happen()
            peer.awaitEnd()
        }
        let task = outcome(server.mail())
        await arrived.happened()
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `shutting down gives up everything at once`() async throws {
        let server = try relay()
        let first = outcome(server.mail())
        await received.happened()
        let (submitter, ended) = (submitter, Event())
        Task.detached {
            submitter.shutDown()
            ended.happen()
        }
        #expect(await first.value == .outcomeUnknown)
        await ended.happened()
        #expect(await outcome(server.mail()).value == .cancelled)
        verdict.happen()
    }
}
