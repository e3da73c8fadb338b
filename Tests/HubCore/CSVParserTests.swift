// SPDX-License-Identifier: Apache-2.0

import ChannelKitTesting
import HubCore
import Testing

struct CSVParserTests {
    /// Everything that the parser makes of bytes that come in pieces of these sizes, the last over and over.
    private func read(_ content: some Sequence<UInt8>, pieces sizes: [Int] = [Int.max]) -> [CSVParser.Item] {
        var parser = CSVParser()
        var items: [CSVParser.Item] = []
        var rest = Array(content)[...]
        var turn = 0
        while !rest.isEmpty {
            let piece = rest.prefix(sizes[min(turn, sizes.count - 1)])
            items += parser.read(Array(piece))
            rest = rest.dropFirst(piece.count)
            turn += 1
        }
        return items + parser.finish()
    }

    private func fields(_ items: [CSVParser.Item]) -> [[String]] {
        items.compactMap { item in
            if case .record(let record) = item { record.fields } else { nil }
        }
    }

    @Test(
        arguments: [
            ("", []), ("a", [["a"]]), ("a\n", [["a"]]), ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("a,\n,b\n,\n", [["a", ""], ["", "b"], ["", ""]]),
            ("\n\na\n\n\nb\n\n", [["a"], ["b"]]), ("\r\n\r\na\r\n", [["a"]]), ("\"a\"", [["a"]]),
            ("\"a,b\",c", [["a,b", "c"]]), ("x,\"a \"\"b\"\"\"\n", [["x", "a \"b\""]]), ("\"\",x\n", [["", "x"]]),
            ("\"\"\"\"", [["\""]]), ("a,\"one\ntwo\",3\n", [["a", "one\ntwo", "3"]]),
            ("\"one\r\ntwo\"\r\n", [["one\r\ntwo"]]), ("a\"b,c\n", [["a\"b", "c"]]),
            (" a , b \n", [[" a ", " b "]]), ("é,😀\n", [["é", "😀"]]), ("\u{FEFF}a,b\n", [["a", "b"]]), ("\u{FEFF}", []),
            ("\u{FEFF}\"a\"\n", [["a"]]),
        ] as [(String, [[String]])]
    )
    func `records are read as RFC 4180 has them`(text: String, expected: [[String]]) {
        #expect(fields(read(text.utf8)) == expected)
        #expect(fields(read(text.utf8, pieces: [1])) == expected)
    }

    @Test(arguments: [
        ("a;b;c\n1,5;2;3\n", ["1,5", "2", "3"]), ("a\tb\n1;2\t3,4\n", ["1;2", "3,4"]), ("a,b\n1;2,3\n", ["1;2", "3"]),
        ("a;b,c;d\n1;2,3;4\n", ["1", "2,3", "4"]), ("a,b,c;d\n1,2,3;4\n", ["1", "2", "3;4"]),
    ])
    func `the first line tells what parts the fields`(text: String, second: [String]) {
        #expect(fields(read(text.utf8)).last == second)
    }

    @Test func `a record knows the lines that it takes`() {
        let items = read("a\n\n\"b\nb\nb\",x\nc\r\n\r\nd".utf8)
        let lines = items.compactMap { item -> ClosedRange<Int>? in
            guard case .record(let record) = item else { return nil }
            return record.lines
        }
        #expect(lines == [1...1, 3...5, 6...6, 8...8])
    }

    @Test func `a line that is not UTF-8 is broken, and the next is read`() {
        let content: [UInt8] = Array("a,b\n".utf8) + [0xFF, 0x2C, 0xC3, 0x0A, 0x61, 0x0A]
        let items = read(content)
        #expect(items.dropFirst().first == .broken(lines: 2...2, .notUTF8))
        #expect(fields(items) == [["a", "b"], ["a"]])
    }

    @Test(arguments: [("a,b\n\"c\nd\n", 2, [["a", "b"], ["d"]]), ("\"", 1, []), ("x\n\ny,\"\nz", 3, [["x"], ["z"]])])
    func `a quote left open costs the line where it stands, and no other`(
        text: String,
        line: Int,
        others: [[String]]
    ) {
        let items = read(text.utf8)
        #expect(items.contains(.broken(lines: line...line, .openQuote)))
        #expect(items.count == others.count + 1)
        #expect(fields(items) == others)
    }

    @Test(arguments: [0, 1]) func `a line of the longest size is read and one byte more is set aside`(excess: Int) {
        let text = "head\n" + String(repeating: "x", count: LineCutter.longest + excess) + "\nafter\n"
        for pieces in [[Int.max], [1_000]] {
            let items = read(text.utf8, pieces: pieces)
            #expect(items.count == 3)
            #expect(items.contains(.broken(lines: 2...2, .tooLong)) == (excess > 0))
            #expect(fields(items).last == ["after"])
        }
    }

    @Test func `a quote that is never closed holds no more than the longest record, and costs one line`() {
        let items = read("head\n\"".utf8 + Array(String(repeating: "line\n", count: 100_000).utf8), pieces: [4_096])
        #expect(items.count == 100_001)
        #expect(items.count { $0 == .broken(lines: 2...2, .openQuote) } == 1)
    }

    @Test(arguments: 0..<200) func `where the pieces end makes no difference`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Array("ab,;\t\"\"\n\r é".utf8) + [0xFF]
        let text = (0..<Int.random(in: 0...400, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
        let sizes = (0..<40).map { _ in Int.random(in: 1...30, using: &random) }
        #expect(read(text, pieces: sizes) == read(text))
    }
}
