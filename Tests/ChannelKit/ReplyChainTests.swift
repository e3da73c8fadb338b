// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing

@Suite struct ReplyChainTests {
    private let fault = Fault(.providerUnavailable, "Away.")

    @Test func `each post replies to the one before, and the receipt names the first`() throws {
        var chain = ReplyChain<String>(of: 3, isRepeatable: false)
        #expect(chain.parent == nil && !chain.startsBelow)
        for (post, parent) in [("a", "a"), ("b", "b"), ("c", "c")] {
            try chain.accept(post, by: "X")
            #expect(chain.parent == parent)
        }
        #expect(chain.receipt(\.self) == Receipt(id: "a", note: "3 posts"))
    }

    @Test func `an update replies to the incident's first post`() throws {
        var chain = ReplyChain(of: 1, below: Receipt(id: "7"), isRepeatable: false, read: Int.init)
        #expect(chain.parent == 7 && chain.startsBelow)
        try chain.accept(8, by: "X")
        #expect(!chain.startsBelow)
        #expect(chain.receipt(\.description) == Receipt(id: "8"))
    }

    @Test func `where that post is gone or unknown, the chain starts anew and says so`() throws {
        var gone = ReplyChain(of: 1, below: Receipt(id: "7"), isRepeatable: false, read: Int.init)
        gone.startAnew()
        #expect(gone.parent == nil && !gone.startsBelow)
        try gone.accept(8, by: "X")
        #expect(gone.receipt(\.description).note == "the first post is gone")
        let unknown = ReplyChain(of: 1, below: Receipt(id: "x"), isRepeatable: false, read: Int.init)
        #expect(unknown.parent == nil)
        #expect(unknown.receipt(\.description).note == "the receipt of the first post cannot be read")
        let alone = ReplyChain(of: 1, below: nil, isRepeatable: false, read: Int.init)
        #expect(alone.receipt(\.description) == Receipt())
    }

    @Test func `before the first post, a failure is no more than itself`() {
        #expect(ReplyChain<Int>(of: 2, isRepeatable: false).broken(by: fault).code == .providerUnavailable)
        #expect(ReplyChain<Int>(of: 2, isRepeatable: true).broken(by: fault).context["posts_accepted"] == nil)
    }

    @Test func `behind it, a chain that cannot be repeated is for a person to look at`() throws {
        var once = ReplyChain<Int>(of: 2, isRepeatable: false)
        try once.accept(1, by: "X")
        #expect(once.broken(by: fault).code == .outcomeUnknown)
        #expect(once.broken(by: fault).context["cause"] == fault.code.rawValue)
        var again = ReplyChain<Int>(of: 2, isRepeatable: true)
        try again.accept(1, by: "X")
        #expect(again.broken(by: fault).code == .providerUnavailable)
        #expect(again.broken(by: fault).context["posts_accepted"] == "1")
    }

    @Test func `only the last post may stay without a name`() throws {
        var chain = ReplyChain<Int>(of: 2, isRepeatable: false)
        let broken = #expect(throws: Fault.self) { try chain.accept(nil, by: "X") }
        #expect(broken?.code == .outcomeUnknown)
        #expect(broken?.context["posts_accepted"] == "1")
        var last = ReplyChain<Int>(of: 2, isRepeatable: false)
        try last.accept(1, by: "X")
        try last.accept(nil, by: "X")
        #expect(last.receipt(\.description) == Receipt(id: "1", note: "the answer names no post; 2 posts"))
    }
}
