// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct HTTPCancellationTests {
    private let client: CurlHTTPClient

    init() throws { self.client = try CurlHTTPClient() }

    private func outcome(_ request: HTTPRequest) -> Task<Fault?, Never> {
        Task { [client] in
            do throws(Fault) {
                _ = try await client.execute(request)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test func `cancelling a request that has left closes it with an unknown outcome`() async throws {
        let (arrived, ended) = (Event(), Event())
        let server = try LoopbackServer { peer, _ in
            _ = peer.request()
            arrived.happen()
            peer.awaitEnd()
            ended.happen()
        }
        let task = outcome(server.request())
        await arrived.happened()
        task.cancel()
        #expect(await task.value?.code == .outcomeUnknown)
        await ended.happened()
    }

    @Test func `cancelling a request that has not left is a cancellation`() async throws {
        let arrived = Event()
        let server = try LoopbackServer { peer, _ in
            _ = peer.bytes(1)
            arrived.happen()
            peer.awaitEnd()
        }
        let task = outcome(server.request(scheme: "https"))
        await arrived.happened()
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test func `a task that is cancelled already sends nothing or ends at once`() async throws {
        let server = try LoopbackServer { peer, _ in peer.awaitEnd() }
        let started = Event()
        let request = server.request(scheme: "https")
        let task = Task { [client] in
            await started.happened()
            do throws(Fault) {
                _ = try await client.execute(request)
                return nil as FaultCode?
            } catch {
                return error.code
            }
        }
        task.cancel()
        started.happen()
        #expect(await task.value == .cancelled)
    }

    @Test func `shutting down ends what is in flight and refuses what comes later`() async throws {
        let arrived = Event()
        let server = try LoopbackServer { peer, _ in
            _ = peer.request()
            arrived.happen()
            peer.awaitEnd()
        }
        let task = outcome(server.request())
        await arrived.happened()
        client.shutDown()
        #expect(await task.value?.code == .outcomeUnknown)
        #expect(await outcome(server.request()).value?.code == .cancelled)
        client.shutDown()
    }
}
