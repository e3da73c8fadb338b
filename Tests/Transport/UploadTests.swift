// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Synchronization
import Testing
import Transport

/// A body that is read as it goes out.
@Suite(.timeLimit(.minutes(1)))
struct UploadTests {
    private let client: CurlHTTPClient

    init() throws { self.client = try CurlHTTPClient() }

    /// So many bytes, made as they are asked for; it may say how many, and break off before the end.
    private final class Pattern: UploadContent {
        let count: Int?
        private let length: Int
        private let breaksAt: Int
        private let place = Mutex(0)

        init(_ length: Int, saysLength: Bool, breaksAt: Int = .max) {
            self.count = saysLength ? length : nil
            self.length = length
            self.breaksAt = breaksAt
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
            place.withLock { place in
                guard place < breaksAt else { return nil }
                let end = min(length, place + buffer.count)
                for index in place..<end { buffer[index - place] = Self.byte(index) }
                defer { place = end }
                return end - place
            }
        }

        static func byte(_ index: Int) -> UInt8 { UInt8(index * 7 % 251) }
    }

    /// Notes the length of each body and whether it is the pattern.
    private func server(_ journal: Journal) throws -> LoopbackServer {
        try LoopbackServer { peer, _ in
            while var request = peer.request() {
                if request.headers["transfer-encoding"] == "chunked" {
                    while let line = peer.line(), let length = Int(line, radix: 16) {
                        request.body += peer.bytes(length)
                        _ = peer.line()
                        if length == 0 { break }
                    }
                }
                let isRight = request.body.enumerated().allSatisfy { $0.element == Pattern.byte($0.offset) }
                journal.note("\(request.line.prefix { $0 != " " }) \(request.body.count) \(isRight)")
                peer.answer(body: "taken")
            }
        }
    }

    @Test(arguments: [true, false], [0, 1, 70_000, 1_500_000])
    func `what is read is what arrives, whether or not its length is known`(saysLength: Bool, length: Int) async throws
    {
        let journal = Journal()
        let server = try server(journal)
        let response = try await client.execute(server.request(), sending: Pattern(length, saysLength: saysLength))
        #expect(response.status == 200 && response.body == Array("taken".utf8))
        #expect(journal.all == ["POST \(length) true"])
    }

    @Test func `requests before and after it on the same handle are as they were asked for`() async throws {
        let journal = Journal()
        let server = try server(journal)
        let body = [UInt8]((0..<300).map { Pattern.byte($0) })
        _ = try await client.execute(server.request(body: body))
        _ = try await client.execute(server.request(), sending: Pattern(5_000, saysLength: true))
        _ = try await client.execute(server.request(body: body))
        var get = server.request()
        get.method = "GET"
        _ = try await client.execute(get)
        _ = try await client.execute(server.request(), sending: Pattern(9, saysLength: false))
        _ = try await client.execute(server.request(body: body))
        #expect(
            journal.all == [
                "POST 300 true", "POST 5000 true", "POST 300 true", "GET 0 true", "POST 9 true", "POST 300 true",
            ]
        )
    }

    @Test(arguments: [true, false])
    func `what cannot be read to its end breaks the request off`(saysLength: Bool) async throws {
        let journal = Journal()
        let server = try server(journal)
        let fault = await #expect(throws: Fault.self) {
            _ = try await client.execute(
                server.request(),
                sending: Pattern(400_000, saysLength: saysLength, breaksAt: 100_000)
            )
        }
        #expect(fault?.code == .cancelled, "\(String(describing: fault))")
    }

    @Test func `an end that comes before the length that was said breaks it off as well`() async throws {
        final class Short: UploadContent {
            let count: Int? = 100_000
            func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? { 0 }
        }
        let server = try LoopbackServer.http()
        let fault = await #expect(throws: Fault.self) {
            _ = try await client.execute(server.request(), sending: Short())
        }
        #expect(fault?.code == .cancelled, "\(String(describing: fault))")
    }
}
