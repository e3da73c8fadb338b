// SPDX-License-Identifier: Apache-2.0

import Bench
import Testing

@Suite struct RequestTextTests {
    private static let request = Array(
        """
        POST /hooks/17 HTTP/1.1\r
        Host: 127.0.0.1:9\r
        Accept: */*\r
        content-type: application/json\r
        webhook-id: msg_1\r
        Content-Length: 9\r
        \r
        {"a":"b"}
        """
        .utf8
    )

    @Test func `a request's length is that of its head and of the body it announces`() throws {
        let frame = try #require(RequestFrame(Self.request))
        #expect(frame.length == Self.request.count)
        #expect(frame.headLength == Self.request.count - 9)
        #expect(frame.path == "/hooks/17")
    }

    @Test func `a head that is not whole is no request yet, and a body that is not whole does not hide its length`()
        throws
    {
        let frame = try #require(RequestFrame(Self.request))
        for count in 0..<frame.headLength { #expect(RequestFrame(Array(Self.request[..<count])) == nil) }
        #expect(RequestFrame(Array(Self.request.dropLast(4))) == frame)
        #expect(WirePost(Array(Self.request.dropLast(4))) == nil)
    }

    @Test func `a request without a body ends with its head`() throws {
        let request = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let frame = try #require(RequestFrame(request))
        #expect(frame.length == request.count && frame.headLength == request.count)
    }

    @Test func `what is sent again has the same body and headers, but for those that libcurl writes`() throws {
        let post = try #require(WirePost(Self.request))
        #expect(post.headers == ["content-type: application/json", "webhook-id: msg_1"])
        #expect(String(decoding: post.body, as: UTF8.self) == #"{"a":"b"}"#)
    }

    @Test(
        arguments: [
            ("mark-17 Checkout", 17), (#"{"title":"mark-100042 is"}"#, 100_042), ("a mark, mark-x, mark-5", 5),
            ("mmark-7", 7), ("mark-mark-9.", 9), ("no number: mark-", nil), ("", nil), ("remarkable", nil),
        ] as [(String, Int?)]
    )
    func `a mark is found in a text`(text: String, number: Int?) {
        #expect(Mark.find(in: Array(text.utf8)) == number)
    }

    @Test func `a mark is found as it was written`() {
        for number in [0, 1, 99, 100_000] { #expect(Mark.find(in: Array("“\(Mark.text(number))”".utf8)) == number) }
    }
}
