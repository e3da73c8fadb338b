// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Synchronization
import Testing

@Suite struct SplitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let max: Int
        let expected: [String]

        init(_ text: String, _ max: Int, _ expected: [String]) {
            self.text = text
            self.max = max
            self.expected = expected
        }

        var testDescription: String { "\(text) in \(max)" }
    }

    @Test(arguments: [
        Case("short", 5, ["short"]),
        Case("one two three four", 10, ["one two", "three four"]),
        Case("one two\n\nthree four", 14, ["one two", "three four"]),
        Case("One. Two three four", 13, ["One. Two", "three four"]),
        Case("It is one. Two three", 15, ["It is one.", "Two three"]),
        Case("First line\nsecond li", 15, ["First line", "second li"]),
        Case("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        Case("故障。支付服务出现", 5, ["故障。", "支付服务出", "现"]),
        Case("see https://a.example/x for more", 24, ["see https://a.example/x", "for more"]),
        Case("read at https://a.example/x", 20, ["read at", "https://a.example/x"]),
        Case("https://a.example/x", 10, ["https://a.", "example/x"]),
        Case("  padded   text  ", 7, ["padded", "text"]),
        Case("ab\\*cd", 3, ["ab", "\\*c", "d"]),
        Case("\r\n\r\na\r\n\r\nb\r\n", 1, ["a", "b"]),
    ])
    func `a text is split at paragraph, sentence, word, character`(_ example: Case) {
        #expect(TextLimit(example.max, .graphemes).split(example.text, numbered: false) == example.expected)
    }

    @Test func `parts are numbered within the limit`() {
        let text = String(repeating: "word ", count: 40)
        let parts = TextLimit(50, .graphemes).split(text)
        #expect(parts.first == "(1/5) word word word word word word word word word")
        #expect(parts.count == 5 && parts.allSatisfy { $0.count <= 50 })
        #expect(parts.last?.hasPrefix("(5/5) ") == true)
    }

    @Test func `ten parts need two digits and still fit`() {
        let parts = TextLimit(24, .bytes).split(String(repeating: "abcdefg ", count: 25))
        #expect(parts.count >= 10 && parts.allSatisfy { $0.utf8.count <= 24 })
        #expect(parts.indices.allSatisfy { parts[$0].hasPrefix("(\($0 + 1)/\(parts.count)) ") })
    }

    @Test func `a single part is not numbered`() {
        #expect(TextLimit(20, .bytes).split("short") == ["short"])
    }

    @Test func `parts too small for numbers have none`() {
        #expect(TextLimit(5, .bytes).split("abcdefghij") == ["abcde", "fghij"])
    }

    @Test func `a character too long for a part is cut between its scalars`() {
        let parts = TextLimit(10, .bytes).split("👨‍👩‍👧‍👦", numbered: false)
        #expect(
            parts.allSatisfy { $0.utf8.count <= 10 } && parts.joined().unicodeScalars.elementsEqual("👨‍👩‍👧‍👦".unicodeScalars)
        )
    }

    @Test(arguments: NamedUnit.all, [true, false])
    func `random texts keep every promise at every limit`(_ named: NamedUnit, _ numbered: Bool) {
        var random = RandomText(seed: 4_242)
        for _ in 0..<120 {
            let text = random.next()
            let length = named.unit.count(text)
            for max in [length - 1, length, length + 1, length / 2, length / 7, 45, 20] where max > 0 {
                check(TextLimit(max, named.unit), text, numbered)
            }
        }
    }

    @Test(arguments: NamedUnit.all)
    func `as many parts as are allowed are the same parts, and fewer are none`(_ named: NamedUnit) {
        var random = RandomText(seed: 271)
        for _ in 0..<60 {
            let text = random.next()
            for max in [named.unit.count(text), 60, 45] where max > 0 {
                let limit = TextLimit(max, named.unit)
                let parts = limit.split(text)
                #expect(limit.split(text, within: parts.count) == parts)
                #expect(limit.split(text, within: parts.count + 5) == parts)
                #expect(limit.split(text, within: parts.count - 1) == nil)
            }
        }
    }

    @Test func `of a text that is far too long no more is looked at than could fit`() {
        let seen = Mutex(0)
        let unit = TextUnit.weighted { _ in
            seen.withLock { $0 += 1 }
            return 1
        }
        let text = String(repeating: "All payments fail. ", count: 10_000)
        #expect(TextLimit(280, unit).split(text, within: 5) == nil)
        #expect(seen.withLock { $0 } < 2_000)
    }

    private func check(_ limit: TextLimit, _ text: String, _ numbered: Bool) {
        let parts = limit.split(text, numbered: numbered)
        let shown: Comment = "\(text.debugDescription) in \(limit.max) → \(parts.map(\.debugDescription))"
        #expect(parts.allSatisfy { limit.holds($0) }, shown)
        if limit.holds(text) {
            #expect(parts == [text], shown)
            return
        }
        let hasNumbers = numbered && parts.count > 1 && parts[0].hasPrefix("(1/\(parts.count)) ")
        let bare = parts.enumerated()
            .map { index, part in
                hasNumbers ? String(part.dropFirst("(\(index + 1)/\(parts.count)) ".count)) : part
            }
        // Where one character alone may exceed a part, what is left of it cannot be looked for.
        let isFineGrained = limit.max < 40
        if !isFineGrained { #expect(bare.flatMap(\.withoutSpace) == text.withoutSpace, shown) }
        guard !isFineGrained else { return }
        #expect(bare.allSatisfy { !$0.isEmpty }, shown)
        var position = 0
        let bytes = Array(text.utf8)
        let boundaries = text.boundaries
        let addresses = text.ranges(ofBytes: RandomText.address)
        for part in bare {
            let wanted = Array(part.utf8)
            while position < bytes.count, !bytes[position...].starts(with: wanted) { position += 1 }
            #expect(boundaries.contains(position), shown)
            position += wanted.count
            #expect(boundaries.contains(position), shown)
            if limit.unit.count(RandomText.address) + 20 <= limit.max {
                #expect(!addresses.contains { $0.lowerBound < position && position < $0.upperBound }, shown)
            }
        }
    }

    @Test(arguments: NamedUnit.all)
    func `a third of a megabyte is split in one pass`(_ named: NamedUnit) {
        let texts = [
            String(repeating: "Zahlungen schlagen für Käufer fehl. ", count: 8_000),
            String(repeating: "\\", count: 300_000),
            String(repeating: "a", count: 300_000), String(repeating: "\n ", count: 150_000) + "x",
            "https://a.example/" + String(repeating: "a", count: 300_000), String(repeating: "://", count: 100_000),
        ]
        for text in texts {
            let span = ContinuousClock()
                .measure {
                    let limit = TextLimit(500, named.unit)
                    #expect(limit.split(text).allSatisfy { limit.holds($0) })
                }
            #expect(span < .seconds(20))
        }
    }
}
