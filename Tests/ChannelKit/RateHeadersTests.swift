// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Testing

@Suite struct RateHeadersTests {
    /// 2026-11-21T14:05:00Z, a Saturday: 1795269900 seconds since 1970.
    private let now = Timestamp(milliseconds: 1_795_269_900_000)

    private static let rests: [([(String, String)], Duration)] = [
        // As Discord writes it: the span is taken before the moment, which is by another clock.
        (
            [
                ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "0.25"),
                ("x-ratelimit-reset", "1795269999.123"), ("x-ratelimit-bucket", "abcd"),
            ], Duration.milliseconds(250)
        ),
        ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795269912.0001")], .milliseconds(12_001)),
        // As Mastodon does.
        (
            [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2026-11-21T14:10:00.000500Z")],
            .milliseconds(300_001)
        ),
        // As GitHub, X and others do, in seconds or milliseconds since 1970.
        ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795269960")], .seconds(60)),
        ([("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", "1795269960")], .seconds(60)),
        ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795269960500")], .milliseconds(60_500)),
        ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "Sat, 21 Nov 2026 14:06:00 GMT")], .seconds(60)),
        // The drafts, old and new.
        ([("ratelimit-remaining", "0"), ("ratelimit-reset", "30")], .seconds(30)),
        ([("ratelimit", "limit=100, remaining=0, reset=50")], .seconds(50)),
        ([("ratelimit", #""default";r=0;t=50"#)], .seconds(50)),
        ([("ratelimit", #""burst";r=0;t=5, "day" ; r=0 ; t=90"#)], .seconds(90)),
        ([("ratelimit", #""burst";r=0;t=5, "day";r=12;t=90"#)], .seconds(5)),
        ([("ratelimit", #""burst";r=9;t=5"#), ("ratelimit", #""day";r=0;t=90"#)], .seconds(90)),
        ([("ratelimit", #""burst";r=0"#), ("ratelimit-policy", #""day";q=9;w=99, "burst";q=100;w=10"#)], .seconds(10)),
    ]

    private static let nothing: [[(String, String)]] = [
        [], [("x-ratelimit-remaining", "1"), ("x-ratelimit-reset-after", "5")],
        [("x-ratelimit-remaining", "0")], [("x-ratelimit-reset-after", "5")],
        [("x-ratelimit-remaining", "-1"), ("x-ratelimit-reset-after", "5")],
        [("x-ratelimit-remaining", ""), ("x-ratelimit-reset-after", "5")],
        [("x-ratelimit-remaining", "none"), ("x-ratelimit-reset-after", "5")],
        [("x-ratelimit-remaining", "0x0"), ("x-ratelimit-reset-after", "5")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "-5")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "0")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "soon")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "nan")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1.2.3")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795269899")],
        [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2026-11-21T14:04:00Z")],
        [("ratelimit", "")], [("ratelimit", ",;,=,")], [("ratelimit", #""default";r=0"#)],
        [("ratelimit", #""default";r=0"#), ("ratelimit-policy", #""other";w=10"#)],
        [("ratelimit", "limit=100, remaining=0")], [("retry-after", "5")],
    ]

    private func rest(_ headers: [(String, String)]) -> Duration? {
        let response = HTTPResponse(status: 200, headers: headers.map { HTTPHeader($0.0, $0.1) })
        return RateHeaders.restUntil(in: response, now: now).map { $0 - now }
    }

    @Test(arguments: rests)
    func `the moment is read from every dialect`(_ headers: [(String, String)], _ expected: Duration) {
        #expect(rest(headers) == expected)
    }

    @Test(arguments: nothing)
    func `what says nothing, or cannot be read, is no rest`(_ headers: [(String, String)]) {
        #expect(rest(headers) == nil)
    }

    @Test(arguments: ["3601", "999999999", "99999999999999999999999999", "2031-01-01T00:00:00Z"])
    func `no rest is longer than an hour`(_ reset: String) {
        #expect(rest([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)]) == RateHeaders.longest)
    }

    @Test func `the rest is in no record of the receipt`() throws {
        let receipt = Receipt(id: "r1", note: "250 ok", restUntil: now)
        let text = String(decoding: try JSONEncoder().encode(receipt), as: UTF8.self)
        #expect(!text.contains("rest"))
        let read = try JSONDecoder().decode(Receipt.self, from: Data(text.utf8))
        #expect(read == Receipt(id: "r1", note: "250 ok"))
    }
}
