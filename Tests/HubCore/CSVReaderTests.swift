// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Testing

struct CSVReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Every record's fields, and the line on which each starts.
    private func read(_ content: some Sequence<UInt8>) throws -> (fields: [[String]], lines: [Int]) {
        var reader = try CSVReader(path: folder.write(content, to: "file.csv"))
        var records: [CSVReader.Record] = []
        while let record = try reader.next() { records.append(record) }
        return (records.map(\.fields), records.map(\.line))
    }

    @Test(
        arguments: [
            ("", []), ("a", [["a"]]), ("a\n", [["a"]]), ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("a,\n,b\n,\n", [["a", ""], ["", "b"], ["", ""]]),
            ("\n\na\n\n\nb\n\n", [["a"], ["b"]]), ("\r\n\r\na\r\n", [["a"]]), ("\"a\"", [["a"]]),
            ("\"a,b\",c", [["a,b", "c"]]),
            ("\"a \"\"b\"\"\"\n", [["a \"b\""]]), ("\"\",x\n", [["", "x"]]), ("\"\"\"\"", [["\""]]),
            ("\"one\ntwo\",3\n", [["one\ntwo", "3"]]), ("\"one\r\ntwo\"\r\n", [["one\r\ntwo"]]),
            ("a\"b,c\n", [["a\"b", "c"]]),
            (" a , b \n", [[" a ", " b "]]), ("é,😀\n", [["é", "😀"]]), ("\u{FEFF}a,b\n", [["a", "b"]]), ("\u{FEFF}", []),
            ("\u{FEFF}\"a\"\n", [["a"]]),
        ] as [(String, [[String]])]
    )
    func `records are read as RFC 4180 has them`(text: String, fields: [[String]]) throws {
        #expect(try read(text.utf8).fields == fields)
    }

    @Test func `a record knows the line on which it starts`() throws {
        let text = "a\n\n\"b\nb\nb\",x\nc\r\n\r\nd"
        #expect(try read(text.utf8).lines == [1, 3, 6, 8])
    }

    @Test func `bytes that are no UTF-8 do not end the reading`() throws {
        let content: [UInt8] = [0xFF, 0x2C, 0xC3, 0x0A, 0x61, 0x0A]
        #expect(try read(content).fields.last == ["a"])
        #expect(try read(content).fields.first?.count == 2)
    }

    @Test(arguments: [("a,b\n\"c\nd\n", 2), ("\"", 1), ("x\n\ny,\"", 3)])
    func `a quote left open is refused with the line where its record starts`(text: String, line: Int) throws {
        let fault = try #require(throws: Fault.self) { try read(text.utf8) }
        #expect(fault.code == .audienceInvalid)
        #expect(fault.message == "A quote is left open.")
        #expect(fault.context["where"] == "\(folder.path)/file.csv:\(line)")
    }

    @Test(arguments: [-1, 0, 1]) func `a record of the longest size is read and one byte more is refused`(
        excess: Int
    ) throws {
        // Fields and the line end count.
        let text = "head\n" + String(repeating: "x", count: CSVReader.longestRecord - 1 + excess) + "\nafter\n"
        if excess <= 0 {
            #expect(try read(text.utf8).fields.count == 3)
        } else {
            let fault = try #require(throws: Fault.self) { try read(text.utf8) }
            #expect(fault.context["where"] == "\(folder.path)/file.csv:2")
        }
    }

    @Test func `a quote that is never closed does not read the whole file`() throws {
        let text = "\"" + String(repeating: "line\n", count: 100_000)
        let fault = try #require(throws: Fault.self) { try read(text.utf8) }
        #expect(fault.message.contains("is a quote left open?"))
    }

    @Test func `a file that is not there is refused`() throws {
        let fault = try #require(throws: Fault.self) { _ = try CSVReader(path: "\(folder.path)/none.csv") }
        #expect(fault.code == .audienceInvalid)
        #expect(fault.context["where"] == "\(folder.path)/none.csv")
    }
}
