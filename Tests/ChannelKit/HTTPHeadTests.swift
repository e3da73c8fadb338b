// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Testing

@Suite struct HTTPHeadTests {
    private func head(_ text: String) -> HTTPHead { HTTPHead(lines: Array(text.utf8)) }

    @Test func `lines read like the fields that they are`() {
        let lines = head(
            "Retry-After: 7\r\nX-Note:\t a b \t\r\nbroken\r\n: nameless\r\nSET-COOKIE:a=1\r\nset-cookie: b:2"
        )
        let fields = [
            HTTPHeader("retry-after", "7"), HTTPHeader("x-note", "a b"), HTTPHeader("set-cookie", "a=1"),
            HTTPHeader("set-cookie", "b:2"),
        ]
        #expect(lines.headers == fields)
        #expect(lines == HTTPHead(fields))
        #expect(lines.hashValue == HTTPHead(fields).hashValue)
        for name in ["retry-after", "x-note", "set-cookie", "", "broken", "Retry-After", "retry", "retry-after-all"] {
            #expect(lines[name] == HTTPHead(fields)[name], "\(name)")
        }
    }

    @Test(arguments: ["", "\r\n", "\n\n", ":", "a", "é: 1\r\n", "a:", "a:\r", "\u{0}: \u{0}"])
    func `nothing that comes breaks it`(text: String) {
        let lines = head(text)
        for header in lines.headers { #expect(lines[header.name] == header.value) }
        #expect(lines["nothing"] == nil)
    }

    @Test func `an answer's headers can be changed`() {
        var response = HTTPResponse(status: 200, headers: [HTTPHeader("a", "1")])
        response.headers.append(HTTPHeader("b", "2"))
        #expect(response.header("b") == "2")
        #expect(response == HTTPResponse(status: 200, headers: [HTTPHeader("a", "1"), HTTPHeader("b", "2")]))
    }
}
