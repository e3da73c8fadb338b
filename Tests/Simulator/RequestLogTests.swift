// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import Simulator
import Testing

@Suite("The durable request log")
struct RequestLogTests {
    private func lines(_ path: String) throws -> [SinkRequest] {
        let data = try Data(contentsOf: URL(filePath: path))
        return try data.split(separator: 10).map { try JSONDecoder().decode(SinkRequest.self, from: $0) }
    }

    @Test(arguments: [false, true])
    func `a request stands in the file before its answer arrives`(syncs: Bool) async throws {
        try await withFolder { folder in
            let path = folder + "/requests.ndjson"
            try await withSink(HTTPSink(logFile: path, syncsLog: syncs)) { sink in
                let client = try RawClient(port: sink.port)
                for number in 1...20 {
                    try client.exchange("POST", "/hook", body: "line\nbreak \(number)")
                    let logged = try lines(path)
                    #expect(logged.count == number)
                    #expect(logged.last?.text == "line\nbreak \(number)")
                    #expect(logged.last?.answer == "200")
                }
                #expect(try lines(path) == sink.requests())
            }
        }
    }

    @Test func `requests that are never answered stand in the file too`() async throws {
        try await withFolder { folder in
            let path = folder + "/requests.ndjson"
            let script: SinkScript = [.on("/before", .resetBeforeBody), .on("/", .reset)]
            try await withSink(HTTPSink(script: script, logFile: path)) { sink in
                for target in ["/before", "/after"] {
                    let client = try RawClient(port: sink.port)
                    client.request("POST", target, body: "x")
                    #expect(client.readToEnd().end == .reset)
                }
                #expect(try lines(path).map(\.answer) == ["reset_before_body", "reset"])
            }
        }
    }

    @Test func `a sink started again goes on in the same file`() async throws {
        try await withFolder { folder in
            let path = folder + "/requests.ndjson"
            for round in 1...2 {
                try await withSink(HTTPSink(logFile: path)) { sink in
                    try RawClient(port: sink.port).exchange("POST", "/\(round)")
                }
            }
            #expect(try lines(path).map(\.path) == ["/1", "/2"])
        }
    }

    @Test func `a log that cannot be opened is a fault at the start`() async throws {
        try await withFolder { folder in
            let sink = HTTPSink(logFile: folder)
            let fault = await #expect(throws: Fault.self) { try await sink.start() }
            #expect(fault?.code == .fileUnwritable)
        }
    }

    #if os(Linux)
    @Test func `a request that cannot be logged is not answered with success`() async throws {
        try await withSink(HTTPSink(logFile: "/dev/full")) { sink in
            let response = try RawClient(port: sink.port).exchange("POST", "/")
            #expect(response.status == 500)
        }
    }
    #endif
}
