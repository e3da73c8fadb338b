// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// The body of `POST /2/tweets`.
struct XRequest: Encodable {
    struct Reply: Encodable { let in_reply_to_tweet_id: String }

    let text: String
    let reply: Reply?

    init(_ text: String, below parent: XPost?) {
        self.text = text
        self.reply = parent.map { Reply(in_reply_to_tweet_id: $0.id) }
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}

/// The number of a post, as a receipt's id keeps it: that of the first post of a chain.
struct XPost: Hashable, Sendable {
    let id: String

    init?(_ text: String) {
        guard (1...24).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.id = text
    }

    /// The post that an answer names; nil where it names none.
    init?(_ response: HTTPResponse) {
        struct Answer: Decodable {
            struct Content: Decodable { let id: String }

            let data: Content
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else { return nil }
        self.init(answer.data.id)
    }
}
