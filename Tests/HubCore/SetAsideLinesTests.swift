// SPDX-License-Identifier: Apache-2.0

import HubCore
import Testing

/// The lines that an import has set aside, picked out of the list as it is read again.
struct SetAsideLinesTests {
    @Test(
        arguments: [
            ("h\na\nb\nc\n", [2...2, 4...4], true, "h\na\nc\n"), ("h\na\nb\nc", [3...4], true, "h\nb\nc\n"),
            ("\n\r\nh\r\na\r\nb\r\n", [5...5], true, "h\r\nb\r\n"), ("a\nb\nc\n", [1...2], false, "a\nb\n"),
            ("a\nb", [], false, ""), ("h\na\n", [], true, "h\n"), ("", [1...1], true, ""), ("\r", [], true, ""),
            ("a\n\nb\n", [2...3], false, "\nb\n"), ("\rh\nb\n", [2...2], true, "\rh\nb\n"),
        ] as [(String, [ClosedRange<Int>], Bool, String)]
    )
    func `wherever the pieces end, the same lines come out`(
        list: String,
        runs: [ClosedRange<Int>],
        hasHeader: Bool,
        expected: String
    ) {
        let bytes = Array(list.utf8)
        for length in 1...max(1, bytes.count) {
            var lines = SetAsideLines(runs, hasHeader: hasHeader)
            var picked: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                picked += lines.pick(from: rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            picked += lines.end()
            #expect(String(decoding: picked, as: UTF8.self) == expected, "in pieces of \(length)")
        }
    }
}
