// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Testing
import Transport

@Suite struct HTTPAnswerTests {
    private func receive(_ lines: [String], into answer: inout HTTPAnswer) {
        for line in lines { Array((line + "\r\n").utf8).withUnsafeBytes { answer.receive(headLine: $0) } }
    }

    @Test func `only the final head counts, with names in lower case and values trimmed`() {
        var answer = HTTPAnswer()
        receive(["HTTP/1.1 103 Early Hints", "Link: </a>", ""], into: &answer)
        #expect(!answer.hasHead)
        receive(
            ["HTTP/1.1 200 OK", "X-Note: \t a b \t", "Set-Cookie: a=1", "Set-Cookie: b=2", "broken"],
            into: &answer
        )
        #expect(!answer.hasHead)
        receive(["", "X-Trailer: no"], into: &answer)
        #expect(answer.hasHead)
        let response = answer.take(isWhole: true, timings: HTTPTimings())
        #expect(response.status == 200)
        let expected = [HTTPHeader("x-note", "a b"), HTTPHeader("set-cookie", "a=1"), HTTPHeader("set-cookie", "b=2")]
        #expect(response.headers == expected)
        #expect(response.header("set-cookie") == "a=1")
        #expect(response.header("note") == nil)
        #expect(!answer.hasHead)
    }

    @Test func `sixteen kibibytes of a body are kept and sixty-four read`() {
        var answer = HTTPAnswer()
        receive(["HTTP/2 500", ""], into: &answer)
        let piece = [UInt8](repeating: 0x61, count: 16 * 1_024)
        for _ in 1...4 { #expect(piece.withUnsafeBytes { answer.receive(body: $0) }) }
        #expect(!piece.withUnsafeBytes { answer.receive(body: $0) })
        let response = answer.take(isWhole: false, timings: HTTPTimings())
        #expect(response.status == 500)
        #expect(response.body == piece)
        #expect(response.bodyWasCut)
    }
}
