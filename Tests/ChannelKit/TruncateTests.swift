// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct TruncateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let limit: TextLimit
        let link: String?
        let expected: String

        init(_ text: String, _ max: Int, _ unit: TextUnit, link: String? = nil, _ expected: String) {
            self.text = text
            self.limit = TextLimit(max, unit)
            self.link = link
            self.expected = expected
        }

        var testDescription: String { "\(text) in \(limit.max)" }
    }

    @Test(arguments: [
        Case("hello world", 11, .graphemes, "hello world"),
        Case("hello world", 10, .graphemes, "hello…"),
        Case("hello world", 6, .graphemes, "hello…"),
        Case("hello world", 5, .graphemes, "hell…"),
        Case("hello world", 1, .graphemes, "…"),
        Case("hello world", 0, .graphemes, ""),
        Case("hello world", 2, .bytes, "he"),
        Case("hello", 4, .bytes, "h…"),
        Case("Übung", 5, .utf16, "Übung"),
        Case("Übungen", 6, .utf16, "Übung…"),
        Case("Übungen", 7, .bytes, "Übu…"),
        Case("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, .graphemes, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦"),
        Case("👨‍👩‍👧‍👦👨‍👩‍👧‍👦a", 2, .graphemes, "👨‍👩‍👧‍👦…"),
        Case("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 49, .bytes, "👨‍👩‍👧‍👦…"),
        Case("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 27, .bytes, "…"),
        Case("🇩🇪🇫🇷🇯🇵", 5, .scalars, "🇩🇪🇫🇷…"),
        Case("🇩🇪🇫🇷🇯🇵", 4, .scalars, "🇩🇪…"),
        Case("e\u{301}e\u{301}e\u{301}", 4, .scalars, "e\u{301}…"),
        Case("支付服务出现故障", 5, .graphemes, "支付服务…"),
        Case("one\r\ntwo", 5, .bytes, "on…"),
        Case("see https://a.example/long now", 20, .bytes, "see…"),
        Case("see https://a.example/long now", 29, .bytes, "see https://a.example/long…"),
        Case("https://a.example/long now", 20, .graphemes, "…"),
        Case("www.a.example/long/path and", 20, .graphemes, "…"),
        Case("a mailto:ada@example.com b", 12, .graphemes, "a…"),
        Case("ab\\*cdef", 4, .graphemes, "ab…"),
        Case("ab\\\\cdef", 5, .graphemes, "ab\\\\…"),
        Case("ab &amp; cdef", 6, .graphemes, "ab…"),
        Case("ab &amp; cdef", 9, .graphemes, "ab &amp;…"),
        Case("hello world, and more", 16, .graphemes, link: "https://a", "hello… https://a"),
        Case("hello world, and more", 11, .graphemes, link: "https://a", "… https://a"),
        Case("hello world, and more", 10, .graphemes, link: "https://a", "https://a"),
        Case("hello world, and more", 8, .graphemes, link: "https://a", "hello…"),
        Case("fits", 4, .graphemes, link: "https://a", "fits"),
    ])
    func `a text is cut where readers expect it`(_ example: Case) {
        #expect(example.limit.truncate(example.text, link: example.link) == example.expected)
    }

    @Test func `a character with too many marks is cut rather than lost`() {
        let crowded = "a" + String(repeating: "\u{301}", count: 5_000)
        let cut = TextLimit(100, .bytes).truncate(crowded)
        #expect(cut.utf8.count <= 100 && cut.unicodeScalars.first == "a" && cut.hasSuffix("…"))
    }

    @Test(arguments: NamedUnit.all)
    func `random texts keep every promise at every limit`(_ named: NamedUnit) {
        var random = RandomText(seed: 42)
        for _ in 0..<150 {
            let text = random.next()
            let length = named.unit.count(text)
            let limits = [length - 1, length, length + 1, length / 2, length / 3, 30, 7, 3, 1, 0]
            for max in limits where max >= 0 {
                let limit = TextLimit(max, named.unit)
                for link in [nil, "https://s.example/i"] {
                    check(limit.truncate(text, link: link), of: text, limit, link)
                }
            }
        }
    }

    private func check(_ result: String, of text: String, _ limit: TextLimit, _ link: String?) {
        let shown: Comment = "\(text.debugDescription) in \(limit.max) → \(result.debugDescription)"
        #expect(limit.holds(result), shown)
        guard !limit.holds(text) else {
            #expect(result == text, shown)
            return
        }
        var kept = result[...]
        if let link, limit.holds(link) {
            #expect(result.hasSuffix(link), shown)
            kept = kept.dropLast(link.count)
            if kept.hasSuffix(" ") { kept = kept.dropLast() }
        }
        if kept.unicodeScalars.last == "…" { kept = kept[..<kept.unicodeScalars.index(before: kept.endIndex)] }
        let cut = kept.utf8.count
        #expect(text.utf8.starts(with: kept.utf8), shown)
        #expect(text.boundaries.contains(cut), shown)
        for address in text.ranges(ofBytes: RandomText.address) {
            #expect(cut <= address.lowerBound || cut >= address.upperBound, shown)
        }
        let escapes = kept.unicodeScalars.reversed().prefix { $0 == "\\" }.count
        #expect(escapes % 2 == 0, shown)
    }

    @Test(arguments: NamedUnit.all)
    func `a megabyte is cut without reading it more than once`(_ named: NamedUnit) {
        let text = String(repeating: "Zahlungen schlagen für Käufer fehl \\ 👩🏽‍🚒. ", count: 20_000)
        let span = ContinuousClock()
            .measure {
                #expect(TextLimit(30_000, named.unit).holds(TextLimit(30_000, named.unit).truncate(text)))
            }
        #expect(span < .seconds(10))
    }
}
