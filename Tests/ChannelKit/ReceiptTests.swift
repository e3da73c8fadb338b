// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Testing

struct ReceiptTests {
    @Test(arguments: ["a", "ü", "🧑🏽‍🚒"])
    func `a note has 200 characters at the most, however many bytes they take`(_ character: String) {
        for count in [0, 1, 50, 199, 200, 201, 900] {
            let note = Receipt(note: String(repeating: character, count: count)).note
            #expect(note == String(repeating: character, count: min(count, 200)))
        }
        #expect(Receipt().note == nil)
    }
}
