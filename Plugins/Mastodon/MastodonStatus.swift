// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import FoundationEssentials

/// What is sent to publish or change a post.
struct MastodonStatus: Encodable {
    var status: String
    var language: String?
    /// Nil for a change: that of a post stays as it is.
    var visibility: MastodonSettings.Visibility?
    var in_reply_to_id: String?

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}

/// The number of a post, as a receipt's id keeps it: that of the first post of a chain.
struct MastodonPost: Hashable, Sendable {
    let id: String

    /// Letters, digits, `-` and `_`: other servers that speak Mastodon's language have no mere numbers.
    init?(_ text: String) {
        let isNumber = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isNumber, (1...64).contains(text.utf8.count) else { return nil }
        self.id = text
    }

    /// The post that an answer names; nil where it names none.
    init?(_ response: HTTPResponse) {
        struct Answer: Decodable { let id: String }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else { return nil }
        self.init(answer.id)
    }
}
